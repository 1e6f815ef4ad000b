import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { assemble, RELEASE_VERSION } from './assemble.ts'
import type { Cache } from './cache.ts'
import { ENCODE_VERSION } from './encode/java/region.ts'
import { regionFileName } from './formats/anvil/region-builder.ts'
import type { Snapshot } from './fetch/snapshot.ts'
import type { TaskLog } from './jobs/task-log.ts'
import { runOnWorkers } from './jobs/worker-pool.ts'
import { isPublished } from './model/check-dataset.ts'
import type { Dataset, LayerDefinition } from './model/dataset.ts'
import { Failure } from './model/failure.ts'
import { type BlockPoint, type Region, type WorldGrid, toBlocks } from './model/grid.ts'
import type { ManifestSource } from './model/manifest.ts'
import type { NormalisedLayer } from './model/normalised.ts'
import type { Problem } from './model/problem.ts'
import { concealProblems } from './model/protect.ts'
import type { Style } from './model/style.ts'
import type { World } from './model/world.ts'
import type { GdalClient } from './normalise/gdal-client.ts'
import { NORMALISE_VERSION } from './normalise/normalise.ts'
import { type ProtectedBy, takeLayers } from './normalise-layers.ts'
import { type Prepared, PREPARE_VERSION } from './prepare/prepare.ts'
import type { PrepareTask } from './prepare-worker.ts'
import type { Progress } from './progress.ts'
import { digestOf, type Release, type ReleaseStore } from './publish/release-store.ts'
import type { RegionResult, RegionTask, RegionWorkerData } from './region-worker.ts'
import { VOXELISE_VERSION } from './voxelise/voxelise.ts'

/** Everything a run touches outside itself. */
export interface Io {
  dataRoot: string
  /** Where everything that is made lies. */
  output: string
  snapshots: string
  /** Where credentials of services come from. */
  env: Readonly<Record<string, string | undefined>>
  cache: Cache
  gdal: GdalClient
  releases: ReleaseStore
  progress: Progress
  now: () => Date
  /** Told what happens to each region. */
  tasks?: TaskLog | undefined
  workers?: number
  signal?: AbortSignal | undefined
}

export interface Definitions {
  world: World
  dataset: Dataset
  style: Style
}

export interface Built {
  release: Release
  problems: Problem[]
  /** False where a candidate made from the same inputs was there already. */
  isNew: boolean
  /** How fresh each layer's source was. */
  freshness: Freshness[]
}

/** When a layer's bytes came, and, where its service failed, since when they are its last good ones and why. */
export interface Freshness {
  layer: string
  fetched: string
  staleSince?: string
  why?: string
}

/** Builds a world's candidate: what is missing or stale is made, what is fresh is used again. */
export async function build(definitions: Definitions, io: Io): Promise<Built> {
  const { world, dataset, style } = definitions
  const grid: WorldGrid = { ...dataset.grid, scale: world.scale, verticalScale: world.verticalScale }
  const layers = layersOf(world, dataset)
  const area = await io.gdal.run('area', { area: world.area, gridCrs: grid.crs, what: `worlds/${world.id}.json, area` })
  const { normalised, snapshots, protection } = await takeLayers(layers, dataset, { grid, area }, io)
  const spawn = await spawnOf(world, grid, io)
  await io.gdal.close()
  const prepared = await prepareAll(normalised, protection, { grid, style, area, world }, io)
  const editions = await buildRegions(prepared, definitions, io)
  const worldInputs = inputsOf(definitions, layers, snapshots, protection)
  const problems = [...normalised.flatMap((layer) => layer.problems), ...prepared.result.problems]
  const sources = sourcesOf(layers, snapshots, dataset)
  const freshness = snapshots.map(({ layer, fetched, stale }) => ({ layer, fetched, ...(stale ? { staleSince: stale.since, why: stale.why } : {}) }))
  const before = await io.releases.find(world.id, 'candidate').catch(() => undefined)
  if (before?.manifest.worldInputs === worldInputs) {
    io.progress.end()
    return { release: before, problems, isNew: false, freshness }
  }
  io.progress.stage('assemble')
  const files = new Map(snapshots.map((snapshot) => [snapshot.layer, snapshot.files]))
  const release = await assemble(
    {
      definitions,
      grid,
      area,
      sources,
      normalised,
      prepared: prepared.result,
      problems,
      editions,
      worldInputs,
      spawn,
      files,
      shards: prepared.folder,
      freshness,
      protection,
    },
    io,
  )
  io.progress.end()
  return { release, problems, isNew: true, freshness }
}

/** The layers a world uses. @throws Failure `no-licence`, `bad-definition` */
export function layersOf(world: World, dataset: Dataset): LayerDefinition[] {
  const named = world.layers?.map((id) => {
    const layer = dataset.layers.find((each) => each.id === id)
    if (!layer)
      throw new Failure(
        'bad-definition',
        `worlds/${world.id}.json, layers: found "${id}"`,
        `${world.dataset} has: ${dataset.layers.map((each) => each.id).join(', ')}`,
      )
    if (!isPublished(layer))
      throw new Failure(
        'no-licence',
        `layer ${id} of ${world.dataset} has ${layer.licence ? 'publication "internal"' : 'no licence'}, so no world may use it`,
        'give it a licence, or take it out of the world',
      )
    return layer
  })
  const layers = named ?? dataset.layers.filter(isPublished)
  if (!layers.some((layer) => layer.kind === 'terrain'))
    throw new Failure('no-licence', `${world.dataset} has no published terrain layer, and a world cannot be without`, 'add one, with a licence')
  return layers
}

interface PreparedShards {
  folder: string
  result: Prepared
}

async function prepareAll(
  layers: readonly NormalisedLayer[],
  protection: ProtectedBy,
  { grid, style, area, world }: { grid: WorldGrid; style: Style; area: readonly [number, number][]; world: World },
  io: Io,
): Promise<PreparedShards> {
  io.progress.stage('prepare', undefined, 'regions')
  const { minCoverage } = world
  const key = {
    version: PREPARE_VERSION,
    layers: layers.map(({ layer, source }) => ({ layer, source })),
    grid,
    style,
    area,
    minCoverage,
    ...(protection.digest ? { protection: protection.digest } : {}),
  }
  const folder = await io.cache.folder('prepared', key, async (making) => {
    const task: PrepareTask = { input: { layers, grid, style, area, minCoverage }, folder: making }
    const onProgress = (done: number, total: number) => {
      if (done === 1) io.progress.stage('prepare', total, 'regions')
      io.progress.done(done)
    }
    let result: Prepared | undefined
    await runOnWorkers<PrepareTask, Prepared>(
      new URL('prepare-worker.ts', import.meta.url),
      { workers: 1, signal: io.signal, onProgress },
      [task],
      (prepared) => {
        result = prepared
      },
    )
    await writeFile(join(making, 'result.json'), JSON.stringify(result))
  })
  const result = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Prepared
  return { folder, result: { ...result, problems: concealProblems(result.problems, protection.secrets) } }
}

export interface EditionRegions {
  profile: World['editions'][number]
  /** Region files, by region. */
  files: { region: Region; path: string }[]
}

/** Region files of every edition: those whose shard, style and versions are as before are there already. A region that lacks one is made in all. */
async function buildRegions({ folder, result }: PreparedShards, { world, style }: Definitions, io: Io): Promise<EditionRegions[]> {
  const editions: EditionRegions[] = world.editions.map((profile) => ({ profile, files: [] }))
  const tasks: RegionTask[] = []
  for (const region of result.regions) {
    const shard = join(folder, `${region.x}.${region.z}.shard`)
    const digest = await digestOf(shard)
    const outs = editions.map(({ profile, files }) => {
      const key = { voxelise: VOXELISE_VERSION, encode: ENCODE_VERSION, digest, style, profile }
      const path = join(io.cache.place('regions', key), regionFileName(region))
      files.push({ region, path })
      return path
    })
    const areThere = await Promise.all(outs.map(isThere))
    if (areThere.includes(false)) tasks.push({ region, shard, outs })
  }
  io.progress.stage('voxelise and encode', tasks.length, 'regions')
  const keyOf = ({ x, z }: Region) => ({ world: world.id, stage: 'voxelise and encode', subject: `${x}.${z}` })
  for (const { region } of tasks) io.tasks?.set(keyOf(region), 'queued')
  let done = 0
  const options = {
    workers: io.workers ?? availableParallelism(),
    data: { style, editions: world.editions } satisfies RegionWorkerData,
    signal: io.signal,
    onStart: (index: number) => io.tasks?.set(keyOf(tasks[index].region), 'running'),
  }
  await runOnWorkers<RegionTask, RegionResult>(new URL('region-worker.ts', import.meta.url), options, tasks, ({ region, bytes }) => {
    io.tasks?.set(keyOf(region), 'done', { bytes })
    io.progress.done(++done)
  })
  return editions
}

async function spawnOf(world: World, grid: WorldGrid, io: Io): Promise<{ at: BlockPoint; facing: BlockPoint }> {
  const { crs, at, facing } = world.spawn
  const [from, to] = await io.gdal.run('transform', { from: crs, to: grid.crs, points: [at, facing.at], what: `worlds/${world.id}.json, spawn` })
  return { at: toBlocks(grid, ...from), facing: toBlocks(grid, ...to) }
}

/** The hash that equal worlds share: definitions, sources' bytes, versions; nothing of when or where. */
function inputsOf({ world, dataset, style }: Definitions, layers: readonly LayerDefinition[], snapshots: readonly Snapshot[], { digest }: ProtectedBy): string {
  const versions = [NORMALISE_VERSION, PREPARE_VERSION, VOXELISE_VERSION, ENCODE_VERSION, RELEASE_VERSION]
  const { grid, municipality, publisher, licences } = dataset
  return createHash('sha256')
    .update(
      JSON.stringify({
        versions,
        world,
        style,
        grid,
        municipality,
        publisher,
        licences,
        layers,
        digests: snapshots.map((each) => each.digest),
        ...(digest ? { protection: digest } : {}),
      }),
    )
    .digest('hex')
}

function sourcesOf(layers: readonly LayerDefinition[], snapshots: readonly Snapshot[], dataset: Dataset): ManifestSource[] {
  return layers.map((layer, index) => ({
    layer: layer.id,
    kind: layer.kind,
    title: layer.title,
    licence: { id: layer.licence!, ...dataset.licences[layer.licence!] },
    ...(layer.attribution === undefined ? {} : { attribution: layer.attribution }),
    ...(layer.permit === undefined ? {} : { permit: layer.permit }),
    publication: layer.publication,
    ...(layer.date === undefined ? {} : { date: layer.date }),
    digest: snapshots[index].digest,
  }))
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
