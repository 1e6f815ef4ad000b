import type { Cell } from './building-survey.ts'
import { cellOf, type RegionView } from './region-view.ts'
import { SORT } from './state-sorts.ts'

/** Rows over and under the ground floor where a door's foot is looked for. */
const REACH = 3
const SIDES = [
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, 0],
] as const

/** Finds a wall column's door, and whether somebody outside can stand before it. */
export function surveyDoors(view: RegionView, { building, surveyed, x, z }: Cell): void {
  for (let y = building.floor - REACH; y <= building.floor + REACH; y++) {
    if (!view.sorts.doorFoot[view.block(x, y, z)]) continue
    surveyed.doors++
    if (SIDES.some(([dx, dz]) => isOpen(view, x + dx, y, z + dz))) surveyed.reachable++
  }
}

/** Two free blocks outside all buildings, with a floor no lower than one step down. */
function isOpen(view: RegionView, x: number, y: number, z: number): boolean {
  const { block, plan, sorts } = view
  if (plan.building[cellOf(view, x, z)] !== 0) return false
  if (!sorts.passable[block(x, y, z)] || !sorts.passable[block(x, y + 1, z)]) return false
  return [1, 2].some((down) => [SORT.solid, SORT.loose].some((sort) => sort === sorts.sort[block(x, y - down, z)]))
}
