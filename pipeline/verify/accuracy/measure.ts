import { regionsTouching, toBlocks, type WorldGrid } from '#pipeline/model/grid.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { boxOf } from '#pipeline/model/scanline.ts'
import type { WorldReader } from '../read/world.ts'
import type { Kept } from '../kept.ts'
import { openDigests } from '../read/chunk-digests.ts'
import type { MeasuredStyle } from './blocks.ts'
import type { MeasuredBuilding } from './buildings.ts'
import { type Accuracy, type Figure, figure } from './figures.ts'
import { overlapOf, sizeOf } from './footprint.ts'
import { type Ground, groundShift, newGround, type OpenGround } from './ground.ts'
import { openRegions } from './region-part.ts'
import type { RoofMeasure } from './roof.ts'
import { bestShift } from './shift.ts'
import { openSources, type SourceLayer, type SourceReader } from './source.ts'
import { absolute, mean, median, quantile, rootMeanSquare, shareOf } from './statistics.ts'
import { openTops } from './tops.ts'

export interface AccuracyInput {
  world: WorldReader
  grid: WorldGrid
  /** The world's outline: a closed ring of easting, northing. */
  area: readonly (readonly [number, number])[]
  /** The snapshots the world was made from. */
  layers: readonly SourceLayer[]
  gdal: SourceReader
  style: MeasuredStyle
  /** One ground column is measured in every square of this many; by default, so that there are at most 300 000. */
  stride?: number
  /** What was measured of regions before, and a digest of what the answers of `gdal` follow from besides the snapshots. */
  before?: { kept: Kept; also: string } | undefined
}

const MOST_GROUND = 300_000
const MOST_BUILDINGS = 2000
/** Shifts are found on fewer, and these from few regions, so that a large world is not read many times. */
const SHIFT_GROUND = 60_000
const SHIFT_REGIONS = 16
const SHIFT_BUILDINGS = 300
const SHIFT_STEP = 0.2
const CHOICE = 0x7368
/** A surface smoother than this leaves nothing to smooth. */
const ROUGH_COPY_M = 0.1

/** Measures a written Java world against the snapshots it was made from, region by region. @throws Failure where a file cannot be read */
export async function measureAccuracy({ world, grid, area, layers, gdal, style, stride, before }: AccuracyInput): Promise<Accuracy> {
  const ring = Float64Array.from(area.flatMap(([easting, northing]) => Object.values(toBlocks(grid, easting, northing))))
  const sources = openSources(layers, grid, gdal)
  const tops = openTops(world, style)
  const regions = regionsTouching(boxOf([ring]))
  const columns = sizeOf([[ring]]).area
  const step = stride ?? Math.max(1, Math.ceil(Math.sqrt(columns / MOST_GROUND)))
  const chosen = new Set(regions.toSorted((a, b) => hashAt(CHOICE, a.x, a.z) - hashAt(CHOICE, b.x, b.z)).slice(0, SHIFT_REGIONS))
  const shiftStep = Math.min(8, Math.max(1, Math.ceil(Math.sqrt(columns / SHIFT_GROUND))))
  const quota = Math.ceil(MOST_BUILDINGS / regions.length)

  const ground = newGround()
  const open: OpenGround = { points: [], heights: [] }
  const buildings: MeasuredBuilding[] = []
  const partOf = openRegions({ ring, step, shiftStep, quota, chosen }, { grid, sources, tops, style, layers, digests: openDigests(world), before })
  for (const region of regions) {
    const part = await partOf(region)
    joinGround(ground, part.ground)
    append(open.points, part.open.points)
    append(open.heights, part.open.heights)
    append(buildings, part.buildings)
  }
  const figures = [
    ...(isMeasured(layers) ? [...groundFigures(ground), ...shiftFigures('ground', await groundShift(open, sources), open.heights.length)] : []),
    ...(await footprintFigures(buildings)),
    ...roofFigures(buildings.flatMap(({ roof }) => roof ?? [])),
  ]
  return { met: figures.every(({ met }) => met !== false), stride: step, figures }
}

function joinGround(ground: Ground, part: Ground): void {
  append(ground.errors, part.errors)
  append(ground.wayErrors, part.wayErrors)
  ground.covered += part.covered
  ground.present += part.present
}

function append<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each)
}

/** Ground that is only stated to be flat has nothing to be measured against. */
const isMeasured = (layers: readonly SourceLayer[]): boolean =>
  layers.some(({ layer, files }) => layer.kind === 'terrain' && layer.source.flat === undefined && files.length > 0)

function groundFigures({ errors, wayErrors, covered, present }: Ground): Figure[] {
  const sizes = absolute(errors)
  const n = errors.length
  return [
    ...figure('ground.present', present / covered, covered),
    ...figure('ground.rmse', rootMeanSquare(errors), n),
    ...figure('ground.mean', mean(errors), n),
    ...figure('ground.median', median(errors), n),
    ...figure('ground.medianAbsolute', median(sizes), n),
    ...figure('ground.p95', quantile(sizes, 0.95), n),
    ...figure('road.rmse', rootMeanSquare(wayErrors), wayErrors.length),
    ...figure('road.mean', mean(wayErrors), wayErrors.length),
  ]
}

const shiftFigures = (what: 'ground' | 'footprint', { x, z }: { x?: number; z?: number }, n: number): Figure[] => [
  ...figure(`${what}.shiftX`, x, n),
  ...figure(`${what}.shiftZ`, z, n),
]

async function footprintFigures(buildings: readonly MeasuredBuilding[]): Promise<Figure[]> {
  const n = buildings.length
  if (n === 0) return []
  const iou = (overlaps: readonly MeasuredBuilding['overlap'][]) => {
    const total = (key: 'intersection' | 'union') => overlaps.reduce((sum, overlap) => sum + overlap[key], 0)
    return total('intersection') / total('union')
  }
  const weighted =
    buildings.reduce((sum, { area, overlap }) => sum + (area * overlap.intersection) / overlap.union, 0) / buildings.reduce((sum, { area }) => sum + area, 0)
  const some = buildings.filter((_, index) => index % Math.ceil(n / SHIFT_BUILDINGS) === 0).map(({ site }) => site)
  const shift = await bestShift((x, z) => -iou(some.map((site) => overlapOf(site, SHIFT_STEP, { x, z }))))
  return [
    ...figure('footprint.iou', weighted, n),
    ...figure(
      'footprint.good',
      shareOf(buildings, ({ overlap, area, perimeter }) => overlap.intersection / overlap.union >= 1 - (0.3 * perimeter) / area),
      n,
    ),
    ...shiftFigures('footprint', shift ?? {}, some.length),
  ]
}

function roofFigures(roofs: readonly RoofMeasure[]): Figure[] {
  const n = roofs.length
  const typical = (key: 'median' | 'p90' | 'medianAll' | 'p90All') => median(roofs.map((roof) => roof[key]))
  const cells = roofs.reduce((sum, roof) => sum + roof.cells, 0)
  const rough = roofs.reduce((sum, roof) => sum + roof.rough.cells, 0)
  const ofWorld = roofs.reduce((sum, roof) => sum + roof.rough.world, 0) / rough
  const ofCopy = roofs.reduce((sum, roof) => sum + roof.rough.copy, 0) / rough
  return [
    ...figure('roof.median', typical('median'), n),
    ...figure('roof.p90', typical('p90'), n),
    ...figure(
      'roof.medianGood',
      shareOf(roofs, (roof) => roof.median <= 0.5),
      n,
    ),
    ...figure(
      'roof.p90Good',
      shareOf(roofs, (roof) => roof.p90 <= 1.5),
      n,
    ),
    ...figure('roof.mean', roofs.reduce((sum, roof) => sum + roof.mean * roof.cells, 0) / cells, cells),
    ...figure('roof.medianAll', typical('medianAll'), n),
    ...figure('roof.p90All', typical('p90All'), n),
    ...figure('roof.roughness', ofWorld, rough),
    ...figure('roof.roughnessOfCopy', ofCopy, rough),
    ...figure('roof.roughnessRatio', ofCopy >= ROUGH_COPY_M ? ofWorld / ofCopy : undefined, rough),
  ]
}
