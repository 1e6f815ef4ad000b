import { heightOfFace, type Region, REGION_SIZE, type WorldGrid } from '#pipeline/model/grid.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import { boxOfRegion, COLUMN } from './masks.ts'
import { bestShift } from './shift.ts'
import type { Sources } from './source.ts'
import { mean, median } from './statistics.ts'
import type { Tops } from './tops.ts'

/** The source stands this much over its ground where there is something on it, in metres. */
export const STANDING_M = 2
/** A shift that the slopes leave more uncertain than this many blocks is not told. */
const SURE = 0.1
/** A difference greater than this, in metres, tells of a quay or a house out of place, and no more of a shift than this one. */
const FAR_M = 1
const LATTICE = 0x6c61

/** Ground measured: errors in metres, the world less the source, and where, in blocks. */
export interface Ground {
  errors: number[]
  wayErrors: number[]
  /** Columns of the area that the terrain covers, and those of them that the world has. */
  covered: number
  present: number
}

export const newGround = (): Ground => ({ errors: [], wayErrors: [], covered: 0, present: 0 })

/** Ground of open columns to find a shift with: x, z of their centres, interleaved, and the world's height there in metres. */
export interface OpenGround {
  points: number[]
  heights: number[]
}

export interface GroundContext {
  grid: WorldGrid
  sources: Sources
  tops: Tops
  mask: Uint8Array
}

/** Measures one column in each square of `stride` columns of a region, at a place that a hash chose. */
export async function measureGround(
  region: Region,
  stride: number,
  { grid, sources, tops, mask }: GroundContext,
  ground: Ground,
  open?: OpenGround,
): Promise<void> {
  const columns = latticeOf(region, stride).filter(({ cell }) => mask[cell] & COLUMN.area)
  if (columns.length === 0) return
  const points = Float64Array.from(columns.flatMap(({ x, z }) => [x + 0.5, z + 0.5]))
  const { terrain, highest, landcover } = await sources.sample(points, ['terrain', 'highest', 'landcover'])
  if (!terrain) return
  for (const [i, { x, z, cell }] of columns.entries()) {
    const height = terrain[i]
    if (Number.isNaN(height)) continue
    const top = tops.at(x, z)
    ground.covered++
    if (Number.isNaN(top)) continue
    ground.present++
    if (mask[cell] & (COLUMN.building | COLUMN.water | COLUMN.bridge)) continue
    if (highest && highest[i] - height > STANDING_M) continue
    if (landcover && COVERED.has(landcover[i])) continue
    const error = heightOfFace(grid, top) - height
    if (mask[cell] & COLUMN.way) ground.wayErrors.push(error)
    else {
      ground.errors.push(error)
      open?.points.push(x + 0.5, z + 0.5)
      open?.heights.push(height + error)
    }
  }
}

const COVERED = new Set([GROUND_CLASSES.indexOf('building') + 1, GROUND_CLASSES.indexOf('water') + 1])

interface Column {
  x: number
  z: number
  /** Index in the region's mask. */
  cell: number
}

function latticeOf(region: Region, stride: number): Column[] {
  const box = boxOfRegion(region)
  const columns: Column[] = []
  for (let cellZ = Math.floor(box.minZ / stride); cellZ * stride < box.maxZ; cellZ++)
    for (let cellX = Math.floor(box.minX / stride); cellX * stride < box.maxX; cellX++) {
      const hash = hashAt(LATTICE, cellX, cellZ)
      const x = cellX * stride + (hash % stride)
      const z = cellZ * stride + ((hash >>> 16) % stride)
      if (x < box.minX || x >= box.maxX || z < box.minZ || z >= box.maxZ) continue
      columns.push({ x, z, cell: (z - box.minZ) * REGION_SIZE + x - box.minX })
    }
  return columns
}

/** How far the world's ground lies from where the source has it, in blocks; nothing where the ground is too flat to tell. */
export async function groundShift({ points, heights }: OpenGround, sources: Sources): Promise<{ x?: number; z?: number }> {
  if (heights.length < 100) return {}
  const places = Float64Array.from(points)
  // The world at p shows what the source has at p − shift; a world too high all over is not shifted for that.
  const found = await bestShift(async (shiftX, shiftZ) => {
    const { terrain } = await sources.sample(
      places.map((value, i) => value - (i & 1 ? shiftZ : shiftX)),
      ['terrain'],
    )
    const differences = terrain!.map((height, i) => heights[i] - height).filter((difference) => !Number.isNaN(difference))
    const middle = median(differences)
    return mean(differences.map((difference) => Math.min(FAR_M, Math.abs(difference - middle)) ** 2))
  })
  if (!found) return {}
  const uncertain = (curvature: number) => Math.sqrt(found.cost / (heights.length * curvature))
  return { ...(uncertain(found.curvatureX) < SURE && { x: found.x }), ...(uncertain(found.curvatureZ) < SURE && { z: found.z }) }
}
