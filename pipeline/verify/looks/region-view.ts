import { CHUNK_SIZE, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { HALO, type Shard } from '#pipeline/model/shard.ts'
import type { ReadChunk } from '../read/chunk.ts'
import { NO_TOP, topsOf } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { drawPlan, type GroundPlan } from './ground-plan.ts'
import { scanRuns, type VerticalRuns } from './vertical-runs.ts'
import type { StateSorts } from './state-sorts.ts'

/** Columns along a side of a view: a region with its halo. */
export const VIEW_SIDE = REGION_SIZE + 2 * HALO
const CHUNKS = VIEW_SIDE / CHUNK_SIZE

/** A region as the world's files have it, with a halo of its neighbours'. Grids are in rows from the north-west. */
export interface RegionView {
  region: Region
  /** The north-west corner, halo included, in blocks. */
  minX: number
  minZ: number
  shard: Shard
  sorts: StateSorts
  /** The state at a position; air outside the view and outside what is written. */
  block: (x: number, y: number, z: number) => number
  /** y of the top block as seen from above, and its state; NO_TOP where there is none. */
  top: Int16Array
  topState: Uint16Array
  runs: VerticalRuns
  plan: GroundPlan
}

/** The index of a column in a view's grids; it must lie in the view. */
export const cellOf = (view: Pick<RegionView, 'minX' | 'minZ'>, x: number, z: number): number => (z - view.minZ) * VIEW_SIDE + x - view.minX

export const isOwn = ({ region }: RegionView, x: number, z: number): boolean =>
  x >= region.x * REGION_SIZE && x < (region.x + 1) * REGION_SIZE && z >= region.z * REGION_SIZE && z < (region.z + 1) * REGION_SIZE

/** Calls `visit` for every column of the region itself. */
export function eachOwn(view: RegionView, visit: (x: number, z: number, cell: number) => void): void {
  for (let dz = HALO; dz < HALO + REGION_SIZE; dz++)
    for (let dx = HALO; dx < HALO + REGION_SIZE; dx++) visit(view.minX + dx, view.minZ + dz, dz * VIEW_SIDE + dx)
}

/** The y of the first block, from `from` down and at most `depth` below it, that does not count as `past`; NO_TOP where there is none. */
export function firstBelow(view: RegionView, [x, from, z]: readonly [number, number, number], past: Uint8Array, depth: number): number {
  for (let y = from; y >= from - depth; y--) if (!past[view.block(x, y, z)]) return y
  return NO_TOP
}

export interface ViewMemory {
  top: Int16Array
  topState: Uint16Array
  runs: VerticalRuns
}

/** Reads a region and one ring of chunks around it. `memory` is used again: one view is valid at a time. */
export function readView(world: WorldReader, shard: Shard, sorts: StateSorts, memory: ViewMemory): RegionView {
  const { region } = shard
  const [minX, minZ] = [region.x * REGION_SIZE - HALO, region.z * REGION_SIZE - HALO]
  const chunks: (ReadChunk | undefined)[] = []
  for (let cz = 0; cz < CHUNKS; cz++) for (let cx = 0; cx < CHUNKS; cx++) chunks.push(world.chunk(minX / CHUNK_SIZE + cx, minZ / CHUNK_SIZE + cz))
  sorts.update(world.states)

  const block = (x: number, y: number, z: number): number => {
    const [dx, dz] = [x - minX, z - minZ]
    if (dx < 0 || dz < 0 || dx >= VIEW_SIDE || dz >= VIEW_SIDE) return 0
    const chunk = chunks[(dz >> 4) * CHUNKS + (dx >> 4)]
    const blocks = chunk?.sections[(y >> 4) - chunk.minSection]?.blocks ?? 0
    return typeof blocks === 'number' ? blocks : blocks[((y & 15) << 8) | ((z & 15) << 4) | (x & 15)]
  }
  const { top, topState, runs } = memory
  readTops(chunks, { top, topState, sorts, block, minX, minZ })
  scanRuns(chunks, sorts.sort, runs)
  return { region, minX, minZ, shard, sorts, block, top, topState, runs, plan: drawPlan(shard, minX, minZ) }
}

function readTops(
  chunks: readonly (ReadChunk | undefined)[],
  { top, topState, sorts, block, minX, minZ }: Pick<RegionView, 'top' | 'topState' | 'sorts' | 'block' | 'minX' | 'minZ'>,
): void {
  const tops = new Int16Array(256)
  chunks.forEach((chunk, index) => {
    tops.fill(NO_TOP)
    if (chunk) topsOf(chunk, sorts.small, tops)
    const [x0, z0] = [(index % CHUNKS) * CHUNK_SIZE, Math.floor(index / CHUNKS) * CHUNK_SIZE]
    for (let i = 0; i < 256; i++) {
      const [dx, dz] = [x0 + (i & 15), z0 + (i >> 4)]
      top[dz * VIEW_SIDE + dx] = tops[i]
      topState[dz * VIEW_SIDE + dx] = tops[i] === NO_TOP ? 0 : block(minX + dx, tops[i], minZ + dz)
    }
  })
}
