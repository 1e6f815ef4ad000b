import { hash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Feature } from '#pipeline/model/feature.ts'
import { boxAround, boxAroundBoth, contentDigest } from './content.ts'
import { type IndexEntry, readEntries, writeEntries } from './entry-file.ts'

export type { IndexEntry } from './entry-file.ts'

/** Entries sorted in memory at a time: some 20 MB. */
const RUN_LENGTH = 50_000
/** Runs merged at a time, each with a file open and a block of it in memory. */
const MOST_RUNS = 48

const byId = (a: IndexEntry, b: IndexEntry): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0)

/**
 * Writes what a layer's features are and say, sorted by id (by UTF-16 code units); the order they come in does not matter.
 * Features that share an id are one entry. Runs lie beside the file while it is made.
 */
export async function writeFeatureIndex(
  features: AsyncIterable<Feature> | Iterable<Feature>,
  path: string,
  { runLength = RUN_LENGTH, mostRuns = MOST_RUNS }: { runLength?: number; mostRuns?: number } = {},
): Promise<number> {
  let runs: string[] = []
  let named = 0
  const write = async (entries: AsyncIterable<IndexEntry> | Iterable<IndexEntry>): Promise<string> => {
    const run = `${path}.${named++}.run`
    runs.push(run)
    await writeEntries(run, entries)
    return run
  }
  try {
    let batch: IndexEntry[] = []
    for await (const feature of features) {
      batch.push({ id: feature.id.toWellFormed(), digest: contentDigest(feature), bbox: boxAround(feature.geometry) })
      if (batch.length < runLength) continue
      await write(batch.sort(byId))
      batch = []
      if (runs.length < mostRuns) continue
      const merged = [...runs]
      const run = await write(merge(merged.map(readEntries)))
      await remove(merged)
      runs = [run]
    }
    return await writeEntries(path, joinEqual(merge([...runs.map(readEntries), batch.sort(byId).values()])))
  } finally {
    await remove(runs)
  }
}

/** Reads an index's entries in order of id. @throws Failure `not-found` where it is not there or not whole */
export const readFeatureIndex = (path: string): AsyncGenerator<IndexEntry> => readEntries(path)

const remove = (paths: readonly string[]): Promise<unknown> => Promise.all(paths.map((path) => rm(path, { force: true })))

type Source = AsyncIterator<IndexEntry> | Iterator<IndexEntry>

async function* merge(sources: readonly Source[]): AsyncGenerator<IndexEntry> {
  const open: { source: Source; head: IndexEntry }[] = []
  try {
    for (const source of sources) {
      const { done, value } = await source.next()
      if (!done) open.push({ source, head: value })
    }
    while (open.length > 0) {
      let least = 0
      for (let i = 1; i < open.length; i++) if (byId(open[i].head, open[least].head) < 0) least = i
      yield open[least].head
      const { done, value } = await open[least].source.next()
      if (done) open.splice(least, 1)
      else open[least].head = value
    }
  } finally {
    for (const { source } of open) await source.return?.()
  }
}

async function* joinEqual(entries: AsyncIterable<IndexEntry>): AsyncGenerator<IndexEntry> {
  let held: IndexEntry | undefined
  for await (const entry of entries) {
    if (held?.id === entry.id)
      held = { id: entry.id, digest: hash('sha256', held.digest + entry.digest).slice(0, entry.digest.length), bbox: boxAroundBoth(held.bbox, entry.bbox) }
    else {
      if (held) yield held
      held = entry
    }
  }
  if (held) yield held
}
