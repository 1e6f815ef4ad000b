import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { runOnWorkers } from './jobs/worker-pool.ts'
import { SCHOOL_RULES } from './encode/java/game-rules.ts'
import { levelFiles } from './encode/java/level.ts'
import { VOID } from './encode/java/outside.ts'
import { JAVA_PROFILES } from './formats/anvil/profile.ts'
import { Failure } from './model/failure.ts'
import { type BlockPoint, toBlocks, type WorldGrid } from './model/grid.ts'
import type { Manifest, ManifestSource } from './model/manifest.ts'
import type { NormalisedLayer } from './model/normalised.ts'
import type { HoldReason } from './model/release-state.ts'
import type { Problem } from './model/problem.ts'
import { boxOf } from './model/scanline.ts'
import type { PictureTask, PictureWorkerData } from './picture-worker.ts'
import { holdReasons } from './hold-reasons.ts'
import type { ProtectedBy } from './normalise-layers.ts'
import { downloadOf, packEditions } from './pack-editions.ts'
import type { Prepared } from './prepare/prepare.ts'
import { type AccuracyFigure, REPORT_FOLDER, writeReport } from './publish/report/report.ts'
import { worldFacts, worldNotice } from './publish/notices.ts'
import { listFiles } from './publish/release-files.ts'
import type { Release } from './publish/release-store.ts'
import type { Definitions, EditionRegions, Freshness, Io } from './run.ts'
import { type Accuracy, FIGURES, type FigureSpec } from './verify/accuracy/figures.ts'
import { PICTURE_NAMES } from './verify/picture/names.ts'
import { openWorld } from './verify/read/world.ts'
import type { Looks } from './verify/looks/look.ts'
import type { Verdict, VerifyTask, VerifyWork } from './verify-worker.ts'
import { standingPlace } from './verify/standing-place.ts'

/** Raise when the same regions give another release: other pictures, other measures, other words. */
export const RELEASE_VERSION = 2

const PICTURE_FOLDER = 'pictures'
const MAP = 'map.png'

export interface Parts {
  definitions: Definitions
  grid: WorldGrid
  area: readonly [number, number][]
  sources: ManifestSource[]
  normalised: readonly NormalisedLayer[]
  prepared: Prepared
  problems: readonly Problem[]
  editions: readonly EditionRegions[]
  worldInputs: string
  /** Folder of the shards the regions were made from. */
  shards: string
  /** Snapshot files by layer. */
  files: ReadonlyMap<string, string[]>
  freshness: readonly Freshness[]
  protection: ProtectedBy
  /** Where players begin and what they look at, in blocks. */
  spawn: { at: BlockPoint; facing: BlockPoint }
}

/** Puts a release together under a temporary name and makes it the world's candidate. */
export async function assemble(parts: Parts, io: Io): Promise<Release> {
  const { definitions, grid, area, sources, prepared, problems, worldInputs } = parts
  const { world, dataset } = definitions
  const made = io.now()
  const id = `${world.id}-${made.toISOString().replace(/[-:]|\.\d+/g, '')}-${worldInputs.slice(0, 8)}`
  const facts = {
    world: world.id,
    title: world.title,
    municipality: dataset.municipality,
    publisher: dataset.publisher,
    worldInputs,
    grid,
    area: area.map(roundMm),
    sources,
  }
  // Without a catch: a current release that cannot be read must not pass as none.
  const current = await io.releases.find(world.id, 'current')
  let reasons: HoldReason[] = []
  const fill = async (folder: string) => {
    const editions: Manifest['editions'] = []
    for (const edition of parts.editions) editions.push(await writeEdition(folder, edition, facts, parts))
    const { columns, covered } = prepared
    const head = { kvarter: 1 as const, release: id, made: made.toISOString(), ...facts, editions, coverage: { columns, covered }, problems: problems.length }
    const place = join(folder, editions[0].path)
    const pictures = await draw(place, join(folder, PICTURE_FOLDER), io)
    for (const { path } of editions.slice(1)) await copyFile(join(place, 'icon.png'), join(folder, path, 'icon.png'))
    io.progress.stage('verify')
    const verdict = await judge(place, parts, io)
    await writeReports(folder, { head, verdict, pictures, parts })
    await packEditions(
      folder,
      parts.editions.map((edition, index) => ({ ...edition, path: editions[index].path })),
      io,
    )
    const manifest = { ...head, files: await listFiles(folder, editions) }
    reasons = await holdReasons(parts, { manifest, folder, current, map: join(PICTURE_FOLDER, MAP) }, io)
    return head
  }
  return io.releases.candidate(world.id, id, fill, async () => reasons)
}

const roundMm = ([easting, northing]: readonly [number, number]): [number, number] => [Math.round(easting * 1000) / 1000, Math.round(northing * 1000) / 1000]

/** One edition's world folder: copies of the cached region files, which share their blocks where the file system can, and everything beside them. A link would let a game that opens the world write into the cache. */
async function writeEdition(
  folder: string,
  { profile, files }: EditionRegions,
  facts: Parameters<typeof worldFacts>[0],
  { definitions, grid, area, spawn }: Parts,
): Promise<Manifest['editions'][number]> {
  const { world } = definitions
  const path = `${profile}/${world.id}`
  const place = join(folder, path)
  const java = JAVA_PROFILES[profile]
  await mkdir(join(place, java.regionFolder), { recursive: true })
  for (const file of files)
    for (const name of await readdir(dirname(file.path)))
      if (/\.(mca|mcc)$/.test(name)) await copyFile(join(dirname(file.path), name), join(place, java.regionFolder, name), constants.COPYFILE_FICLONE)
  await writeFile(join(place, 'kvarter.json'), worldFacts(facts))
  await writeFile(join(place, 'LICENCE.txt'), worldNotice(facts))
  const writeLevel = async (at: { x: number; y: number; z: number; angle: number }) => {
    const level = {
      name: world.title.sv,
      gameRules: SCHOOL_RULES,
      gameType: 'creative',
      difficulty: 'peaceful',
      allowCommands: true,
      border: borderOf(area, grid),
      outside: VOID,
      spawn: at,
    } as const
    for (const file of levelFiles(java, level)) {
      await mkdir(dirname(join(place, file.path)), { recursive: true })
      await writeFile(join(place, file.path), file.bytes)
    }
  }
  const wanted = { x: Math.floor(spawn.at.x), z: Math.floor(spawn.at.z) }
  await writeLevel({ ...wanted, y: grid.zeroY, angle: 0 })
  const feet = standingPlace(openWorld(place), wanted)
  if (!feet)
    throw new Failure(
      'bad-definition',
      `there is no open ground within 48 blocks of the spawn of worlds/${world.id}.json`,
      'move spawn.at to a street or a square in the area',
    )
  await writeLevel({ ...feet, angle: angleTowards(feet, spawn.facing) })
  return { profile, path, download: downloadOf(path), regions: files.length, spawn: feet }
}

/** Draws the world's pictures, and its icon into the world itself. */
async function draw(world: string, folder: string, io: Io): Promise<string[]> {
  const names = [...PICTURE_NAMES]
  await mkdir(folder)
  const tasks: PictureTask[] = [...names.map((picture) => ({ picture, out: join(folder, picture) })), { picture: 'icon', out: join(world, 'icon.png') }]
  io.progress.stage('draw pictures', tasks.length, 'pictures')
  let done = 0
  // Not by what they were drawn from: what chunks that change do not reach serves the next world too.
  const data: PictureWorkerData = { world, kept: io.cache.place('pictures', { world: basename(world) }) }
  const options = { workers: 1, data, signal: io.signal }
  await runOnWorkers<PictureTask, string>(new URL('picture-worker.ts', import.meta.url), options, tasks, () => io.progress.done(++done))
  return names
}

interface Judgement {
  accuracy: Accuracy
  looks: Looks
}

/** Measures the written world, one thing after the other, each in a process of its own. */
async function judge(world: string, { definitions, grid, area, prepared, shards, normalised, files, protection }: Parts, io: Io): Promise<Judgement> {
  const layers = normalised.map(({ layer, source }) => ({ layer, files: files.get(layer.id) ?? [], digest: source }))
  // Not by what it was made from: what was measured of unchanged regions serves the next snapshot too.
  const key = { world: definitions.world.id, grid }
  const kept = { accuracy: io.cache.place('accuracy', key), looks: io.cache.place('looks', key) }
  const { hidden } = protection
  const task: VerifyTask = { world, grid, style: definitions.style, area, regions: prepared.regions, shards, layers, hidden, kept }
  const found: Partial<Judgement> = {}
  for (const judged of ['accuracy', 'looks'] as const)
    await runOnWorkers<VerifyWork, Verdict>(
      new URL('verify-worker.ts', import.meta.url),
      { workers: 1, signal: io.signal },
      [{ ...task, judge: judged }],
      (verdict) => Object.assign(found, verdict),
    )
  return found as Judgement
}

async function writeReports(
  folder: string,
  { head, verdict, pictures, parts }: { head: Omit<Manifest, 'files'>; verdict: Judgement; pictures: readonly string[]; parts: Parts },
): Promise<void> {
  const { definitions, normalised, prepared, problems } = parts
  const accuracy = verdict.accuracy.figures.map(reportedFigure)
  const files = writeReport({ head, dataset: definitions.dataset, normalised, drawn: prepared.drawn, problems, accuracy, looks: verdict.looks, pictures })
  await mkdir(join(folder, REPORT_FOLDER), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, REPORT_FOLDER, name), text)
  await writeFile(join(folder, REPORT_FOLDER, 'accuracy.json'), `${JSON.stringify(verdict.accuracy, null, 2)}\n`)
}

/** A figure as the report takes it: what it must reach as a range. */
function reportedFigure({ id, value, unit, met, n }: Accuracy['figures'][number]): AccuracyFigure {
  const { about, gate }: FigureSpec = FIGURES[id]
  const goal = gate && ('atMost' in gate ? { max: gate.atMost } : { min: gate.atLeast })
  return { id, label: about, value, unit, met, n, ...(goal ? { goal } : {}) }
}

/** Degrees clockwise from south, as the game counts. */
function angleTowards(from: BlockPoint, to: BlockPoint): number {
  return Math.round((Math.atan2(from.x - to.x, to.z - from.z) * 180) / Math.PI)
}

/** A square border around the area, so that nobody walks off the edge into nothing. */
function borderOf(area: readonly (readonly [number, number])[], grid: WorldGrid): { centerX: number; centerZ: number; size: number } {
  const box = boxOf([Float64Array.from(area.flatMap(([easting, northing]) => Object.values(toBlocks(grid, easting, northing))))])
  return { centerX: (box.minX + box.maxX) / 2, centerZ: (box.minZ + box.maxZ) / 2, size: Math.max(box.maxX - box.minX, box.maxZ - box.minZ) }
}
