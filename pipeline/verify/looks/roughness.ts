import { cellRole, type PreparedBuilding } from '#pipeline/model/shard.ts'
import { NO_TOP } from '../read/column.ts'
import type { Cell } from './building-survey.ts'
import { firstBelow, type RegionView } from './region-view.ts'

const OVER_ROOF = 4
/** Slopes on two sides of a cell that differ by this much over two blocks are two planes, with a ridge or valley between. */
const CREASE = 1
/** A rise over four blocks that no single plane has: the edge of a terrace. */
const STEP = 3

/**
 * How far a roof's cell lies from the median of its eight neighbours. Left out: cells at walls (eaves, parapets), at
 * chimneys, and on the borders of planes, where a true roof is not smooth either.
 */
export function surveyRoofCell({ heightAt, surveyed, x, z }: Cell): void {
  const here = (dx: number, dz: number) => heightAt(x + dx, z + dz)
  const middle = here(0, 0)
  if (Number.isNaN(middle)) return
  const around: number[] = []
  for (let dz = -1; dz <= 1; dz++)
    for (let dx = -1; dx <= 1; dx++) {
      if (dx === 0 && dz === 0) continue
      const height = here(dx, dz)
      if (Number.isNaN(height)) return
      around.push(height)
    }
  const ahead = (d: number) => meanOf([here(d, -1), here(d, 0), here(d, 1)])
  const aside = (d: number) => meanOf([here(-1, d), here(0, d), here(1, d)])
  if (isBorder(ahead) || isBorder(aside)) return
  around.sort((a, b) => a - b)
  surveyed.roughness.sum += Math.abs(middle - (around[3] + around[4]) / 2)
  surveyed.roughness.cells++
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** True where the heights along a line through the cell, each the mean of three beside one another, are not those of one plane. */
function isBorder(at: (d: number) => number): boolean {
  const [left, right] = [at(-1) - at(-3), at(3) - at(1)]
  return Math.abs(left - right) > CREASE || Math.abs(at(2) - at(-2)) > STEP
}

/** y of a roof's upper face, lower slabs at half a block; NaN outside the roof's inside, and at a chimney. */
export type RoofHeights = (x: number, z: number) => number

/** The roof of a building as a view has it. A cell is looked for once, though its neighbours all ask for it. */
export function roofHeights(view: RegionView, { minX, minZ, width, depth, role, roof, floor, chimneys }: PreparedBuilding): RoofHeights {
  const unknown = -Infinity
  const known = new Float32Array(width * depth).fill(unknown)
  const find = (cell: number, x: number, z: number): number => {
    if (role[cell] !== cellRole.inside || chimneys.some((chimney) => chimney.cell === cell)) return Number.NaN
    const top = firstBelow(view, [x, floor + (roof[cell] >> 1) + OVER_ROOF, z], view.sorts.pastRoof, 2 * OVER_ROOF + 2)
    return top === NO_TOP ? Number.NaN : top + (view.sorts.half[view.block(x, top, z)] ? 0.5 : 1)
  }
  return (x, z) => {
    const [dx, dz] = [x - minX, z - minZ]
    if (dx < 0 || dz < 0 || dx >= width || dz >= depth) return Number.NaN
    const cell = dz * width + dx
    if (known[cell] === unknown) known[cell] = find(cell, x, z)
    return known[cell]
  }
}
