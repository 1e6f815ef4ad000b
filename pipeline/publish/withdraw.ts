import { createHash } from 'node:crypto'
import { rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import { type Manifest, manifestSchema } from '#pipeline/model/manifest.ts'
import type { LostRelease, Tombstone } from '#pipeline/model/tombstone.ts'
import { cachedOf, leftOf, type Stores } from './erase-cached.ts'
import type { Release, ReleaseStore } from './release-store.ts'
import { samePathsElsewhere, selectWithdrawn } from './withdraw-selection.ts'
import { removeWhole, writeWhole } from './write-whole.ts'

export interface Withdrawal {
  /** RELEASE, WORLD, RELEASE:GLOB, WORLD:GLOB, layer:ID or layer:MUNICIPALITY/ID. */
  target: string
  /** Public. */
  why: string
  replacement?: string | undefined
}

export interface WithdrawIo extends Stores {
  releases: ReleaseStore
  now: () => Date
  /** Called after each step, with its name. */
  step?: (name: string) => void
}

export interface WithdrawResult {
  tombstone: Tombstone
  /** Releases of the world that have other content at the same paths. */
  alike: string[]
}

/**
 * Removes a thing from every release and from what the stages keep. Whoever calls holds the workspace's lock.
 *
 * The order, so that a kill between any two steps leaves nothing that names what is gone without saying so:
 * 1 the audit log says it; 2 the tombstone, not yet completed, lists all that will go: from here on readers can answer with
 * it and nothing of it can become current; 3 the pointers to whole releases go; 4 manifests are rewritten without the lost
 * files, whole releases lose their folder's name; 5 bytes go; 6 snapshots and caches go; 7 the tombstone is completed.
 * Each step may be done twice, and a tombstone that is not completed is gone on with first.
 * @throws Failure `not-found`, `verification`
 */
export async function withdraw({ target, why, replacement }: Withdrawal, io: WithdrawIo): Promise<WithdrawResult> {
  const { releases: store, now, step = () => {} } = io
  const resumed = await completeWithdrawals(io)
  const { releases, broken } = await store.list()
  const same = resumed.find((each) => nameOf(each.what) === target && each.reason === why)
  if (same) return { tombstone: same, alike: [] }
  const selection = selectWithdrawn(target, releases, broken)
  const when = now().toISOString()
  const hash = createHash('sha256')
    .update(JSON.stringify([when, selection.what, why]))
    .digest('hex')
  const id = `${when.replace(/[-:]|\.\d+/g, '').toLowerCase()}-${selection.what.kind}-${hash.slice(0, 8)}`
  const tombstone: Tombstone = { kvarter: 1, id, when, reason: why, ...(replacement === undefined ? {} : { replacement }), ...selection }
  const details = { tombstone: id, releases: selection.lost.length, files: selection.lost.reduce((sum, { files }) => sum + files.length, 0) }
  store.audit.append({ act: 'withdraw', subject: target, why, details })
  step('audit')
  await store.states.writeTombstone(tombstone)
  step('tombstone')
  const completed = await complete(tombstone, io)
  return { tombstone: completed, alike: samePathsElsewhere(selection, (await store.list()).releases) }
}

/** Ends what a kill left undone. @returns the tombstones that were completed */
export async function completeWithdrawals(io: WithdrawIo): Promise<Tombstone[]> {
  const open = (await io.releases.states.tombstones()).filter((tombstone) => tombstone.completed === undefined)
  const completed: Tombstone[] = []
  for (const tombstone of open) completed.push(await complete(tombstone, io))
  return completed
}

async function complete(tombstone: Tombstone, io: WithdrawIo): Promise<Tombstone> {
  const { releases: store, now, step = () => {} } = io
  const whole = tombstone.lost.filter((lost) => lost.whole)
  const ids = new Set(whole.map(({ release }) => release))
  await store.unpoint(ids)
  step('pointers')
  for (const { release } of whole) {
    const folder = join(store.root, 'releases', release)
    await erase(folder)
    await store.states.forget(release)
    step(`release ${release}`)
  }
  for (const lost of tombstone.lost)
    if (!lost.whole) {
      // They show the release as it was.
      await erase(store.states.records(lost.release))
      await removeFiles(lost, tombstone.id, store, step)
    }
  const { releases } = await store.list()
  const remaining = releases.filter(({ id }) => !ids.has(id))
  // Regions first, then what they were made from.
  const cached = await cachedOf(tombstone, remaining, io)
  for (const { path, note } of cached.reverse()) {
    await erase(path)
    if (note !== undefined) await rm(note, { force: true })
    step(`cache ${path}`)
  }
  const completed = { ...tombstone, completed: now().toISOString() }
  await store.states.writeTombstone(completed)
  step('completed')
  return completed
}

async function erase(path: string): Promise<void> {
  await removeWhole(path)
  for (const left of await leftOf(path)) await rm(left, { recursive: true, force: true })
}

async function removeFiles(lost: LostRelease, tombstone: string, store: ReleaseStore, step: (name: string) => void): Promise<void> {
  const release = await store.get(lost.release).catch(() => undefined)
  // It may have been withdrawn whole since.
  if (!release) return
  const paths = new Set(lost.files.map(({ path }) => path))
  if (release.manifest.files.some(({ path }) => paths.has(path))) {
    const manifest = manifestSchema.parse(withoutFiles(release, paths, tombstone))
    await writeWhole(join(release.folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    step(`manifest ${lost.release}`)
  }
  for (const path of paths) {
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new Failure('verification', `${path} leads out of release ${lost.release}`, 'the tombstone was changed: put it back from a copy')
    await rm(join(release.folder, path), { force: true })
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
      if (
        !(await rmdir(join(release.folder, folder)).then(
          () => true,
          () => false,
        ))
      )
        break
    step(`file ${lost.release} ${path}`)
  }
}

function withoutFiles({ manifest }: Release, gone: ReadonlySet<string>, tombstone: string): Manifest {
  const lost = manifest.files.filter(({ path }) => gone.has(path))
  const regionsLost = (place: string) => lost.filter(({ path }) => path.startsWith(`${place}/`) && path.endsWith('.mca')).length
  return {
    ...manifest,
    editions: manifest.editions.map(({ download, ...edition }) => ({
      ...edition,
      ...(download === undefined || gone.has(download) ? {} : { download }),
      regions: Math.max(0, edition.regions - regionsLost(edition.path)),
    })),
    files: manifest.files.filter(({ path }) => !gone.has(path)),
    withdrawn: [...(manifest.withdrawn ?? []), ...lost.map(({ path }) => ({ path, tombstone }))],
  }
}

/** What was withdrawn, as it is asked for. */
export function nameOf(what: Tombstone['what']): string {
  switch (what.kind) {
    case 'release':
      return what.release
    case 'world':
      return what.world
    case 'files':
      return `${what.release ?? what.world}:${what.glob}`
    case 'layer':
      return `layer:${what.layer}`
  }
}
