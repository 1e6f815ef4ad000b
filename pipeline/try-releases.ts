/** Test support: an output folder with releases, snapshots and a cache, small and real. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listCache, openCache } from './cache.ts'
import type { ManifestSource } from './model/manifest.ts'
import { type Manifest, manifestSchema } from './model/manifest.ts'
import { type Tombstone, tombstoneOf, tombstoneSchema } from './model/tombstone.ts'
import { type JudgeRelease, openReleases, type ReleaseStore } from './publish/release-store.ts'
import type { WithdrawIo } from './publish/withdraw.ts'

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface TryOutput {
  root: string
  store: ReleaseStore
  io: WithdrawIo
  /** The clock, which a test moves. */
  clock: { now: Date }
  make(id: string, parts?: TryRelease): Promise<void>
}

export interface TryRelease {
  world?: string
  /** Path → text. */
  files?: Record<string, string>
  /** Layer → text of its snapshot. */
  sources?: Record<string, string>
  inputs?: string
  municipality?: string
  judge?: JudgeRelease
}

export const REGION = 'java-1.21.4/town/region/r.0.0.mca'

/** @param root an output that is there already; else a new one */
export function tryOutput(root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))): TryOutput {
  const clock = { now: new Date('2026-11-01T03:00:00Z') }
  const store = openReleases(root, { now: () => clock.now, who: 'anna' })
  const io: WithdrawIo = { releases: store, now: () => clock.now, snapshots: join(root, 'snapshots'), cached: () => listCache(join(root, 'cache')) }
  return {
    root,
    store,
    io,
    clock,
    async make(
      id,
      { world = 'town', files = { [REGION]: `region of ${id}`, 'report.html': id }, sources = {}, inputs = id, municipality = '0000', judge } = {},
    ) {
      clock.now = new Date(clock.now.getTime() + 86_400_000)
      const head = headOf(id, { world, made: clock.now.toISOString(), inputs: sha(inputs), municipality, sources })
      const fill = async (folder: string) => {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true })
          writeFileSync(join(folder, path), text)
        }
        return head
      }
      await store.candidate(world, id, fill, judge)
    },
  }
}

function headOf(
  release: string,
  { world, made, inputs, municipality, sources }: { world: string; made: string; inputs: string; municipality: string; sources: Record<string, string> },
): Omit<Manifest, 'files'> {
  return {
    kvarter: 1,
    release,
    made,
    world,
    title: { sv: 'Stad', en: 'Town' },
    municipality: { code: municipality, name: { sv: 'Stad', en: 'Town' } },
    publisher: { name: 'Town' },
    worldInputs: inputs,
    grid: {
      crs: 'EPSG:3006',
      origin: { easting: 0, northing: 0 },
      heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
      zeroY: 63,
      scale: 1,
      verticalScale: 1,
    },
    area: [],
    editions: [{ profile: 'java-1.21.4', path: 'java-1.21.4/town', download: 'java-1.21.4/town.zip', regions: 2, spawn: { x: 0, y: 64, z: 0 } }],
    sources: Object.entries(sources).map(([layer, text]): ManifestSource => {
      const licence = { id: 'CC0-1.0', name: 'CC0', url: 'https://example.org/' }
      return { layer, kind: 'tree', title: { sv: layer, en: layer }, licence, publication: 'open', digest: sha(text) }
    }),
    coverage: { columns: 1, covered: 1 },
    problems: 0,
  }
}

/** A snapshot, its normalised layer, a shard with it and a region made from that. @returns their folders, by stage */
export async function stock(root: string, layer: string, text: string, regionText: string): Promise<Record<string, string>> {
  const cache = openCache(join(root, 'cache'))
  const digest = sha(text)
  const snapshot = join(root, 'snapshots', digest.slice(0, 32))
  mkdirSync(snapshot, { recursive: true })
  writeFileSync(join(snapshot, 'data.csv'), text)
  writeFileSync(join(snapshot, '.provenance.json'), JSON.stringify({ layer }))
  mkdirSync(join(root, 'snapshots', 'latest'), { recursive: true })
  const latest = join(root, 'snapshots', 'latest', `${sha(`service of ${text}`).slice(0, 32)}.json`)
  writeFileSync(latest, JSON.stringify({ folder: digest.slice(0, 32) }))
  const write = (name: string, content: string) => async (folder: string) => writeFileSync(join(folder, name), content)
  const shard = `shard of ${text}`
  return {
    snapshots: snapshot,
    latest,
    normalised: await cache.folder('normalised', { layer: { id: layer }, digest }, write('features.ndjson', text)),
    prepared: await cache.folder('prepared', { layers: [{ layer: { id: layer }, source: digest }] }, write('0.0.shard', shard)),
    regions: await cache.folder('regions', { digest: sha(shard), profile: 'java-1.21.4' }, write('r.0.0.mca', regionText)),
  }
}

export const tombstonesIn = (root: string): Tombstone[] =>
  (existsSync(join(root, 'tombstones')) ? readdirSync(join(root, 'tombstones')) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => tombstoneSchema.parse(JSON.parse(readFileSync(join(root, 'tombstones', name), 'utf8'))))

export const manifestIn = (root: string, id: string): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(join(root, 'releases', id, 'manifest.json'), 'utf8')))

/** What a reader must never see: a pointer to nothing, or a file that a manifest names and that is neither there nor explained. */
export function readerFaults(root: string): string[] {
  const faults: string[] = []
  const tombstones = tombstonesIn(root)
  for (const id of readdirSync(join(root, 'releases')).filter((name) => !name.endsWith('.tmp'))) {
    if (!existsSync(join(root, 'releases', id, 'manifest.json'))) faults.push(`${id} has no manifest`)
    else
      for (const { path } of manifestIn(root, id).files)
        if (!existsSync(join(root, 'releases', id, path)) && !tombstoneOf(tombstones, id, path)) faults.push(`${id}: ${path} is gone without a word`)
    for (const { path, tombstone } of manifestIn(root, id).withdrawn ?? [])
      if (!tombstones.some((each) => each.id === tombstone)) faults.push(`${id}: ${path} names a tombstone that is not there`)
  }
  for (const world of readdirSync(join(root, 'worlds')))
    for (const which of readdirSync(join(root, 'worlds', world)))
      if (!existsSync(join(root, 'worlds', world, which, 'manifest.json'))) faults.push(`${world}: ${which} leads nowhere`)
  return faults
}
