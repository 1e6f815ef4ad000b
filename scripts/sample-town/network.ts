import type { Point } from './place.ts'
import { distance, lengthOf, nearest, section, stationAt } from './line.ts'

/** A way whose line is to be cut into links. */
export interface Way {
  line: Point[]
}

export interface Link<W extends Way> {
  way: W
  line: Point[]
  bridge: boolean
}

/** Where two ways meet, with the links that leave it. */
export interface Junction<W extends Way> {
  at: Point
  links: Link<W>[]
}

const SNAP = 9

/** Ends that stop just short of another way are led to it. */
function joined<W extends Way>(ways: readonly W[]): W[] {
  const lead = (end: Point, self: W): Point => {
    let best: { away: number; at: Point } = { away: SNAP, at: end }
    for (const way of ways) {
      const near = way === self ? best : nearest(way.line, end)
      if (near.away < best.away) best = near
    }
    return best.at
  }
  return ways.map((way) => ({ ...way, line: [lead(way.line[0], way), ...way.line.slice(1, -1), lead(way.line.at(-1)!, way)] }))
}

/** Where segments ab and cd cross, or undefined. */
function crossing(a: Point, b: Point, c: Point, d: Point): Point | undefined {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const across = rx * sy - ry * sx
  if (Math.abs(across) < 1e-9) return undefined
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / across
  const w = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / across
  return t < -1e-6 || t > 1 + 1e-6 || w < -1e-6 || w > 1 + 1e-6 ? undefined : [a[0] + t * rx, a[1] + t * ry]
}

function meetings(line: readonly Point[], other: readonly Point[]): Point[] {
  const found: Point[] = [line[0], line.at(-1)!].filter((end) => nearest(other, end).away < 0.01)
  found.push(...[other[0], other.at(-1)!].filter((end) => nearest(line, end).away < 0.01))
  for (let i = 1; i < line.length; i++)
    for (let j = 1; j < other.length; j++) {
      const at = crossing(line[i - 1], line[i], other[j - 1], other[j])
      if (at) found.push(at)
    }
  return found
}

/** The stretches of a line that need a bridge, in metres along it. */
function wetStretches(line: readonly Point[], isWet: (p: Point) => boolean): number[] {
  const cuts: number[] = []
  let wet = false
  for (let s = 0; s <= lengthOf(line); s += 0.5) {
    const now = isWet(stationAt(line, s).at)
    if (now !== wet) cuts.push(s)
    wet = now
  }
  return cuts
}

/** Cuts ways at every place where they meet, and at the ends of bridges. */
export function networkOf<W extends Way>(ways: readonly W[], isWet: (p: Point) => boolean): { links: Link<W>[]; junctions: Junction<W>[] } {
  const led = joined(ways)
  const links: Link<W>[] = []
  const junctions: Junction<W>[] = []
  led.forEach((way) => {
    const total = lengthOf(way.line)
    const meets = led.filter((other) => other !== way).flatMap((other) => meetings(way.line, other.line))
    const cuts = [0, total, ...meets.map((p) => nearest(way.line, p).along), ...wetStretches(way.line, isWet)].sort((a, b) => a - b)
    let from = 0
    for (const to of cuts) {
      if (to - from < 1 && to !== total) continue
      if (to - from < 0.01) continue
      links.push({ way, line: section(way.line, from, to), bridge: isWet(stationAt(way.line, (from + to) / 2).at) })
      from = to
    }
  })
  for (const link of links)
    for (const end of [link.line[0], link.line.at(-1)!]) {
      const known = junctions.find((j) => distance(j.at, end) < 1)
      if (known) known.links.push(link)
      else junctions.push({ at: end, links: [link] })
    }
  return { links, junctions: junctions.filter((j) => j.links.length > 2) }
}
