import type { Geometry } from './feature.ts'

/** A box in the shape's own unit. */
export interface Box {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

/** The runs of coordinates a shape is made of: rings, lines, or its points together. */
export function runsOf(geometry: Geometry): readonly Float64Array[] {
  if (geometry.type === 'point') return [geometry.points]
  return geometry.type === 'line' ? geometry.lines : geometry.polygons.flat()
}

export function boxAround(geometry: Geometry, margin = 0): Box {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  for (const run of runsOf(geometry))
    for (let i = 0; i + 1 < run.length; i += 2) {
      box.minX = Math.min(box.minX, run[i])
      box.maxX = Math.max(box.maxX, run[i])
      box.minY = Math.min(box.minY, run[i + 1])
      box.maxY = Math.max(box.maxY, run[i + 1])
    }
  return { minX: box.minX - margin, minY: box.minY - margin, maxX: box.maxX + margin, maxY: box.maxY + margin }
}

/** True where two shapes come within `reach` of each other, or one lies in the other. What is no number counts as touching. */
export function isWithin(a: Geometry, b: Geometry, reach: number): boolean {
  const [boxA, boxB] = [boxAround(a, reach), boxAround(b, reach)]
  if (boxA.maxX < boxB.minX || boxB.maxX < boxA.minX || boxA.maxY < boxB.minY || boxB.maxY < boxA.minY) return false
  return holdsAny(a, b) || holdsAny(b, a) || edgesMeet(edgesOf(a, boxB), edgesOf(b, boxA), reach)
}

/** True where a point lies in a polygon, by the even-odd rule, holes left out. */
export function isInside(rings: readonly Float64Array[], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings)
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]]
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside
    }
  return inside
}

/** True where a part of the other begins inside the outer; parts that only cross it are found by their edges. */
function holdsAny(outer: Geometry, other: Geometry): boolean {
  if (outer.type !== 'polygon') return false
  const starts = other.type === 'point' ? pairs(other.points) : runsOf(other).map((run): [number, number] => [run[0], run[1]])
  return starts.some(([x, y]) => outer.polygons.some((rings) => isInside(rings, x, y)))
}

const pairs = (flat: Float64Array): [number, number][] => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]])

/** Edges near a box, four numbers each; a point is an edge without length. */
function edgesOf(geometry: Geometry, box: Box): number[] {
  const edges: number[] = []
  const add = (ax: number, ay: number, bx: number, by: number) => {
    const isAway = Math.max(ax, bx) < box.minX || Math.min(ax, bx) > box.maxX || Math.max(ay, by) < box.minY || Math.min(ay, by) > box.maxY
    if (!isAway) edges.push(ax, ay, bx, by)
  }
  if (geometry.type === 'point') for (const [x, y] of pairs(geometry.points)) add(x, y, x, y)
  else for (const run of runsOf(geometry)) for (let i = 0; i + 3 < run.length; i += 2) add(run[i], run[i + 1], run[i + 2], run[i + 3])
  return edges
}

function edgesMeet(a: readonly number[], b: readonly number[], reach: number): boolean {
  for (let i = 0; i < a.length; i += 4)
    for (let j = 0; j < b.length; j += 4) {
      const [ax, ay, bx, by] = [a[i], a[i + 1], a[i + 2], a[i + 3]]
      const [cx, cy, dx, dy] = [b[j], b[j + 1], b[j + 2], b[j + 3]]
      const near = Math.min(
        distanceToEdge(ax, ay, cx, cy, dx, dy),
        distanceToEdge(bx, by, cx, cy, dx, dy),
        distanceToEdge(cx, cy, ax, ay, bx, by),
        distanceToEdge(dx, dy, ax, ay, bx, by),
      )
      if (!(near > reach) || (side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) && side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by)))
        return true
    }
  return false
}

const side = (ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean => (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0

/** Distance of a point from an edge. */
export function distanceToEdge(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length2 = dx * dx + dy * dy
  const along = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2)) : 0
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}
