import type { BlockBox } from '#pipeline/model/grid.ts'
import type { Direction } from './light.ts'

export type Vector = readonly [x: number, y: number, z: number]

/** A part of a picture, in pixels; upper bounds are exclusive. */
export interface PixelBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** Columns that were changed, between two heights: above `high` there was nothing before and there is nothing now. */
export interface Changed extends BlockBox {
  low: number
  high: number
}

/** A surface is lit by what stands this far around it: the sky is looked for 8 blocks from the block before its face, corners 2. */
const AROUND = 10

/**
 * Corners around all surfaces whose colour can hang on changed columns: those in and beside them, and those from which the way
 * to the sun leads through them.
 * @param reach how far shadows fall, in blocks
 */
export function reachOf({ minX, minZ, maxX, maxZ, low, high }: Changed, [sx, sy, sz]: Direction, reach = Infinity): Vector[] {
  const flat = Math.hypot(sx, sz)
  const length = Math.min((high + 2 - low) * (flat / sy), reach)
  const [away, aside] = [(-sx / flat) * length, (-sz / flat) * length]
  const base: Vector[] = []
  for (const x of [minX - AROUND, maxX + AROUND]) for (const z of [minZ - AROUND, maxZ + AROUND]) base.push([x, low, z])
  return base.flatMap(([x, y, z]): Vector[] => [
    [x, y, z],
    [x, high + 2, z],
    [x + away, y, z + aside],
    [x + away, length === reach ? high + 2 : y, z + aside],
  ])
}

/** Joins boxes that overlap, until none do. */
export function joinBoxes(boxes: readonly PixelBox[]): PixelBox[] {
  const apart: PixelBox[] = []
  for (const box of boxes.filter(({ left, right, top, bottom }) => left < right && top < bottom)) {
    let joined = box
    for (let i = 0; i < apart.length;) {
      const other = apart[i]
      if (joined.left >= other.right || other.left >= joined.right || joined.top >= other.bottom || other.top >= joined.bottom) i++
      else {
        joined = {
          left: Math.min(joined.left, other.left),
          top: Math.min(joined.top, other.top),
          right: Math.max(joined.right, other.right),
          bottom: Math.max(joined.bottom, other.bottom),
        }
        apart.splice(i, 1)
        i = 0
      }
    }
    apart.push(joined)
  }
  return apart
}
