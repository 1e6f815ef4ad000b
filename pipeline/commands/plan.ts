import { availableParallelism } from 'node:os'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import { REGION_SIZE, toBlocks } from '#pipeline/model/grid.ts'
import { kindSpec } from '#pipeline/model/kind.ts'
import { boxOf, fillPolygons } from '#pipeline/model/scanline.ts'
import { type Definitions, type Io, layersOf } from '#pipeline/run.ts'
import type { Release } from '#pipeline/publish/release-store.ts'
import type { Command } from './command.ts'
import { definitionsOf, ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

/**
 * Measured on an inner city of 2.1 km² (8.1 full regions of 512 × 512 columns, 19 layers of which 8 rasters), from nothing, on two cores:
 * 34.7 MB of region files, 94 MB of other cache; normalise 5.7 s, prepare 5.2 s, voxelise and encode 2.7 s in two workers, pictures and
 * measures 42 s; the latter again on sixteen times the sample town (16.8 km², 64 full regions): 165 s.
 */
const PER_FULL_REGION = { worldBytes: 4.3e6, cacheBytes: 11.7e6, rasterLayerSeconds: 0.08, prepareSeconds: 0.6, coreSeconds: 0.7, judgeSeconds: 2.2 }
/** Pictures and measures cost this much for the smallest world. */
const SECONDS_TO_JUDGE = 24
const SECONDS_A_LAYER = 0.05
const COLUMNS = REGION_SIZE * REGION_SIZE

export interface Estimate {
  /** Region files of each edition; and how many full ones their columns would make. */
  regions: number
  fullRegions: number
  columns: number
  worldBytes: number
  /** Kept beside the world, so that only what changed is made again. */
  cacheBytes: number
  /** From nothing; a run after a change takes the share that changed. */
  seconds: number
  workers: number
  /** True where the size follows the world's own last release. */
  isMeasured: boolean
}

export const plan: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, workers: { type: 'string' } },
  about: { sv: 'Räkna ut hur stor en värld blir och hur länge den tar att bygga.', en: 'Tell how large a world becomes and how long it takes to build.' },
  optionTexts: { '--workers N': { sv: 'antal arbetsprocesser (annars en per kärna)', en: 'number of worker processes (else one a core)' }, ...PLACE_TEXTS },
  examples: ['plan sample-town', 'plan sample-town --workers 8 --json'],
  async run(context) {
    const workspace = workspaceOf(context)
    const definitions = await definitionsOf(context, workspace)
    const io = ioOf(context, workspace)
    try {
      const found = await estimate(definitions, io)
      const { id } = definitions.world
      context.out.write(context.values['json'] ? `${JSON.stringify({ event: 'done', world: id, ...found })}\n` : tell(id, found, context.language))
      return 0
    } finally {
      await io.gdal.close()
    }
  },
}

/** What a world will take, from its area and its layers. Needs GDAL for the area's CRS; reads no data. */
export async function estimate({ world, dataset }: Pick<Definitions, 'world' | 'dataset'>, io: Io): Promise<Estimate> {
  const grid = { ...dataset.grid, scale: world.scale, verticalScale: world.verticalScale }
  const layers = layersOf(world, dataset)
  const ring = await io.gdal.run('area', { area: world.area, gridCrs: grid.crs, what: `worlds/${world.id}.json, area` })
  const outline = Float64Array.from(ring.flatMap(([easting, northing]) => Object.values(toBlocks(grid, easting, northing))))
  const { columns, regions } = measure(outline)
  const fullRegions = columns / COLUMNS
  const rasters = layers.filter((layer) => kindSpec(layer.kind).form === 'raster').length
  const workers = io.workers ?? availableParallelism()
  const editions = world.editions.length
  const last = (await io.releases.find(world.id, 'candidate')) ?? (await io.releases.find(world.id, 'current'))
  const perColumn = last && bytesPerColumn(last)
  const { worldBytes, cacheBytes, rasterLayerSeconds, prepareSeconds, coreSeconds, judgeSeconds } = PER_FULL_REGION
  const perRegion = rasters * rasterLayerSeconds + prepareSeconds + (editions * coreSeconds) / workers + judgeSeconds
  return {
    regions,
    columns,
    fullRegions: Math.round(fullRegions * 100) / 100,
    worldBytes: Math.round(editions * (perColumn ? perColumn * columns : fullRegions * worldBytes)),
    cacheBytes: Math.round(fullRegions * cacheBytes),
    seconds: Math.ceil(layers.length * SECONDS_A_LAYER + SECONDS_TO_JUDGE + fullRegions * perRegion),
    workers,
    isMeasured: perColumn !== undefined,
  }
}

function measure(outline: Float64Array): { columns: number; regions: number } {
  const regions = new Set<string>()
  let columns = 0
  fillPolygons([[outline]], boxOf([outline]), (z, from, to) => {
    columns += to - from
    for (let x = Math.floor(from / REGION_SIZE); x * REGION_SIZE < to; x++) regions.add(`${x}.${Math.floor(z / REGION_SIZE)}`)
  })
  return { columns, regions: regions.size }
}

function bytesPerColumn({ manifest }: Release): number | undefined {
  const bytes = manifest.files.filter((file) => file.world !== undefined).reduce((sum, file) => sum + file.bytes, 0)
  return manifest.coverage.covered > 0 && manifest.editions.length > 0 ? bytes / manifest.editions.length / manifest.coverage.covered : undefined
}

const WORDS = {
  sv: { regions: 'regioner', full: 'hela', columns: 'kolumner', world: 'värld', cache: 'cache', time: 'tid', on: 'från grunden, på', processes: 'processer' },
  en: { regions: 'regions', full: 'full', columns: 'columns', world: 'world', cache: 'cache', time: 'time', on: 'from nothing, on', processes: 'processes' },
} as const

function tell(id: string, found: Estimate, language: keyof Bilingual): string {
  const words = WORDS[language]
  const number = (value: number, digits = 0) => value.toLocaleString(language, { maximumFractionDigits: digits })
  const megabytes = (bytes: number) => `≈ ${number(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`
  const time = found.seconds < 90 ? `${found.seconds} s` : `${number(found.seconds / 60)} min`
  const rows = [
    [words.regions, `${found.regions} (${number(found.fullRegions, 2)} ${words.full}; ${number(found.columns)} ${words.columns})`],
    [words.world, megabytes(found.worldBytes)],
    [words.cache, megabytes(found.cacheBytes)],
    [words.time, `≈ ${time} ${words.on} ${found.workers} ${words.processes}`],
  ]
  return `${id}\n${rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}\n`).join('')}`
}
