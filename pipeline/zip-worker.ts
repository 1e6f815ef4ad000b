/** A worker that packs files for the archives they go into, and keeps them beside the files. */
import { work } from './jobs/work.ts'
import { keepEntry, type KeptEntry } from './publish/world-zip/kept-entry.ts'

export interface ZipTask {
  path: string
}

work<undefined, ZipTask, KeptEntry>(
  () =>
    ({ path }) =>
      keepEntry(path),
)
