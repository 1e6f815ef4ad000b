import type { Point } from './place.ts'
import { mix } from './noise.ts'

export const distance = ([a, b]: Point, [c, d]: Point) => Math.hypot(c - a, d - b)
export const towards = ([a, b]: Point, [c, d]: Point, t: number): Point => [mix(a, c, t), mix(b, d, t)]

/** A line with its corners rounded, at most `reach` metres from each corner. */
export function rounded(points: readonly Point[], reach: number): Point[] {
  const line: Point[] = [points[0]]
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]]
    const start = towards(corner, before, Math.min(0.5, reach / distance(corner, before)))
    const end = towards(corner, after, Math.min(0.5, reach / distance(corner, after)))
    const steps = Math.max(2, Math.ceil(distance(start, end) / 5))
    for (let s = 0; s <= steps; s++) line.push(towards(towards(start, corner, s / steps), towards(corner, end, s / steps), s / steps))
  }
  line.push(points.at(-1)!)
  return line.filter((p, i) => i === 0 || distance(p, line[i - 1]) > 0.01)
}

export function lengthOf(line: readonly Point[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1], line[i])
  return sum
}

/** A place on a line: the point, and the unit direction there. */
export interface Station {
  at: Point
  along: Point
}

/** Where one stands after `metres` along a line; kept on the line at both ends. */
export function stationAt(line: readonly Point[], metres: number): Station {
  let left = Math.max(0, metres)
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1], line[i]]
    const length = distance(from, to)
    if (left <= length || i === line.length - 1) {
      const t = Math.min(1, left / length)
      return { at: towards(from, to, t), along: [(to[0] - from[0]) / length, (to[1] - from[1]) / length] }
    }
    left -= length
  }
  throw new RangeError('a line has at least two points')
}

/** `metres` to the right of a station, looking along the line. */
export const beside = ({ at, along }: Station, metres: number): Point => [at[0] - along[1] * metres, at[1] + along[0] * metres]

/** The part of a line between two distances along it. */
export function section(line: readonly Point[], from: number, to: number): Point[] {
  const part: Point[] = [stationAt(line, from).at]
  let sum = 0
  for (let i = 1; i < line.length - 1; i++) {
    sum += distance(line[i - 1], line[i])
    if (sum > from + 0.01 && sum < to - 0.01) part.push(line[i])
  }
  part.push(stationAt(line, to).at)
  return part
}

/** A line that runs `metres` to the right of another. */
export function parallel(line: readonly Point[], metres: number): Point[] {
  const total = lengthOf(line)
  const steps = Math.max(1, Math.ceil(total / 6))
  return Array.from({ length: steps + 1 }, (_, i) => beside(stationAt(line, (total * i) / steps), metres))
}

/** The nearest point of a line, how far away it is, and how far along the line. */
export function nearest(line: readonly Point[], p: Point): { away: number; along: number; at: Point } {
  let best = { away: Infinity, along: 0, at: line[0] }
  let sum = 0
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1], line[i]]
    const length = distance(from, to)
    const t = Math.min(1, Math.max(0, ((p[0] - from[0]) * (to[0] - from[0]) + (p[1] - from[1]) * (to[1] - from[1])) / (length * length)))
    const at = towards(from, to, t)
    const away = distance(at, p)
    if (away < best.away) best = { away, along: sum + t * length, at }
    sum += length
  }
  return best
}
