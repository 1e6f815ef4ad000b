import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Tombstone } from '#pipeline/model/tombstone.ts'
import { type CachedFolder, listLatest, listSnapshots, shardOf, SNAPSHOT_NAME, sourcesIn } from './cached-folder.ts'
import { digestOf } from './release-files.ts'
import type { Release } from './release-store.ts'

/** Where bytes lie besides releases. */
export interface Stores {
  snapshots: string
  /** What the stages keep. */
  cached(): Promise<CachedFolder[]>
}

/**
 * Everything besides releases that holds what was withdrawn: snapshots, layers, shards, regions. What cannot be shown to
 * be free of it goes too, for it can be made again.
 * @param remaining releases that are left
 */
export async function cachedOf({ what, lost, sources }: Tombstone, remaining: readonly Release[], stores: Stores): Promise<{ path: string; note?: string }[]> {
  const gone = new Set(sources)
  const named = new Set(remaining.flatMap(({ manifest }) => manifest.sources.map(({ digest }) => digest)))
  const isGone = (layer: string | undefined, digest: string, isNamed: boolean) =>
    gone.has(digest) || (what.kind === 'layer' && layer === what.layer && !isNamed)
  const found: { path: string; note?: string }[] = []
  const [short, namedShort] = [new Set(sources.map(shorten)), new Set([...named].map(shorten))]
  const latest = new Map((await listLatest(stores.snapshots)).map((note) => [note.folder, note.path]))
  for (const { path, name, layer } of await listSnapshots(stores.snapshots))
    if (short.has(name) || isGone(layer, name, namedShort.has(name))) found.push({ path, ...(latest.has(name) ? { note: latest.get(name)! } : {}) })
  const folders = await stores.cached()
  const isLayerWork = sources.length > 0 || what.kind === 'layer'
  const prepared: CachedFolder[] = []
  for (const folder of folders.filter(({ stage }) => stage !== 'regions')) {
    const from = sourcesIn(folder)
    // Made of written worlds, they show what was in them.
    if (OF_WORLDS.has(folder.stage)) found.push(folder)
    else if (isLayerWork && (!from || from.some(({ layer, digest }) => isGone(layer, digest, named.has(digest))))) found.push(folder)
    else prepared.push(folder)
  }
  const shards = isLayerWork ? await shardsIn(prepared) : undefined
  const lostFiles = digestsByName(lost)
  const kept = new Set(what.kind === 'files' ? [] : remaining.flatMap(({ manifest }) => manifest.files.map(({ sha256 }) => sha256)))
  for (const folder of folders.filter(({ stage }) => stage === 'regions')) {
    const shard = shardOf(folder)
    if ((shards && (shard === undefined || !shards.has(shard))) || (await holds(folder.path, lostFiles, kept))) found.push(folder)
  }
  return found
}

const OF_WORLDS: ReadonlySet<string> = new Set(['pictures', 'accuracy', 'looks'])

const shorten = (digest: string): string => digest.slice(0, SNAPSHOT_NAME)

async function shardsIn(folders: readonly CachedFolder[]): Promise<Set<string>> {
  const digests = new Set<string>()
  for (const { path } of folders)
    for (const name of await readdir(path).catch(() => [])) if (name.endsWith('.shard')) digests.add(await digestOf(join(path, name)))
  return digests
}

function digestsByName(lost: Tombstone['lost']): Map<string, Set<string>> {
  const digests = new Map<string, Set<string>>()
  for (const { path, sha256 } of lost.flatMap(({ files }) => files)) {
    const name = basename(path)
    digests.set(name, (digests.get(name) ?? new Set()).add(sha256))
  }
  return digests
}

/** Whether a file of the folder is one of the lost, of the same name and content, that no release has any more. */
async function holds(folder: string, lost: ReadonlyMap<string, ReadonlySet<string>>, kept: ReadonlySet<string>): Promise<boolean> {
  for (const name of await readdir(folder).catch(() => [])) {
    const digests = lost.get(name)
    if (!digests) continue
    const digest = await digestOf(join(folder, name))
    if (digests.has(digest) && !kept.has(digest)) return true
  }
  return false
}

/** What a process that was killed while removing something left of it, under a name beside it. */
export async function leftOf(path: string): Promise<string[]> {
  const [folder, name] = [dirname(path), basename(path)]
  return (await readdir(folder).catch(() => []))
    .filter((each) => each.startsWith(`${name}.`) && /^\d+\.tmp$/.test(each.slice(name.length + 1)))
    .map((each) => join(folder, each))
}
