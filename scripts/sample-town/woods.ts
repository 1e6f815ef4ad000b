import { noise } from './noise.ts'
import { SIZE } from './place.ts'
import { hillAt } from './relief.ts'
import { fromLake } from './waters.ts'

/** Does wood grow here? The hill, the lake's far shore and a grove among the slabs. */
export function isWood(u: number, v: number): boolean {
  const edge = 0.3 * noise(51, 40, u, v)
  if (hillAt(u, v) > 0.05 + 0.03 * edge) return true
  const fromShore = fromLake([u, v])
  if (fromShore > 4 && fromShore < 34 + 10 * edge && u < 190 && v > 640 && v < 880) return true
  return Math.hypot(u - 866, v - 122) < 15 + 16 * edge
}

/** Spruce and pine on the hill's heights and in its north, birch and other broadleaves at its foot. */
export const isConifer = (u: number, v: number) => hillAt(u, v) > 0 && 0.55 * noise(52, 18, u, v) + hillAt(u, v) + (212 - v) / 700 > 0.34

/** Bare rock: the steep and the topmost places of the hill. */
export function isRock(u: number, v: number, ground: Float32Array): boolean {
  if (hillAt(u, v) < 0.12) return false
  const cell = Math.floor(v) * SIZE + Math.floor(u)
  const slope = Math.hypot(ground[cell + 2] - ground[cell - 2], ground[cell + 2 * SIZE] - ground[cell - 2 * SIZE]) / 4
  return slope > 0.72 + 0.12 * noise(53, 90, u, v) || (hillAt(u, v) > 0.86 && noise(54, 60, u, v) > -0.1)
}
