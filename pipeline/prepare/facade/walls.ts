import { cellRole } from '#pipeline/model/shard.ts'
import type { CellGrid } from '../building/footprint.ts'
import { simplifyRing } from './simplify.ts'

/** A straight piece of outline, in blocks. */
export interface Facade {
  ax: number
  az: number
  /** Unit vector along it. */
  ux: number
  uz: number
  /** Whole blocks of wall along it. */
  length: number
  /** Wall cells, one for each block along it: the cell nearest to that block's middle; −1 where none is. */
  cells: Int32Array
}

const OUTLINE_TOLERANCE = 0.9

/** The straight facades of a building, outer walls and courtyards alike. */
export function facadesOf(polygons: Float64Array[][]): Facade[] {
  return polygons.flat().flatMap((ring) => {
    const corners = simplifyRing(ring, OUTLINE_TOLERANCE)
    const facades: Facade[] = []
    for (let i = 0; i + 3 < corners.length; i += 2) {
      const [dx, dz] = [corners[i + 2] - corners[i], corners[i + 3] - corners[i + 1]]
      const exact = Math.hypot(dx, dz)
      const length = Math.max(1, Math.round(exact))
      if (exact > 0.5) facades.push({ ax: corners[i], az: corners[i + 1], ux: dx / exact, uz: dz / exact, length, cells: new Int32Array(length).fill(-1) })
    }
    return facades
  })
}

/**
 * The role of each cell: inside, or wall where a side of it is not the building's; party wall where that side is
 * another building's. Walls are watertight face by face. Each facade is told its cells.
 */
export function wallRoles(grid: CellGrid, isTaken: (x: number, z: number) => boolean, facades: readonly Facade[]): Uint8Array {
  const { minX, minZ, width, depth, cover } = grid
  const role = new Uint8Array(cover.length)
  const isOurs = (x: number, z: number) => x >= 0 && z >= 0 && x < width && z < depth && cover[z * width + x] === 1
  const nearest = facades.map(({ length }) => new Float32Array(length).fill(Infinity))
  for (let z = 0; z < depth; z++)
    for (let x = 0; x < width; x++) {
      const cell = z * width + x
      if (cover[cell] === 0) continue
      let open = 0
      let taken = 0
      for (const [dx, dz] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        if (isOurs(x + dx, z + dz)) continue
        if (isTaken(minX + x + dx, minZ + z + dz)) taken++
        else open++
      }
      role[cell] = open + taken === 0 ? cellRole.inside : open === 0 ? cellRole.party : cellRole.wall
      if (open > 0) assign({ facades, nearest, cell, x: minX + x + 0.5, z: minZ + z + 0.5 })
    }
  return role
}

/** Tells the facade a wall cell lies along which of its blocks the cell is, if it is nearer the block's middle than another. */
function assign({ facades, nearest, cell, x, z }: { facades: readonly Facade[]; nearest: readonly Float32Array[]; cell: number; x: number; z: number }): void {
  let best = -1
  let least = 1.5
  let along = 0
  for (const [index, { ax, az, ux, uz, length }] of facades.entries()) {
    const t = (x - ax) * ux + (z - az) * uz
    if (t < 0 || t > length) continue
    const away = Math.abs((z - az) * ux - (x - ax) * uz)
    if (away < least) [least, best, along] = [away, index, t]
  }
  if (best < 0) return
  const facade = facades[best]
  const block = Math.min(facade.length - 1, Math.floor(along))
  const off = Math.abs(along - block - 0.5) + 0.01 * least
  if (off >= nearest[best][block]) return
  nearest[best][block] = off
  facade.cells[block] = cell
}
