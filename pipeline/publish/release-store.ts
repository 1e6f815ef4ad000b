import { mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import { type Manifest, manifestSchema } from '#pipeline/model/manifest.ts'
import type { HoldReason, ReleaseState } from '#pipeline/model/release-state.ts'
import { tombstoneOf } from '#pipeline/model/tombstone.ts'
import { type AuditLog, openAudit, operatorName } from './audit-log.ts'
import { type Block, blocksOf, ROLLED_BACK } from './blocks.ts'
import { listFiles } from './release-files.ts'
import { openStates, type ReleaseStates } from './release-states.ts'
import { writeWhole } from './write-whole.ts'

export { digestOf } from './release-files.ts'

/** Fills a release's folder. @returns its manifest but for the files */
export type MakeRelease = (folder: string) => Promise<Omit<Manifest, 'files'>>
/** Looks at a release before it is one. @returns why it must be held; nothing where it need not */
export type JudgeRelease = (manifest: Manifest, folder: string) => Promise<readonly HoldReason[]>

/** Releases of all worlds, and which of each world's is the candidate and which is current. */
export interface ReleaseStore {
  root: string
  audit: AuditLog
  states: ReleaseStates
  /** Fills a folder under a temporary name; it becomes a release when `make` returns its manifest. The current release stays as it is. */
  candidate(world: string, id: string, make: MakeRelease, judge?: JudgeRelease): Promise<Release>
  /** The same, and no pointer leads to it. */
  make(id: string, make: MakeRelease, judge?: JudgeRelease): Promise<Release>
  /** Makes a release the current one, in one switch. @throws Failure `held`, `withdrawn`, `not-found` */
  switchTo(world: string, id: string, why?: string): Promise<void>
  /** Holds a release that is there, until someone approves it. */
  hold(id: string, reasons: readonly HoldReason[]): Promise<void>
  /** Lets a release become current though something holds it back. */
  approve(id: string, why: string): Promise<ReleaseState>
  /** What keeps a release from becoming current; empty where nothing does, or someone approved it. */
  blocks(release: Release): Promise<Block[]>
  find(world: string, which: 'candidate' | 'current'): Promise<Release | undefined>
  get(id: string): Promise<Release>
  /** All releases, oldest first, and the folders whose manifest cannot be read. */
  list(): Promise<{ releases: Release[]; broken: string[] }>
  /** Takes away every pointer to these releases. */
  unpoint(ids: ReadonlySet<string>): Promise<void>
}

export interface Release {
  id: string
  folder: string
  manifest: Manifest
}

export interface StoreOptions {
  now?: () => Date
  /** Who acts, for the audit log. */
  who?: string
}

const idIn = (target: string): string => target.split(/[/\\]/).at(-1)!

const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,199}$/

export function openReleases(root: string, { now = () => new Date(), who = operatorName() }: StoreOptions = {}): ReleaseStore {
  const audit = openAudit(root, { now, who })
  const states = openStates(root)
  const by = () => ({ when: now().toISOString(), who })
  const pointer = (world: string, which: string) => {
    if (!ID.test(world)) throw new Failure('not-found', `"${world.slice(0, 80)}" is no world`, 'worlds are named by lower-case letters, digits and hyphens')
    return join(root, 'worlds', world, which)
  }
  const point = async (world: string, which: string, id: string) => {
    const path = pointer(world, which)
    await mkdir(join(root, 'worlds', world), { recursive: true })
    await rm(`${path}.tmp`, { force: true })
    await symlink(join('..', '..', 'releases', id), `${path}.tmp`)
    await rename(`${path}.tmp`, path)
  }
  const find = async (world: string, which: 'candidate' | 'current'): Promise<Release | undefined> => {
    const target = await readlink(pointer(world, which)).catch(() => undefined)
    return target === undefined ? undefined : get(idIn(target))
  }
  const get = async (id: string): Promise<Release> => {
    const folder = join(root, 'releases', id)
    try {
      if (!ID.test(id)) throw new RangeError('not an id')
      return { id, folder, manifest: manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))) }
    } catch (cause) {
      const tombstone = tombstoneOf(await states.tombstones(), id)
      if (tombstone) throw new Failure('withdrawn', `release ${id} was withdrawn: ${tombstone.reason}`, `see tombstones/${tombstone.id}.json`, { cause })
      throw new Failure('not-found', `there is no whole release ${id}`, 'build the world again', { cause })
    }
  }
  const list = async () => {
    const [releases, broken]: [Release[], string[]] = [[], []]
    const names = (await readdir(join(root, 'releases')).catch(() => [])).filter((name) => ID.test(name))
    for (const id of names.sort())
      try {
        releases.push(await get(id))
      } catch {
        broken.push(id)
      }
    releases.sort((a, b) => a.manifest.made.localeCompare(b.manifest.made) || a.id.localeCompare(b.id))
    return { releases, broken }
  }
  const make = async (id: string, fill: MakeRelease, judge: JudgeRelease = async () => []): Promise<Release> => {
    const folder = join(root, 'releases', id)
    const making = `${folder}.${process.pid}.tmp`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true })
    try {
      const head = await fill(making)
      const manifest = manifestSchema.parse({ ...head, files: await listFiles(making, head.editions) })
      await writeWhole(join(making, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
      const reasons = await judge(manifest, making)
      // Before the release is there, so that it is never seen without.
      await states.write(id, { state: reasons.length > 0 ? 'held' : 'candidate', reasons: [...reasons] })
      if (reasons.length > 0) audit.append({ act: 'hold', subject: id, why: reasons[0].text.en, details: { reasons: reasons.length } })
      await rename(making, folder)
    } catch (error) {
      await rm(making, { recursive: true, force: true })
      if (!(await stat(folder).catch(() => undefined))) await states.forget(id)
      throw error
    }
    return get(id)
  }
  const allBlocks = async ({ id, manifest }: Release): Promise<Block[]> => {
    const known = await states.all()
    const lifted = new Set([...known.values()].flatMap((state) => state.approved?.lifts ?? []))
    const rolledBack: { release: string; worldInputs: string }[] = []
    for (const [release, state] of known)
      if (!state.approved && state.reasons.some(({ code }) => code === ROLLED_BACK)) {
        const found = await get(release).catch(() => undefined)
        if (found?.manifest.world === manifest.world) rolledBack.push({ release, worldInputs: found.manifest.worldInputs })
      }
    return blocksOf(
      manifest,
      known.get(id),
      (await states.tombstones()).filter((tombstone) => !lifted.has(tombstone.id)),
      rolledBack,
    )
  }
  const blocks = async (release: Release): Promise<Block[]> => ((await states.of(release.id))?.approved ? [] : allBlocks(release))
  return {
    root,
    audit,
    states,
    get,
    find,
    list,
    make,
    blocks,
    async candidate(world, id, fill, judge) {
      const release = await make(id, fill, judge)
      await point(world, 'candidate', id)
      return release
    },
    async switchTo(world, id, why = '') {
      const release = await get(id)
      const { manifest } = release
      if (manifest.world !== world) throw new Failure('not-found', `release ${id} is of ${manifest.world}, not of ${world}`, 'name a release of this world')
      const tombstone = tombstoneOf(await states.tombstones(), id)
      if (tombstone) throw new Failure('withdrawn', `release ${id} was withdrawn: ${tombstone.reason}`, `see tombstones/${tombstone.id}.json`)
      const found = await blocks(release)
      if (found.length > 0) {
        const more = found.length > 1 ? `, and ${found.length - 1} more` : ''
        const hint = `look at it with: kvarter releases ${world}, and in ${release.folder}; then: kvarter approve ${id} --why TEXT`
        throw new Failure('held', `release ${id} is held: ${found[0].reason.text.en}${more}`, hint)
      }
      const before = await find(world, 'current').catch(() => undefined)
      // A release that was current before states were written was published all the same.
      if (before && !(await states.of(before.id))?.published) await states.write(before.id, { ...(await stateOf(states, before.id)), published: by() })
      // Said before it is done: a kill between leaves an entry too many, never a switch that nobody answers for.
      audit.append({ act: 'publish', subject: id, why, details: { world, before: before?.id ?? null } })
      await states.write(id, { ...(await stateOf(states, id)), published: by() })
      await point(world, 'current', id)
    },
    async hold(id, reasons) {
      await get(id)
      const { approved: _, ...state } = await stateOf(states, id)
      audit.append({ act: 'hold', subject: id, why: reasons[0]?.text.en ?? '', details: { reasons: reasons.length } })
      await states.write(id, { ...state, state: 'held', reasons: [...reasons] })
    },
    async approve(id, why) {
      const release = await get(id)
      const found = await allBlocks(release)
      const lifts = found.flatMap(({ tombstone }) => (tombstone === undefined ? [] : [tombstone]))
      audit.append({
        act: 'approve',
        subject: id,
        why,
        details: { world: release.manifest.world, reasons: found.map(({ reason }) => reason.code).slice(0, 50), lifts },
      })
      const approved = { ...(await stateOf(states, id)), approved: { ...by(), why, lifts } }
      await states.write(id, approved)
      return approved
    },
    async unpoint(ids) {
      for (const world of await readdir(join(root, 'worlds')).catch(() => []))
        for (const which of ['candidate', 'current']) {
          const path = join(root, 'worlds', world, which)
          const target = await readlink(path).catch(() => undefined)
          if (target !== undefined && ids.has(idIn(target))) await rm(path, { force: true })
        }
    },
  }
}

/** A release without a state is a candidate that nothing is known of. */
async function stateOf(states: ReleaseStates, id: string): Promise<ReleaseState> {
  return (await states.of(id)) ?? { state: 'candidate', reasons: [] }
}
