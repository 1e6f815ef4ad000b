import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { mix, noise, smoothstep } from './noise.ts'
import { LAKE_LEVEL, POND_LEVEL, RIVER_LEVEL, fromLake, fromPond, fromRiver, fromStream, quay, riverAt } from './waters.ts'

const HILL: Point = [205, 212]
const RISE: Point = [872, 122]

const bell = (t: number) => (t >= 1 ? 0 : (1 - t * t) ** 2)

/** The wooded hill: 1 at its top, 0 from its foot outwards. */
export function hillAt(u: number, v: number): number {
  const angle = Math.atan2(v - HILL[1], u - HILL[0])
  const reach = 182 + 12 * Math.sin(3 * angle + 1) + 6 * Math.sin(5 * angle + 4)
  return bell(Math.hypot(u - HILL[0], v - HILL[1]) / reach)
}

/** Height in metres of the land as if there were no shores: smooth enough for a street, and the same on opposite edges. */
export function plainAt(u: number, v: number): number {
  const fromMiddle = (SIZE / Math.PI) * Math.abs(Math.sin((Math.PI * (u - riverAt(v))) / SIZE))
  const away = smoothstep(15, 140, fromMiddle)
  const valley = 3.1 + 5.4 * (1 - Math.exp(-fromMiddle / 170))
  const swell = away * (1.5 * noise(11, 4, u, v) + 0.6 * noise(12, 11, u, v))
  const rise = 9 * bell(Math.hypot(u - RISE[0], v - RISE[1]) / 118)
  const land = valley + swell + rise + 50 * hillAt(u, v)
  return mix(LAKE_LEVEL + 1.2, land, smoothstep(0, 90, fromLake([u, v])))
}

/** Height in metres of untouched ground: shores, the stream's banks, knolls and outcrops. */
export function landAt(u: number, v: number): number {
  const p: Point = [u, v]
  const hill = hillAt(u, v)
  const knolls = hill * (5 * noise(21, 26, u, v) + 2.2 * noise(22, 64, u, v)) + Math.min(1, hill * 4) * 0.5 * noise(23, 128, u, v)
  const tussocks = 0.1 * noise(24, 170, u, v) + 0.05 * noise(25, 400, u, v)
  let height = plainAt(u, v) + knolls + tussocks
  const quayed = quay(v)
  height = mix(RIVER_LEVEL + mix(0.25, 1.9, quayed), height, smoothstep(0, mix(15, 10, quayed), fromRiver(p)))
  height = mix(LAKE_LEVEL + 0.2, height, smoothstep(0, 24, fromLake(p)))
  height = mix(POND_LEVEL + 0.2, height, smoothstep(0, 9, fromPond(p)))
  if (u < 320 || u > 640 || v < 740 || v > 830) return height
  const stream = fromStream(p)
  return Math.min(height, stream.level + 0.1 + Math.max(0, stream.away) * 0.55)
}

/** The height of the water at a place, or undefined on land. */
export function waterAt(u: number, v: number): number | undefined {
  const p: Point = [u, v]
  if (fromRiver(p) < 0) return RIVER_LEVEL
  if (fromLake(p) < 0) return LAKE_LEVEL
  if (fromPond(p) < 0) return POND_LEVEL
  return undefined
}
