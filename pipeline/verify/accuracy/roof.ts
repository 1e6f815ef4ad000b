import { heightOfFace, type WorldGrid } from '#pipeline/model/grid.ts'
import { absolute, mean, median, quantile } from './statistics.ts'

/** A roof on the columns of a site's box: heights in metres, NaN off the footprint; `depth` is the distance inside the outline in blocks. */
export interface RoofGrid {
  width: number
  world: Float32Array
  source: Float32Array
  depth: Float32Array
  chimney: Uint8Array
}

export interface RoofMeasure {
  cells: number
  median: number
  p90: number
  mean: number
  medianAll: number
  p90All: number
  /** Sums over the cells that roughness is told of. */
  rough: { cells: number; world: number; copy: number }
}

/** Cells a roof must have to be measured. */
const LEAST_CELLS = 4
/** A roof's own line stays straight within this many metres: half a block each way. */
const STRAIGHT_M = 0.55
/** Roofs that lie this far apart are two. */
const LEVELS_APART_M = 1.5

/** The world's roof against the surface, on cells at least one block inside and on all. Undefined where there are too few. */
export function measureRoof(roof: RoofGrid, grid: WorldGrid): RoofMeasure | undefined {
  const { world, source, depth } = roof
  const deep: number[] = []
  const all: number[] = []
  for (let i = 0; i < world.length; i++) {
    const error = world[i] - source[i]
    if (Number.isNaN(error)) continue
    all.push(error)
    if (depth[i] >= 1) deep.push(error)
  }
  if (deep.length < LEAST_CELLS) return undefined
  const [sizes, sizesAll] = [absolute(deep), absolute(all)]
  return {
    cells: deep.length,
    median: median(sizes),
    p90: quantile(sizes, 0.9),
    mean: mean(deep),
    medianAll: median(sizesAll),
    p90All: quantile(sizesAll, 0.9),
    rough: roughnessOf(roof, grid),
  }
}

/**
 * The distance from the median of the eight neighbours, summed over cells that have all eight one block inside: for the world, and for a
 * copy of the source in whole blocks on the same cells. Chimneys, and what the world shows as an edge between planes, are left out.
 */
function roughnessOf({ width, world, source, depth, chimney }: RoofGrid, grid: WorldGrid): RoofMeasure['rough'] {
  const block = heightOfFace(grid, 1) - heightOfFace(grid, 0)
  const copy = source.map((height) => Math.round(height / block) * block)
  const rough = { cells: 0, world: 0, copy: 0 }
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]
  for (let i = width + 1; i < world.length - width - 1; i++) {
    const nine = [i, ...around.map((step) => i + step)]
    if (nine.some((cell) => !(depth[cell] >= 1) || Number.isNaN(world[cell] + copy[cell]) || chimney[cell])) continue
    if (isStep(nine.map((cell) => world[cell])) || isCrease(world, i, width)) continue
    rough.cells++
    for (const [name, heights] of [
      ['world', world],
      ['copy', copy],
    ] as const)
      rough[name] += Math.abs(heights[i] - median(around.map((step) => heights[i + step])))
  }
  return rough
}

/** True where the cells fall into two levels of at least two cells each. */
function isStep(heights: readonly number[]): boolean {
  const sorted = heights.toSorted((a, b) => a - b)
  return sorted.some((height, k) => k >= 2 && k <= sorted.length - 2 && height - sorted[k - 1] >= LEVELS_APART_M)
}

/** True where two straight slopes meet along a line through the cell: a ridge, a valley, an eave. */
function isCrease(heights: Float32Array, i: number, width: number): boolean {
  return [1, width, width + 1, width - 1].some((across) => {
    const along = across === 1 ? width : across === width ? 1 : across === width + 1 ? width - 1 : width + 1
    return [i - along, i, i + along].every((cell) => {
      const [a2, a1, c, b1, b2] = [-2, -1, 0, 1, 2].map((step) => heights[cell + step * across] ?? Number.NaN) as [number, number, number, number, number]
      return Math.abs(a2 - 2 * a1 + c) <= STRAIGHT_M && Math.abs(b2 - 2 * b1 + c) <= STRAIGHT_M && Math.abs(a1 - 2 * c + b1) > STRAIGHT_M
    })
  })
}
