import type { WorldReader } from './read/world.ts'
import { NO_TOP, stateAt, topsOf } from './read/column.ts'

/** Farthest from the wanted column that a place is looked for, in blocks. */
const SEARCH = 48
/** Blocks that no one can stand on or should. */
const UNSAFE = /^(water|air)|leaves|_wall|_fence|iron_bars|_pane|_slab|_stairs|glass/

/**
 * The nearest place where somebody can stand under the open sky, at most two blocks above the lowest ground around it,
 * so that no one begins on a roof or in a tree. @returns the y of the feet, or undefined where there is none
 */
export function standingPlace(world: WorldReader, wanted: { x: number; z: number }): { x: number; y: number; z: number } | undefined {
  const tops = new Map<string, Int16Array>()
  const through = Uint8Array.of(1)
  const topAt = (x: number, z: number): number => {
    const key = `${x >> 4},${z >> 4}`
    let grid = tops.get(key)
    if (!grid) {
      grid = new Int16Array(256).fill(NO_TOP)
      const chunk = world.chunk(x >> 4, z >> 4)
      if (chunk) topsOf(chunk, through, grid)
      tops.set(key, grid)
    }
    return grid[((z & 15) << 4) | (x & 15)]
  }
  const isGround = (x: number, z: number): boolean => {
    const top = topAt(x, z)
    const chunk = top === NO_TOP ? undefined : world.chunk(x >> 4, z >> 4)
    if (!chunk || UNSAFE.test(world.states[stateAt(chunk, x, top, z)] ?? 'air')) return false
    let lowest = top
    for (let dz = -8; dz <= 8; dz += 4)
      for (let dx = -8; dx <= 8; dx += 4) if (topAt(x + dx, z + dz) !== NO_TOP) lowest = Math.min(lowest, topAt(x + dx, z + dz))
    return top - lowest <= 2
  }
  for (let ring = 0; ring <= SEARCH; ring++)
    for (let dz = -ring; dz <= ring; dz++)
      for (let dx = -ring; dx <= ring; dx++)
        if (Math.max(Math.abs(dx), Math.abs(dz)) === ring && isGround(wanted.x + dx, wanted.z + dz))
          return { x: wanted.x + dx, y: topAt(wanted.x + dx, wanted.z + dz) + 1, z: wanted.z + dz }
  return undefined
}
