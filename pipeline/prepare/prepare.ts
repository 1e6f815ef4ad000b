import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import { encodeShard } from '#pipeline/formats/shard-file.ts'
import type { Feature } from '#pipeline/model/feature.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { type BlockBox, MAX_Y, MIN_Y, type Region, REGION_SIZE, regionsTouching, toBlocks, toMetres, type WorldGrid } from '#pipeline/model/grid.ts'
import type { LayerKind, RoadClass } from '#pipeline/model/kind.ts'
import { isRaster, type NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import { boxOf, fillPolygons } from '#pipeline/model/scanline.ts'
import { HALO, type PreparedWater, type Shard } from '#pipeline/model/shard.ts'
import type { Style } from '#pipeline/model/style.ts'
import { prepareBuildings } from './buildings.ts'
import type { Polygonise } from './derived-footprints.ts'
import { LISTS, openBuckets, regionKey } from './buckets.ts'
import { type Context, countDrawn } from './context.ts'
import { openGround } from './ground.ts'
import { placeLabel, type Signs, streetLabels } from './labels.ts'
import { prepareJetty, prepareRail, prepareRoad } from './lines.ts'
import { openStack, type RasterStack } from './raster-stack.ts'
import { linesOf, pointsOf, polygonsOf } from './shape.ts'
import { canopyTrees, prepareTree } from './trees.ts'
import { createStreetMap } from './street-map.ts'
import { openWaterTiles } from './water-tiles.ts'
import { prepareWater } from './waters.ts'

/** Raise when the same layers give other shards. */
export const PREPARE_VERSION = 3

/** Ways that no house turns its front to. */
const PATHS = new Set(['bike', 'foot', 'track', 'jetty'])
/** How far beside a line that bears only a name its signs stand, in metres. */
const SIGN_ASIDE_M = 5
/** Blocks that must stay free above the ground and below it. */
const HEADROOM = 4

export interface PrepareInput {
  layers: readonly NormalisedLayer[]
  grid: WorldGrid
  style: Style
  /** The world's outline: a closed ring of easting, northing. */
  area: readonly (readonly [number, number])[]
  minCoverage: number
  polygonise: Polygonise
}

export interface Prepared {
  regions: Region[]
  /** Columns of the area, and how many of them have ground. */
  columns: number
  covered: number
  /** Features drawn, by layer. */
  drawn: Record<string, number>
  problems: Problem[]
}

/**
 * Derives what regions must agree on and writes one shard a region into the folder, as `<x>.<z>.shard`.
 * @throws Failure `outside-terrain`, `too-high`
 */
export async function prepare(input: PrepareInput, folder: string, tick: (done: number, total: number) => void): Promise<Prepared> {
  const { layers, grid, style } = input
  const area = Float64Array.from(input.area.flatMap(([easting, northing]) => Object.values(toBlocks(grid, easting, northing))))
  const box = boxOf([area])
  const stack = (kind: LayerKind, on?: RasterStack) =>
    openStack(
      layers.filter(isRaster).filter(({ layer }) => layer.kind === kind),
      grid,
      on,
    )
  const terrain = stack('terrain')
  const regions = regionsTouching(box)
  const bucketFolder = join(folder, 'buckets')
  const context: Context = {
    grid,
    style,
    box,
    ground: openGround(terrain, area, grid),
    surface: stack('surface', terrain),
    canopy: stack('canopy'),
    landcover: stack('landcover'),
    buckets: openBuckets(bucketFolder, new Set(regions.map(regionKey))),
    problems: [],
    drawn: new Map(),
    problem({ layer, id }, code, message, at) {
      const found: Problem = { code, layer, featureId: id, message }
      if (at) {
        const { easting, northing } = toMetres(grid, at.x, at.z)
        found.where = [Math.round(easting * 10) / 10, Math.round(northing * 10) / 10]
      }
      context.problems.push(found)
      return undefined
    },
  }
  try {
    const coverage = measureCoverage(context, area, input.minCoverage)
    reportSurfaceGaps(context, layers)
    await sortFeatures({ layers, polygonise: input.polygonise, folder: bucketFolder }, context)
    const canopyLayer = layers.find(({ layer, raster }) => layer.kind === 'canopy' && raster)?.layer.id
    if (canopyLayer) for (const region of regions) for (const tree of canopyTrees(region, canopyLayer, context)) context.buckets.put('trees', tree)
    const withGround: Region[] = []
    for (const [index, region] of regions.entries()) {
      const shard = makeShard(region, context, layers)
      if (shard) {
        withGround.push(region)
        await writeFile(join(folder, `${regionKey(region)}.shard`), encodeShard(shard))
      }
      tick(index + 1, regions.length)
    }
    return { regions: withGround, ...coverage, drawn: Object.fromEntries(context.drawn), problems: context.problems }
  } finally {
    for (const open of [terrain, context.surface, context.canopy, context.landcover, context.buckets]) open.close()
    await rm(bucketFolder, { recursive: true, force: true })
  }
}

/** Counts the area's columns with ground, row strip by row strip. */
function measureCoverage({ ground, box, grid }: Context, area: Float64Array, least: number): { columns: number; covered: number } {
  let [columns, covered, lowest, highest] = [0, 0, Infinity, -Infinity]
  for (let minZ = box.minZ; minZ < box.maxZ; minZ += 64) {
    const strip: BlockBox = { ...box, minZ, maxZ: Math.min(box.maxZ, minZ + 64) }
    fillPolygons([[area]], strip, (_, from, to) => (columns += to - from))
    for (const face of ground.window(strip)) {
      if (Number.isNaN(face)) continue
      covered++
      lowest = Math.min(lowest, face)
      highest = Math.max(highest, face)
    }
  }
  if (covered < columns * least)
    throw new Failure(
      'outside-terrain',
      `the terrain covers ${((100 * covered) / Math.max(1, columns)).toFixed(1)} % of the area; at least ${100 * least} % is asked for`,
      'make the area smaller, add a terrain layer, or lower minCoverage in the world',
    )
  if (lowest < MIN_Y + HEADROOM || highest > MAX_Y - HEADROOM)
    throw new Failure(
      'too-high',
      `the ground runs from y ${Math.floor(lowest)} to ${Math.ceil(highest)}, and a world holds ${MIN_Y} to ${MAX_Y}`,
      `set zeroY to about ${Math.round(grid.zeroY - (lowest + highest) / 2 + (MIN_Y + MAX_Y) / 2)} in the grid, or verticalScale in the world`,
    )
  return { columns, covered }
}

/** A gap in a surface model is a problem where most of the area has one. */
const MOST_GAPS = 0.5

/** Counts the columns with ground that the surface model says nothing of. */
function reportSurfaceGaps(context: Context, layers: readonly NormalisedLayer[]): void {
  const { box, ground, surface } = context
  const layer = layers.find(({ layer: { kind }, raster }) => kind === 'surface' && raster)?.layer.id
  if (layer === undefined) return
  let [gaps, columns, at] = [0, 0, { x: 0, z: 0 }]
  for (let minZ = box.minZ; minZ < box.maxZ; minZ += 64) {
    const strip: BlockBox = { ...box, minZ, maxZ: Math.min(box.maxZ, minZ + 64) }
    const heights = surface.window(strip)
    ground.window(strip).forEach((face, i) => {
      if (Number.isNaN(face)) return
      columns++
      if (!Number.isNaN(heights[i]) || gaps++ > 0) return
      at = { x: box.minX + (i % (box.maxX - box.minX)), z: minZ + Math.floor(i / (box.maxX - box.minX)) }
    })
  }
  if (gaps > 0 && gaps < MOST_GAPS * columns) context.problem({ layer, id: 'raster' }, 'nodata-inside', `${gaps} columns of the world have no value`, at)
}

/** Reads every vector layer once and puts what it holds into the buckets of its regions. */
async function sortFeatures(
  { layers, polygonise, folder }: { layers: readonly NormalisedLayer[]; polygonise: Polygonise; folder: string },
  context: Context,
): Promise<void> {
  const { grid, style, buckets, box } = context
  const each = async (kind: LayerKind, take: (feature: Feature) => void) => {
    const ordered = layers.filter(({ layer }) => layer.kind === kind).toSorted((a, b) => a.layer.order - b.layer.order || (a.layer.id < b.layer.id ? -1 : 1))
    for (const { layer, features } of ordered) if (features) for await (const feature of readFeatures(features.path, { layer: layer.id, kind })) take(feature)
  }
  const waters: PreparedWater[] = []
  await each('water', (feature) => waters.push(...prepareWater(feature, context)))
  for (const water of waters) buckets.put('waters', water)
  const under = { water: openWaterTiles(waters), clearance: style.bridge.clearanceM * grid.verticalScale }
  const streets = createStreetMap()
  const signs: Signs = new Map()
  const putLabels = (feature: Feature, aside: number) => {
    for (const label of streetLabels(feature, aside, signs, context)) buckets.put('labels', label)
  }

  await each('area', (feature) => putArea('areas', feature, context))
  await each('plan', (feature) => putArea('plans', feature, context))
  await each('road', (feature) => {
    prepareRoad(feature, context, under)
    if (!PATHS.has(String(feature.attributes['class']))) for (const line of linesOf(feature.geometry, grid)) streets.add(line)
    const road = style.roads[(feature.attributes['class'] ?? 'street') as RoadClass]
    const width = feature.attributes['widthM']
    if (feature.attributes['level'] !== 'tunnel') putLabels(feature, ((typeof width === 'number' ? width : road.widthM) / 2 + road.pavementM) * grid.scale)
  })
  await each('streetname', (feature) => {
    putLabels(feature, SIGN_ASIDE_M * grid.scale)
    countDrawn(context, feature.layer)
  })
  await each('rail', (feature) => prepareRail(feature, context, under))
  await each('crossing', (feature) => {
    for (const { x, z } of pointsOf(feature.geometry, grid).slice(0, 1))
      buckets.put('crossings', { layer: feature.layer, id: feature.id, box: { minX: x - 12, minZ: z - 12, maxX: x + 12, maxZ: z + 12 }, x, z })
    countDrawn(context, feature.layer)
  })
  await each('tree', (feature) => {
    const tree = prepareTree(feature, context)
    if (tree) buckets.put('trees', tree)
  })
  await each('place', (feature) => {
    const [at] = pointsOf(feature.geometry, grid)
    if (!at || at.x < box.minX || at.x >= box.maxX || at.z < box.minZ || at.z >= box.maxZ) return
    const label = placeLabel(feature, at)
    if (label) buckets.put('labels', label)
    if (feature.attributes['class'] === 'bathing') prepareJetty(feature, at, context, under)
    countDrawn(context, feature.layer)
  })
  await prepareBuildings(layers, context, { water: under.water, streets, polygonise, folder })
}

function putArea(list: 'areas' | 'plans', feature: Feature, context: Context): void {
  const polygons = polygonsOf(feature.geometry, context.grid)
  const { name, class: kind = 'grass' } = feature.attributes
  context.buckets.put(list, {
    layer: feature.layer,
    id: feature.id,
    box: boxOf(polygons.flat()),
    polygons,
    class: String(kind),
    ...(name === undefined ? {} : { name: String(name) }),
  })
  countDrawn(context, feature.layer)
}

function makeShard(region: Region, context: Context, layers: readonly NormalisedLayer[]): Shard | undefined {
  const [minX, minZ] = [region.x * REGION_SIZE - HALO, region.z * REGION_SIZE - HALO]
  const box = { minX, minZ, maxX: minX + REGION_SIZE + 2 * HALO, maxZ: minZ + REGION_SIZE + 2 * HALO }
  const ground = context.ground.window(box)
  if (!hasGround(ground)) return undefined
  const order = new Map(
    layers.toSorted((a, b) => a.layer.order - b.layer.order || (a.layer.id < b.layer.id ? -1 : 1)).map(({ layer }, index) => [layer.id, index]),
  )
  const shard: Shard = {
    region,
    ground,
    groundClass: Uint8Array.from(context.landcover.window(box), (value) => value || 0),
    ...{ areas: [], waters: [], roads: [], rails: [], crossings: [], buildings: [], trees: [], labels: [], plans: [] },
  }
  if (layers.some(({ layer, raster }) => layer.kind === 'canopy' && raster))
    shard.canopy = context.canopy.window(box).map((metres) => metres * context.grid.verticalScale || 0)
  for (const { list, object } of context.buckets.take(region)) (shard[list] as (typeof object)[]).push(object)
  const rank = ({ layer }: { layer: string }) => order.get(layer) ?? 0
  for (const list of LISTS) (shard[list] as { layer: string; id: string }[]).sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return shard
}

function hasGround(ground: Float32Array): boolean {
  const side = REGION_SIZE + 2 * HALO
  for (let z = HALO; z < HALO + REGION_SIZE; z++) for (let x = HALO; x < HALO + REGION_SIZE; x++) if (!Number.isNaN(ground[z * side + x])) return true
  return false
}
