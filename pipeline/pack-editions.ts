import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { JAVA_PROFILES } from './formats/anvil/profile.ts'
import { runOnWorkers } from './jobs/worker-pool.ts'
import { entryPath, type KeptEntry, regionFiles } from './publish/world-zip/kept-entry.ts'
import { writeWorldZip } from './publish/world-zip/world-zip.ts'
import type { EditionRegions, Io } from './run.ts'
import type { ZipTask } from './zip-worker.ts'

/** Where the zip of an edition's world lies in a release, by where the world's folder does. */
export const downloadOf = (path: string): string => `${path}.zip`

/**
 * Writes each edition's world as one zip beside its folder. Region files are packed in workers and kept in the cache, so that
 * only those that changed are packed again.
 * @param folder a release's, the editions' worlds whole in it
 * @returns how many region files were packed
 */
export async function packEditions(
  folder: string,
  editions: readonly (EditionRegions & { path: string })[],
  io: Pick<Io, 'progress' | 'workers' | 'signal'>,
): Promise<number> {
  const cached: string[][] = []
  for (const { files } of editions) cached.push((await Promise.all(files.map(({ path }) => regionFiles(path)))).flat())
  const tasks = cached.flat().map((path): ZipTask => ({ path }))
  io.progress.stage('pack', tasks.length, 'region files')
  let [done, packed] = [0, 0]
  const options = { workers: io.workers ?? availableParallelism(), signal: io.signal }
  await runOnWorkers<ZipTask, KeptEntry>(new URL('zip-worker.ts', import.meta.url), options, tasks, ({ isNew }) => {
    if (isNew) packed++
    io.progress.done(++done)
  })
  for (const [index, { profile, path }] of editions.entries()) {
    const place = JAVA_PROFILES[profile].regionFolder
    const regions = cached[index].map((file) => ({ file: `${place}/${basename(file)}`, entry: entryPath(file) }))
    await writeWorldZip({ folder: join(folder, path), name: basename(path), regions, out: join(folder, downloadOf(path)), signal: io.signal })
  }
  return packed
}
