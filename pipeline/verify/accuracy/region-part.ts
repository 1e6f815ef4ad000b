import type { BlockBox, Region, WorldGrid } from '#pipeline/model/grid.ts'
import type { Kept } from '../kept.ts'
import type { ChunkDigests } from '../read/chunk-digests.ts'
import type { MeasuredStyle } from './blocks.ts'
import { chooseBuildings, type MeasuredBuilding, measureBuildings } from './buildings.ts'
import { type Ground, measureGround, newGround, type OpenGround } from './ground.ts'
import { boxOfRegion, maskRegion } from './masks.ts'
import { around, digestShapes, readShapes, SHAPE_KINDS, type ShapeKind } from './region-shapes.ts'
import { isRaster, type SourceLayer, type Sources } from './source.ts'
import type { Tops } from './tops.ts'

/** Raise when the same blocks and sources give other parts. */
const ACCURACY_VERSION = 1

/** What one region gives to the measure of the whole. */
export interface RegionPart {
  ground: Ground
  open: OpenGround
  buildings: MeasuredBuilding[]
}

export interface Sampling {
  /** The world's closed ring in blocks. */
  ring: Float64Array
  step: number
  shiftStep: number
  /** Buildings measured in a region at most. */
  quota: number
  /** Regions a shift is found in. */
  chosen: ReadonlySet<Region>
}

export interface RegionContext {
  grid: WorldGrid
  sources: Sources
  tops: Tops
  style: MeasuredStyle
  layers: readonly SourceLayer[]
  digests: ChunkDigests
  before: { kept: Kept; also: string } | undefined
}

/** A part, and what of the sources and the world it was measured on. */
interface KeptPart {
  part: RegionPart
  /** Box the shapes were asked for in, and by kind digests of the snapshots and of the shapes that came. */
  asked: BlockBox
  snapshots: Record<ShapeKind, string>
  shapes: Record<ShapeKind, string>
  /** Box of the chunks that were read, and their digest. */
  read: BlockBox
  chunks: string
}

/** Measures regions one by one, or finds what was measured before on the same chunks and sources: of a new snapshot, its shapes around the region. */
export function openRegions(sampling: Sampling, context: RegionContext): (region: Region) => Promise<RegionPart> {
  const { grid, style, layers, digests, sources } = context
  const kept = layers.every(({ digest }) => digest !== undefined) ? context.before?.kept : undefined
  const { ring, step, shiftStep, quota, chosen } = sampling
  const rasters = layers.filter(isRaster).map(({ layer, digest }) => ({ layer, digest }))
  const vectors = layers.filter((source) => !isRaster(source)).map(({ layer }) => layer)
  const snapshots = Object.fromEntries(
    SHAPE_KINDS.map((kind) => [kind, layers.flatMap(({ layer, digest }) => (layer.kind === kind ? `${layer.id} ${digest}` : [])).join()]),
  ) as KeptPart['snapshots']
  const common = { version: ACCURACY_VERSION, grid, style, ring: [...ring], step, quota, rasters, vectors, also: context.before?.also }

  /** Whether it would be measured on the same now: where a snapshot is new, its shapes are asked for. */
  async function stillHolds(before: KeptPart): Promise<boolean> {
    if (digests.box(before.read) !== before.chunks) return false
    for (const kind of SHAPE_KINDS)
      if (before.snapshots[kind] !== snapshots[kind] && digestShapes(await sources.shapes(kind, before.asked)) !== before.shapes[kind]) return false
    return true
  }

  return async (region) => {
    const name = `${region.x}.${region.z}`
    const from = { ...common, shiftStep: chosen.has(region) ? shiftStep : 0 }
    const before = kept?.read(name, from) as KeptPart | undefined
    if (before && (await stillHolds(before))) {
      if (SHAPE_KINDS.some((kind) => before.snapshots[kind] !== snapshots[kind])) kept?.write(name, from, { ...before, snapshots })
      return before.part
    }
    const measured = await measureRegion(region, sampling, context)
    kept?.write(name, from, { ...measured, snapshots, chunks: digests.box(measured.read) } satisfies KeptPart)
    return measured.part
  }
}

async function measureRegion(
  region: Region,
  { ring, step, shiftStep, quota, chosen }: Sampling,
  { grid, sources, tops, style }: RegionContext,
): Promise<Pick<KeptPart, 'part' | 'asked' | 'shapes' | 'read'>> {
  tops.clear()
  const near = await readShapes(region, sources, (buildings) => chooseBuildings(region, quota, ring, buildings))
  const mask = maskRegion(region, ring, { shapes: near.kinds, style, grid })
  const context = { grid, sources, tops, mask }
  const part: RegionPart = { ground: newGround(), open: { points: [], heights: [] }, buildings: [] }
  await measureGround(region, step, context, part.ground)
  if (chosen.has(region)) await measureGround(region, shiftStep, context, newGround(), part.open)
  part.buildings = await measureBuildings(near.own, near.kinds.get('building')!, { grid, sources, tops })
  const shapes = Object.fromEntries(SHAPE_KINDS.map((kind) => [kind, digestShapes(near.kinds.get(kind)!)])) as KeptPart['shapes']
  return { part, asked: near.asked, shapes, read: near.reach ? around(boxOfRegion(region), near.reach) : boxOfRegion(region) }
}
