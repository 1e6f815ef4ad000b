import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { boundsOf } from './ring.ts'

/** What is done with a cell: its index in a raster of SIZE × SIZE metres, and how far its centre is from what was drawn. */
export type Visit = (cell: number, away: number) => void

const wrap = (n: number) => ((n % SIZE) + SIZE) % SIZE

/** Visits the cells whose centre lies inside the ring. `perMetre` cells a metre; what is outside the town is left out. */
export function fill(ring: readonly Point[], visit: (cell: number, u: number, v: number) => void, perMetre = 1): void {
  const side = SIZE * perMetre
  const [, north, , south] = boundsOf(ring)
  const crossings: number[] = []
  for (let row = Math.max(0, Math.floor(north * perMetre)); row < Math.min(side, Math.ceil(south * perMetre)); row++) {
    const v = (row + 0.5) / perMetre
    crossings.length = 0
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [ring[i], ring[j]]
      if (a[1] > v !== b[1] > v) crossings.push(((b[0] - a[0]) * (v - a[1])) / (b[1] - a[1]) + a[0])
    }
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const last = Math.min(side, Math.ceil(crossings[i + 1] * perMetre - 0.5))
      for (let column = Math.max(0, Math.ceil(crossings[i] * perMetre - 0.5)); column < last; column++) visit(row * side + column, (column + 0.5) / perMetre, v)
    }
  }
}

/** Visits the cells within `reach` of a line, some more than once; over an edge it goes on at the opposite one. */
export function stroke(line: readonly Point[], reach: number, visit: Visit): void {
  for (let i = 1; i < line.length; i++) {
    const [[u0, v0], [u1, v1]] = [line[i - 1], line[i]]
    const [du, dv] = [u1 - u0, v1 - v0]
    const square = du * du + dv * dv || 1
    for (let v = Math.floor(Math.min(v0, v1) - reach); v <= Math.max(v0, v1) + reach; v++)
      for (let u = Math.floor(Math.min(u0, u1) - reach); u <= Math.max(u0, u1) + reach; u++) {
        const t = Math.min(1, Math.max(0, ((u + 0.5 - u0) * du + (v + 0.5 - v0) * dv) / square))
        const away = Math.hypot(u + 0.5 - u0 - t * du, v + 0.5 - v0 - t * dv)
        if (away <= reach) visit(wrap(v) * SIZE + wrap(u), away)
      }
  }
}

/** Visits the cells within `reach` of a point; over an edge it goes on at the opposite one. */
export function dot(at: Point, reach: number, visit: Visit): void {
  stroke([at, at], reach, visit)
}
