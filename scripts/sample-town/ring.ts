import type { Point } from './place.ts'

/** A rectangle with its sides along the axes: west, north, east, south. */
export type Box = readonly [number, number, number, number]

export const boxRing = ([west, north, east, south]: Box): Point[] => [
  [west, north],
  [east, north],
  [east, south],
  [west, south],
]

export const grow = ([west, north, east, south]: Box, by: number): Box => [west - by, north - by, east + by, south + by]

/** A many-sided ring: the radius may follow the angle. */
export function round([u, v]: Point, radius: number | ((angle: number) => number), sides: number): Point[] {
  const at = typeof radius === 'number' ? () => radius : radius
  return Array.from({ length: sides }, (_, i) => {
    const angle = (2 * Math.PI * i) / sides
    return [u + at(angle) * Math.cos(angle), v + at(angle) * Math.sin(angle)] as const
  })
}

export function boundsOf(points: readonly Point[]): Box {
  const us = points.map((p) => p[0])
  const vs = points.map((p) => p[1])
  return [Math.min(...us), Math.min(...vs), Math.max(...us), Math.max(...vs)]
}

export function inside(ring: readonly Point[], u: number, v: number): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i], ring[j]]
    if (a[1] > v !== b[1] > v && u < ((b[0] - a[0]) * (v - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd
  }
  return odd
}

/** Square metres; a ring is open, its first point is not repeated. */
export function areaOf(ring: readonly Point[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]
  return Math.abs(twice) / 2
}

/** A place with a direction of its own: `a` runs along `angle` (radians, clockwise from east), `b` to the right of it. */
export interface Frame {
  at: Point
  angle: number
}

export function toTown({ at, angle }: Frame, [a, b]: Point): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [at[0] + a * cos - b * sin, at[1] + a * sin + b * cos]
}

export function toFrame({ at, angle }: Frame, u: number, v: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [(u - at[0]) * cos + (v - at[1]) * sin, (v - at[1]) * cos - (u - at[0]) * sin]
}
