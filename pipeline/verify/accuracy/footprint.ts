import type { BlockBox } from '#pipeline/model/grid.ts'
import type { Shape } from './source.ts'

export type Footprint = Pick<Shape, 'polygons'>

/** A footprint with what the world and the sources have around it, column by column in rows from the north-west of its box. */
export interface Site {
  shape: Footprint
  /** Neighbours whose footprints come into the box. */
  others: Footprint[]
  box: BlockBox
  /** Per column: see `SITE`. */
  columns: Uint8Array
}

/**
 * `building`: the world has one there. `other`: so it has, but the column's centre lies on a neighbour's footprint, whose it is.
 * `beyond`: too far out, or a neighbour without a footprint; not counted.
 */
export const SITE = { open: 0, building: 1, other: 2, beyond: 3 } as const

export interface Overlap {
  /** Square blocks. */
  intersection: number
  union: number
}

const OWN = 1
const OTHER = 2

/**
 * A footprint against the world's building columns, sampled every `step` blocks, with the footprints moved by a shift first.
 * What lies on another footprint is that building's, so that neighbours do not count each other's walls.
 */
export function overlapOf({ shape, others, box, columns }: Site, step: number, shift = { x: 0, z: 0 }): Overlap {
  const per = Math.round(1 / step)
  const width = box.maxX - box.minX
  const row = new Uint8Array(width * per)
  const crossings: number[] = []
  const mark = ({ polygons }: Footprint, z: number, bit: number) => {
    for (const rings of polygons) {
      crossings.length = 0
      for (const ring of rings) crossAt(ring, z - shift.z, crossings)
      if (crossings.length === 0) continue
      crossings.sort((a, b) => a - b)
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const from = Math.max(0, Math.ceil((crossings[i] + shift.x - box.minX) * per - 0.5))
        const to = Math.min(row.length, Math.ceil((crossings[i + 1] + shift.x - box.minX) * per - 0.5))
        for (let x = from; x < to; x++) row[x] |= bit
      }
    }
  }
  let [intersection, union] = [0, 0]
  for (let line = 0; line < (box.maxZ - box.minZ) * per; line++) {
    const z = box.minZ + (line + 0.5) / per
    row.fill(0)
    mark(shape, z, OWN)
    for (const other of others) mark(other, z, OTHER)
    const first = Math.floor(line / per) * width
    for (let at = 0, x = 0; at < width; at++) {
      const column = columns[first + at]
      const isBuilt = column === SITE.building ? 1 : 0
      const isAnys = isBuilt || column === SITE.other ? 1 : 0
      for (const end = x + per; x < end; x++) {
        const bits = row[x]
        const isOwn = bits & OWN
        intersection += isOwn & isAnys
        union += isOwn | (bits === 0 ? isBuilt : 0)
      }
    }
  }
  return { intersection: intersection / per ** 2, union: union / per ** 2 }
}

function crossAt(ring: Float64Array, z: number, crossings: number[]): void {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [az, bz] = [ring[i + 1], ring[i + 3]]
    if (az > z !== bz > z) crossings.push(ring[i] + ((z - az) / (bz - az)) * (ring[i + 2] - ring[i]))
  }
}

export function holds(polygons: Float64Array[][], x: number, z: number): boolean {
  const crossings: number[] = []
  return polygons.some((rings) => {
    crossings.length = 0
    for (const ring of rings) crossAt(ring, z, crossings)
    return crossings.filter((at) => at > x).length % 2 === 1
  })
}

/** The nearest point of the outline, and how far it is. */
export function nearestEdge(polygons: Float64Array[][], x: number, z: number): { x: number; z: number; distance: number } {
  const nearest = { x, z, distance: Infinity }
  for (const rings of polygons)
    for (const ring of rings)
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const [ax, az] = [ring[i], ring[i + 1]]
        const [dx, dz] = [ring[i + 2] - ax, ring[i + 3] - az]
        const length2 = dx * dx + dz * dz
        const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (z - az) * dz) / length2))
        const distance = Math.hypot(ax + t * dx - x, az + t * dz - z)
        if (distance < nearest.distance) Object.assign(nearest, { x: ax + t * dx, z: az + t * dz, distance })
      }
  return nearest
}

/** Area in square blocks and length of the outline in blocks. */
export function sizeOf(polygons: Float64Array[][]): { area: number; perimeter: number } {
  let [area, perimeter] = [0, 0]
  for (const rings of polygons)
    for (const [r, ring] of rings.entries()) {
      let twice = 0
      for (let i = 0; i + 3 < ring.length; i += 2) {
        twice += (ring[i] - ring[0]) * (ring[i + 3] - ring[1]) - (ring[i + 2] - ring[0]) * (ring[i + 1] - ring[1])
        perimeter += Math.hypot(ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1])
      }
      area += (Math.abs(twice) / 2) * (r === 0 ? 1 : -1)
    }
  return { area, perimeter }
}
