import type { Geometry } from '#pipeline/model/feature.ts'
import type { WorldGrid } from '#pipeline/model/grid.ts'
import type { Polygons } from '#pipeline/model/shard.ts'

/** Easting, northing in metres → x, z in blocks; runs of any length. */
function toBlockRun(run: Float64Array, grid: WorldGrid): Float64Array {
  const blocks = new Float64Array(run.length)
  for (let i = 0; i + 1 < run.length; i += 2) {
    blocks[i] = (run[i] - grid.origin.easting) * grid.scale
    blocks[i + 1] = (grid.origin.northing - run[i + 1]) * grid.scale
  }
  return blocks
}

export const polygonsOf = (geometry: Geometry, grid: WorldGrid): Polygons =>
  geometry.type === 'polygon' ? geometry.polygons.map((rings) => rings.map((ring) => toBlockRun(ring, grid))) : []

export const linesOf = (geometry: Geometry, grid: WorldGrid): Float64Array[] =>
  geometry.type === 'line' ? geometry.lines.map((line) => toBlockRun(line, grid)) : []

/** The points of a point feature, or one point that stands for a larger shape. */
export function pointsOf(geometry: Geometry, grid: WorldGrid): { x: number; z: number }[] {
  if (geometry.type === 'point') {
    const run = toBlockRun(geometry.points, grid)
    return Array.from({ length: run.length / 2 }, (_, i) => ({ x: run[2 * i], z: run[2 * i + 1] }))
  }
  const run = geometry.type === 'line' ? linesOf(geometry, grid)[0] : polygonsOf(geometry, grid)[0][0]
  if (geometry.type === 'line') return [middleOf(run)]
  return [centroidOf(run)]
}

function middleOf(line: Float64Array): { x: number; z: number } {
  const half = Math.floor(line.length / 4) * 2
  return { x: line[half], z: line[half + 1] }
}

/** Centre of gravity of a closed ring. */
export function centroidOf(ring: Float64Array): { x: number; z: number } {
  let [area, x, z] = [0, 0, 0]
  const [x0, z0] = [ring[0], ring[1]]
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, az, bx, bz] = [ring[i] - x0, ring[i + 1] - z0, ring[i + 2] - x0, ring[i + 3] - z0]
    const cross = ax * bz - bx * az
    area += cross
    x += (ax + bx) * cross
    z += (az + bz) * cross
  }
  return area === 0 ? { x: x0, z: z0 } : { x: x0 + x / (3 * area), z: z0 + z / (3 * area) }
}
