import type { FeatureChange } from '#pipeline/model/change-set.ts'
import { boxAroundBoth } from './content.ts'
import type { IndexEntry } from './entry-file.ts'

type Entries = AsyncIterable<IndexEntry> | Iterable<IndexEntry>

/** What was added, changed and removed between two indexes, each sorted by id; in order of id. A change's box holds where the feature lay and where it lies. */
export async function* compareIndexes(before: Entries, after: Entries): AsyncGenerator<FeatureChange> {
  const [old, now] = [iteratorOf(before), iteratorOf(after)]
  try {
    let [was, is] = [await old.next(), await now.next()]
    while (!was.done || !is.done) {
      if (was.done || (!is.done && is.value.id < was.value.id)) {
        if (is.done) break
        yield { id: is.value.id, change: 'added', bbox: is.value.bbox }
        is = await now.next()
      } else if (is.done || was.value.id < is.value.id) {
        yield { id: was.value.id, change: 'removed', bbox: was.value.bbox }
        was = await old.next()
      } else {
        if (was.value.digest !== is.value.digest) yield { id: is.value.id, change: 'changed', bbox: boxAroundBoth(was.value.bbox, is.value.bbox) }
        ;[was, is] = [await old.next(), await now.next()]
      }
    }
  } finally {
    await old.return?.()
    await now.return?.()
  }
}

const iteratorOf = (entries: Entries): AsyncIterator<IndexEntry> | Iterator<IndexEntry> =>
  Symbol.asyncIterator in entries ? entries[Symbol.asyncIterator]() : entries[Symbol.iterator]()
