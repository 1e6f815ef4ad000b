import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReleaseState } from '#pipeline/model/release-state.ts'
import type { Retention } from '#pipeline/model/retention.ts'
import { type CachedFolder, type LatestNote, listLatest, listSnapshots, shardOf, SNAPSHOT_NAME, sourcesIn } from './cached-folder.ts'
import type { Stores } from './erase-cached.ts'
import { digestOf } from './release-files.ts'
import type { Release, ReleaseStore } from './release-store.ts'
import { removeWhole } from './write-whole.ts'

export interface PruneIo extends Stores {
  releases: ReleaseStore
  now: () => Date
  retentionOf(world: string): Promise<Retention>
  /** What processes that are no more left half-made. */
  leftovers(): Promise<string[]>
  /** Days after which what no kept release uses goes. */
  cacheDays: number
  signal?: AbortSignal
}

export interface Removal {
  kind: 'release' | 'cached' | 'snapshot' | 'left-over'
  path: string
  /** On disk, at most: files may share their blocks with others. */
  bytes: number
  release?: string
  /** File that goes with it. */
  note?: string
}

export interface PrunePlan {
  removals: Removal[]
  bytes: number
  /** Held releases that wait for someone's word, and are kept as long. */
  waiting: string[]
}

const DAY_MS = 86_400_000
/** A build uses what it needs at most so long before its release is made. */
const LONGEST_BUILD_MS = 2 * DAY_MS

/** Finds what nobody needs any more. Writes nothing. */
export async function planPrune(io: PruneIo): Promise<PrunePlan> {
  const { releases } = await io.releases.list()
  const states = await io.releases.states.all()
  const kept: Release[] = []
  const waiting: string[] = []
  for (const [world, ofWorld] of Map.groupBy(releases, ({ manifest }) => manifest.world)) {
    const pointed = await Promise.all(
      (['current', 'candidate'] as const).map(async (which) => (await io.releases.find(world, which).catch(() => undefined))?.id),
    )
    const found = keptOf(ofWorld, { states, current: pointed[0], candidate: pointed[1], retention: await io.retentionOf(world), now: io.now() })
    kept.push(...found.kept)
    waiting.push(...found.waiting)
  }
  const removals: Removal[] = []
  for (const path of await io.leftovers()) removals.push({ kind: 'left-over', path, bytes: await bytesIn(path) })
  for (const release of releases)
    if (!kept.includes(release)) removals.push({ kind: 'release', path: release.folder, release: release.id, bytes: await bytesIn(release.folder) })
  const before = io.now().getTime() - io.cacheDays * DAY_MS
  const cached = await io.cached()
  const old = new Set(await unusedOf(cached, kept, before))
  for (const { path, note } of old) removals.push({ kind: 'cached', path, note, bytes: await bytesIn(path) })
  const left = cached.filter((folder) => !old.has(folder))
  const digests = [...kept.flatMap(({ manifest }) => manifest.sources), ...left.flatMap((folder) => sourcesIn(folder) ?? [])].map(({ digest }) => digest)
  const latest = await listLatest(io.snapshots)
  const asked = latest.filter((note) => note.asked.getTime() >= before).map(({ folder }) => folder)
  const named = new Set([...digests.map((digest) => digest.slice(0, SNAPSHOT_NAME)), ...asked])
  for (const { path, name } of await listSnapshots(io.snapshots))
    if (!named.has(name) && (await lstat(path)).mtimeMs < before) removals.push({ kind: 'snapshot', path, bytes: await bytesIn(path), ...noteOf(latest, name) })
  return { removals, bytes: removals.reduce((sum, { bytes }) => sum + bytes, 0), waiting }
}

/** Removes what a plan names; what is half removed when it is stopped is left over for the next. Whoever calls holds the workspace's lock. */
export async function prune({ removals, bytes }: PrunePlan, { releases: store, signal }: PruneIo): Promise<void> {
  if (removals.length === 0) return
  const gone = removals.flatMap(({ release }) => (release === undefined ? [] : [release]))
  // A line of the log has room for so many names.
  store.audit.append({
    act: 'prune',
    subject: `${removals.length} things`,
    why: 'retention',
    details: { bytes, releases: gone.length, named: gone.slice(0, 100) },
  })
  for (const { kind, path, release, note } of removals) {
    signal?.throwIfAborted()
    if (kind === 'left-over') await rm(path, { recursive: true, force: true })
    else await removeWhole(path)
    if (note !== undefined) await rm(note, { force: true })
    if (release !== undefined) await store.states.forget(release)
  }
}

interface WorldReleases {
  states: ReadonlyMap<string, ReleaseState>
  current: string | undefined
  candidate: string | undefined
  retention: Retention
  now: Date
}

/**
 * The releases of a world that stay: within both limits, and always what is current or candidate, one published before
 * the current to roll back to, and what was held since the current was made and waits for approval.
 * @param releases oldest first
 */
export function keptOf(releases: readonly Release[], { states, current, candidate, retention, now }: WorldReleases): { kept: Release[]; waiting: string[] } {
  const made = (release: Release) => Date.parse(release.manifest.made)
  const isHeld = ({ id }: Release) => states.get(id)?.state === 'held' && !states.get(id)?.approved
  const newest = new Set(releases.slice(-retention.releases))
  const currentAt = releases.findIndex(({ id }) => id === current)
  const earlier = releases.slice(0, Math.max(0, currentAt)).findLast((release) => states.get(release.id)?.published !== undefined && !isHeld(release))
  const waiting = releases.slice(currentAt + 1).filter(isHeld)
  const isYoung = (release: Release) => retention.days === undefined || now.getTime() - made(release) <= retention.days * DAY_MS
  const isNeeded = (release: Release) => release === earlier || [current, candidate].includes(release.id) || waiting.includes(release)
  return { kept: releases.filter((release) => isNeeded(release) || (newest.has(release) && isYoung(release))), waiting: waiting.map(({ id }) => id) }
}

/** Cached folders that were last used before a time, and that no kept release was made with. */
async function unusedOf(cached: readonly CachedFolder[], kept: readonly Release[], before: number): Promise<CachedFolder[]> {
  const isMadeWith = (folder: CachedFolder) => {
    const from = sourcesIn(folder)
    return kept.some(({ manifest }) => {
      const digests = new Set(manifest.sources.map(({ digest }) => digest))
      return isUsedFor(folder, manifest.made) && from?.every(({ digest }) => digests.has(digest))
    })
  }
  const old = cached.filter(({ used }) => used.getTime() < before)
  const unused = old.filter((folder) => folder.stage !== 'regions' && !isMadeWith(folder))
  const regions = old.filter(({ stage }) => stage === 'regions')
  if (regions.length === 0) return unused
  const shards = new Set<string>()
  for (const folder of cached)
    if (folder.stage === 'prepared' && !unused.includes(folder))
      for (const name of await readdir(folder.path).catch(() => [])) if (name.endsWith('.shard')) shards.add(await digestOf(join(folder.path, name)))
  const isNeeded = (folder: CachedFolder) => shards.has(shardOf(folder) ?? '') && kept.some(({ manifest }) => isUsedFor(folder, manifest.made))
  return [...unused, ...regions.filter((folder) => !isNeeded(folder))]
}

const noteOf = (latest: readonly LatestNote[], folder: string): { note?: string } => {
  const note = latest.find((each) => each.folder === folder)?.path
  return note === undefined ? {} : { note }
}

/** What was used last long before a release was made was not used for it. */
const isUsedFor = ({ used }: CachedFolder, made: string): boolean => used.getTime() >= Date.parse(made) - LONGEST_BUILD_MS

async function bytesIn(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return 0
  if (!found.isDirectory()) return found.nlink > 1 ? 0 : found.blocks * 512
  let bytes = found.blocks * 512
  for (const name of await readdir(path)) bytes += await bytesIn(join(path, name))
  return bytes
}
