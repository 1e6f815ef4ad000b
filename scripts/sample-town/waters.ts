import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { distance, lengthOf, nearest, rounded, section } from './line.ts'
import { round } from './ring.ts'
import { smoothstep } from './noise.ts'

const turn = (2 * Math.PI) / SIZE

export const RIVER_LEVEL = 0.4
export const RIVER_HALF = 12
export const LAKE_LEVEL = 3.2
export const LAKE: Point = [190, 768]
export const POND_LEVEL = 3.4
const POND: Point = [545, 728]
const STREAM_HALF = 1.2

/** Easting of the river's middle at a southing. */
export const riverAt = (v: number) => 648 + 20 * Math.sin(turn * v + 0.6) + 7 * Math.sin(2 * turn * v)

/** A line that keeps `offset` metres east of the river's middle. */
export function besideRiver(offset: number, from: number, to: number): Point[] {
  const steps = Math.ceil((to - from) / 8)
  return Array.from({ length: steps + 1 }, (_, i) => {
    const v = from + ((to - from) * i) / steps
    return [riverAt(v) + offset, v] as const
  })
}

/** How much of a quay the bank is: 1 in the middle of town, 0 where it is left to nature. */
export const quay = (v: number) => smoothstep(352, 372, v) * (1 - smoothstep(672, 690, v))

export const lakeRadius = (angle: number) => 118 + 16 * Math.sin(2 * angle + 1) + 10 * Math.sin(3 * angle + 2) + 5 * Math.sin(5 * angle)
const pondRadius = (angle: number) => 18 + 6 * Math.cos(2 * angle) + 2 * Math.sin(3 * angle)

const fromShore = ([u, v]: Point, centre: Point, radius: (angle: number) => number) =>
  distance([u, v], centre) - radius(Math.atan2(v - centre[1], u - centre[0]))

/** Metres from the bank, the shore or the edge; negative in the water. */
export const fromRiver = ([u, v]: Point) => Math.abs(u - riverAt(v)) - RIVER_HALF
export const fromLake = (p: Point) => fromShore(p, LAKE, lakeRadius)
export const fromPond = (p: Point) => fromShore(p, POND, pondRadius)

/** From the lake's outlet to the river. */
export const STREAM = rounded(
  [
    [LAKE[0] + lakeRadius(0) - 1, 768],
    [385, 784],
    [440, 772],
    [482, 782],
    [535, 806],
    [580, 794],
    [riverAt(796) - RIVER_HALF + 1, 796],
  ],
  22,
)

/** Metres from the stream's edge, and the height of its water at the nearest place. */
export function fromStream(p: Point): { away: number; level: number } {
  const { away, along } = nearest(STREAM, p)
  return { away: away - STREAM_HALF, level: LAKE_LEVEL + (RIVER_LEVEL - LAKE_LEVEL) * (along / lengthOf(STREAM)) }
}

/** Is there water, so that a way across needs a bridge? */
export const isWet = (p: Point) => fromRiver(p) < 1.5 || fromLake(p) < 0.5 || fromPond(p) < 0.5

/** The stream runs in a pipe below the street it meets. */
export function openStream(street: readonly Point[]): Point[][] {
  const total = lengthOf(STREAM)
  let [from, to] = [total, 0]
  for (let s = 0; s < total; s += 0.5) {
    const { away } = nearest(street, section(STREAM, s, s + 0.1)[0])
    if (away < 7) [from, to] = [Math.min(from, s), Math.max(to, s)]
  }
  return [section(STREAM, 0, from), section(STREAM, to, total)]
}

export interface Water {
  kind: string
  name: string | null
  ring?: Point[]
  line?: Point[]
  level: number | null
  width: number | null
}

export function waters(street: readonly Point[]): Water[] {
  const banks = [...besideRiver(RIVER_HALF, 0, SIZE), ...besideRiver(-RIVER_HALF, 0, SIZE).reverse()]
  return [
    { kind: 'Å', name: 'Exempelån', ring: banks, level: RIVER_LEVEL, width: null },
    { kind: 'Sjö', name: 'Vikasjön', ring: round(LAKE, lakeRadius, 160), level: LAKE_LEVEL, width: null },
    { kind: 'Damm', name: 'Svandammen', ring: round(POND, pondRadius, 48), level: POND_LEVEL, width: null },
    ...openStream(street).map((line) => ({ kind: 'Bäck', name: 'Kvarnbäcken', line, level: null, width: 2 * STREAM_HALF })),
  ]
}
