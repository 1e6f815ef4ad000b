/** Heights on a patch of cells; NaN where unknown. */
export interface Heights {
  width: number
  depth: number
  heights: Float32Array
}

const values = new Float32Array(25)

/** The median of the known heights within `reach` cells, itself included; NaN where there is none. */
export function medianAround({ width, depth, heights }: Heights, cell: number, reach: 1 | 2): number {
  const cx = cell % width
  const cz = (cell - cx) / width
  let count = 0
  for (let z = Math.max(0, cz - reach); z <= Math.min(depth - 1, cz + reach); z++)
    for (let x = Math.max(0, cx - reach); x <= Math.min(width - 1, cx + reach); x++) {
      const height = heights[z * width + x]
      if (!Number.isNaN(height)) values[count++] = height
    }
  if (count === 0) return Number.NaN
  const sorted = values.subarray(0, count).sort()
  return count % 2 === 1 ? sorted[count >> 1] : (sorted[(count >> 1) - 1] + sorted[count >> 1]) / 2
}

/** A cell is an outlier beyond this many deviations of its surroundings; a deviation counts for at least LEAST blocks. */
const DEVIATIONS = 3
const LEAST = 0.35
/** Outliers on more joined cells than this are part of the roof. */
const OUTLIER_CELLS = 4
/** A chimney stands this much over its surroundings. */
const CHIMNEY = 1

/** Takes aerials, birds and chimneys out of a roof's heights; the chimneys are given back. */
export function withoutOutliers(patch: Heights): { heights: Float32Array; chimneys: number[] } {
  const { width, heights } = patch
  const medians = heights.map((height, cell) => (Number.isNaN(height) ? height : medianAround(patch, cell, 2)))
  const away = heights.map((height, cell) => Math.abs(height - medians[cell]))
  const spread = { ...patch, heights: away }
  const outliers = new Set<number>()
  for (let cell = 0; cell < heights.length; cell++)
    if (away[cell] > DEVIATIONS * LEAST && away[cell] > DEVIATIONS * 1.48 * medianAround(spread, cell, 2)) outliers.add(cell)
  const kept = new Float32Array(heights)
  const chimneys: number[] = []
  for (const cell of outliers) {
    const group = connected(outliers, cell, width)
    if (group.length > OUTLIER_CELLS) continue
    for (const each of group) kept[each] = medians[each]!
    const top = group.reduce((best, each) => (heights[each] > heights[best] ? each : best))
    if (heights[top] - medians[top] >= CHIMNEY) chimneys.push(top)
  }
  return { heights: kept, chimneys }
}

/** Takes the cells joined to a first one out of a set. */
function connected(cells: Set<number>, first: number, width: number): number[] {
  const group = [first]
  cells.delete(first)
  for (const cell of group)
    for (const next of [cell - 1, cell + 1, cell - width, cell + width, cell - width - 1, cell - width + 1, cell + width - 1, cell + width + 1])
      if (cells.delete(next)) group.push(next)
  return group
}

export const medianFiltered = (patch: Heights): Float32Array =>
  patch.heights.map((height, cell) => (Number.isNaN(height) ? height : medianAround(patch, cell, 1)))
