import type { RoofShape } from '#pipeline/model/kind.ts'
import type { CellGrid } from '../building/footprint.ts'
import { fallSide, type Roof } from './roof.ts'

const LEAST_HALVES = 6

/** A box around an outline, turned so that its area is least: centre, unit vector along its longer side, half lengths. */
export interface TurnedBox {
  x: number
  z: number
  ux: number
  uz: number
  halfLength: number
  halfWidth: number
}

/** The least turned box has a side along one of the outline's own edges or near it: each is tried. */
export function turnedBox(ring: Float64Array): TurnedBox {
  let best: TurnedBox | undefined
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const length = Math.hypot(ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1])
    if (length < 0.5) continue
    const box = boxAlong(ring, (ring[i + 2] - ring[i]) / length, (ring[i + 3] - ring[i + 1]) / length)
    if (!best || box.halfLength * box.halfWidth < best.halfLength * best.halfWidth - 1e-9) best = box
  }
  return best ?? boxAlong(ring, 1, 0)
}

function boxAlong(ring: Float64Array, ux: number, uz: number): TurnedBox {
  let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const u = ring[i] * ux + ring[i + 1] * uz
    const v = ring[i + 1] * ux - ring[i] * uz
    ;[minU, maxU, minV, maxV] = [Math.min(minU, u), Math.max(maxU, u), Math.min(minV, v), Math.max(maxV, v)]
  }
  const [u, v] = [(minU + maxU) / 2, (minV + maxV) / 2]
  const centre = { x: u * ux - v * uz, z: u * uz + v * ux }
  const [alongU, alongV] = [(maxU - minU) / 2, (maxV - minV) / 2]
  return alongU >= alongV ? { ...centre, ux, uz, halfLength: alongU, halfWidth: alongV } : { ...centre, ux: -uz, uz: ux, halfLength: alongV, halfWidth: alongU }
}

/** Share of the way from eaves to ridge at u along and v across a box, from its centre. */
const SHAPES: Record<RoofShape, (u: number, v: number, box: TurnedBox) => number> = {
  flat: () => 1,
  gabled: (_, v, { halfWidth }) => 1 - Math.abs(v) / halfWidth,
  hipped: (u, v, { halfLength, halfWidth }) => Math.min(1 - Math.abs(v) / halfWidth, (halfLength - Math.abs(u)) / halfWidth),
  pyramid: (u, v, { halfLength, halfWidth }) => 1 - Math.max(Math.abs(u) / halfLength, Math.abs(v) / halfWidth),
  shed: (_, v, { halfWidth }) => (v / halfWidth + 1) / 2,
}

/** A roof from what is known of it: eaves and ridge in blocks above the floor, and a shape whose ridge runs along the outline's longer side. */
export function roofFromShape(grid: CellGrid, ring: Float64Array, { eaves, ridge, shape }: { eaves: number; ridge: number; shape: RoofShape }): Roof {
  const { width, cover, minX, minZ } = grid
  const box = turnedBox(ring)
  const rise = Math.max(0, ridge - eaves)
  const height = (x: number, z: number): number => {
    const [dx, dz] = [x - box.x, z - box.z]
    const share = SHAPES[shape](dx * box.ux + dz * box.uz, dz * box.ux - dx * box.uz, box)
    return eaves + rise * Math.min(1, Math.max(0, share))
  }
  const halves = new Int16Array(cover.length)
  const slope = new Uint8Array(cover.length)
  for (let cell = 0; cell < cover.length; cell++) {
    if (cover[cell] === 0) continue
    const x = minX + (cell % width) + 0.5
    const z = minZ + Math.floor(cell / width) + 0.5
    halves[cell] = Math.max(LEAST_HALVES, Math.round(2 * height(x, z)))
    slope[cell] = fallSide(height(x + 0.5, z) - height(x - 0.5, z), height(x, z + 0.5) - height(x, z - 0.5))
  }
  return { halves, slope, flat: shape === 'flat' || rise < 1, chimneys: [] }
}
