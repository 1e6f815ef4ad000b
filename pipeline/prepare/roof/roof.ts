import type { CellGrid } from '../building/footprint.ts'

/** A roof on the cells of a footprint. */
export interface Roof {
  /** Top per cell, in half blocks above the floor. */
  halves: Int16Array
  /** On slopes as steep as stairs the side they fall to: 1 north, 2 south, 3 west, 4 east; else 0. */
  slope: Uint8Array
  flat: boolean
  chimneys: { cell: number; top: number }[]
}

/** A roof falls as steeply as stairs from this rise on, in blocks a block. */
const STAIRS = 0.75

/** The side a plane with rises gx (eastward) and gz (southward) falls to, or 0 where it is not steep. */
export function fallSide(gx: number, gz: number): number {
  if (Math.max(Math.abs(gx), Math.abs(gz)) < STAIRS) return 0
  if (Math.abs(gz) >= Math.abs(gx)) return gz > 0 ? 1 : 2
  return gx > 0 ? 3 : 4
}

/** Cells of a footprint that a step in any of eight directions does not leave. */
export function innerCells({ width, depth, cover }: CellGrid): Uint8Array {
  const inner = new Uint8Array(cover.length)
  for (let z = 1; z + 1 < depth; z++)
    for (let x = 1; x + 1 < width; x++) {
      const i = z * width + x
      if (cover[i] === 0) continue
      let whole = 1
      for (let dz = -width; dz <= width; dz += width) whole &= cover[i + dz - 1] & cover[i + dz] & cover[i + dz + 1]
      inner[i] = whole
    }
  return inner
}
