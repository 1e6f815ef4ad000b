import { cellOf, type RegionView, VIEW_SIDE } from './region-view.ts'

/** A wall faces a street when no more than this many columns lie between it and the pavement, and no building. */
const REACH = 10
/** Blocks along a street that are counted as one. */
export const FRONT_STEP = 10
const SIDES = [
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, 0],
] as const

/** The street that a wall's column faces, and where along it, as `layer NUL id NUL step`; undefined where it faces none. */
export function frontOf(view: RegionView, x: number, z: number): string | undefined {
  const { plan } = view
  let [best, least] = [-1, REACH + 1]
  for (const [dx, dz] of SIDES)
    for (let away = 1; away < least; away++) {
      const [px, pz] = [x + dx * away, z + dz * away]
      if (px < view.minX || pz < view.minZ || px >= view.minX + VIEW_SIDE || pz >= view.minZ + VIEW_SIDE) break
      const cell = cellOf(view, px, pz)
      if (plan.building[cell] !== 0) break
      if (plan.street[cell] === 0) continue
      ;[best, least] = [cell, away]
    }
  if (best < 0) return undefined
  const road = view.shard.roads[plan.street[best] - 1]
  return `${road.layer}\u0000${road.id}\u0000${Math.floor(plan.step[best] / FRONT_STEP)}`
}
