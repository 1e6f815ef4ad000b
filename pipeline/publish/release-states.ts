import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import { type ReleaseState, releaseStateSchema } from '#pipeline/model/release-state.ts'
import { type Tombstone, tombstoneSchema } from '#pipeline/model/tombstone.ts'
import { removeWhole, writeWhole } from './write-whole.ts'

/** What is known of releases beside their files: states/<release>.json and tombstones/<id>.json. */
export interface ReleaseStates {
  /** Undefined where nothing was ever written of it. */
  of(release: string): Promise<ReleaseState | undefined>
  all(): Promise<Map<string, ReleaseState>>
  write(release: string, state: ReleaseState): Promise<void>
  /** Where what the next release is compared with is kept: ids and places of features, and pictures. Never published. */
  records(release: string): string
  /** Forgets a release that is gone, with its records, but for what its approval lifts. */
  forget(release: string): Promise<void>
  tombstones(): Promise<Tombstone[]>
  writeTombstone(tombstone: Tombstone): Promise<void>
}

/** Other things that lie in states/. */
const OTHERS = new Set(['audit-head.json'])

export function openStates(root: string): ReleaseStates {
  const path = (release: string) => join(root, 'states', `${release}.json`)
  const of = async (release: string): Promise<ReleaseState | undefined> => {
    const text = await readText(path(release))
    return text === undefined ? undefined : parse(path(release), () => releaseStateSchema.parse(JSON.parse(text)))
  }
  const records = (release: string) => join(root, 'records', release)
  return {
    of,
    async all() {
      const states = new Map<string, ReleaseState>()
      for (const name of await jsonIn(join(root, 'states'))) {
        const state = OTHERS.has(name) ? undefined : await of(name.slice(0, -5))
        if (state) states.set(name.slice(0, -5), state)
      }
      return states
    },
    write: (release, state) => writeWhole(path(release), `${JSON.stringify(releaseStateSchema.parse(state), null, 2)}\n`),
    records,
    async forget(release) {
      await removeWhole(records(release))
      const state = await of(release)
      if (state && (state.approved?.lifts.length ?? 0) === 0) await removeWhole(path(release))
    },
    async tombstones() {
      const folder = join(root, 'tombstones')
      const found: Tombstone[] = []
      for (const name of (await jsonIn(folder)).sort()) {
        const text = (await readText(join(folder, name))) ?? ''
        found.push(parse(join(folder, name), () => tombstoneSchema.parse(JSON.parse(text))))
      }
      return found
    },
    writeTombstone: (tombstone) =>
      writeWhole(join(root, 'tombstones', `${tombstone.id}.json`), `${JSON.stringify(tombstoneSchema.parse(tombstone), null, 2)}\n`),
  }
}

async function jsonIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

/** What cannot be read could forbid a release, so that it stops the run. */
function parse<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new Failure('verification', `${path} is not as Kvarter wrote it`, 'put it back from a copy: it says what may be published', { cause })
  }
}
