import { cellRole, type Door, type Side } from '#pipeline/model/shard.ts'
import type { CellGrid } from '../building/footprint.ts'
import type { Facade } from './walls.ts'

/** How far before a facade a street is looked for, in blocks. */
const STREET_REACH = 24
/** A facade shorter than this has no door, unless none is longer. */
const LEAST_LENGTH = 4
/** Beyond this share farther from a street than the nearest facade, a facade has no doors of its own. */
const NEAR = 10

const SIDES: readonly [Side, number, number][] = [
  ['north', 0, -1],
  ['south', 0, 1],
  ['west', -1, 0],
  ['east', 1, 0],
]

export interface DoorPlan {
  grid: CellGrid
  role: Uint8Array
  facades: readonly Facade[]
  /** Blocks between doors along a street. */
  every: number
  /** True where another building stands, or water: nobody can come from there. */
  isBlocked: (x: number, z: number) => boolean
  isStreet: (x: number, z: number) => boolean
}

/** Doors towards the street, one every so many blocks, at least one; each in a wall cell with free ground before it. Marks their cells. */
export function placeDoors(plan: DoorPlan): Door[] {
  const ranked = plan.facades
    .filter((facade) => facade.length >= LEAST_LENGTH)
    .map((facade) => ({ facade, street: streetDistance(facade, plan) }))
    .sort((a, b) => a.street - b.street || b.facade.length - a.facade.length)
  const doors: Door[] = []
  for (const { facade, street } of ranked) {
    if (doors.length > 0 && (street > STREET_REACH || street > ranked[0].street + NEAR)) break
    const count = doors.length === 0 ? Math.max(1, Math.round(facade.length / plan.every)) : Math.floor(facade.length / plan.every)
    for (let n = 0; n < count; n++) {
      const door = doorNear(facade, Math.floor(((n + 0.5) * facade.length) / count), plan)
      if (door) doors.push(door)
    }
  }
  return doors
}

function streetDistance({ ax, az, ux, uz, length }: Facade, { isStreet, grid }: DoorPlan): number {
  const [mx, mz] = [ax + (ux * length) / 2, az + (uz * length) / 2]
  const isInside = (side: number) => {
    const [x, z] = [Math.floor(mx - uz * side * 1.5) - grid.minX, Math.floor(mz + ux * side * 1.5) - grid.minZ]
    return x >= 0 && z >= 0 && x < grid.width && z < grid.depth && grid.cover[z * grid.width + x] === 1
  }
  const out = isInside(1) ? -1 : 1
  for (let away = 2; away <= STREET_REACH; away += 2) if (isStreet(Math.floor(mx - uz * out * away), Math.floor(mz + ux * out * away))) return away
  return STREET_REACH + 1
}

function doorNear({ cells, length }: Facade, wanted: number, { grid, role, isBlocked }: DoorPlan): Door | undefined {
  for (let off = 0; off < length; off++)
    for (const t of off === 0 ? [wanted] : [wanted - off, wanted + off]) {
      const cell = t >= 1 && t < length - 1 ? cells[t] : -1
      if (cell < 0 || role[cell] === cellRole.party || role[cell] === cellRole.corner || role[cell] === cellRole.door) continue
      const x = grid.minX + (cell % grid.width)
      const z = grid.minZ + Math.floor(cell / grid.width)
      const side = openSide(grid, x, z, isBlocked)
      if (!side) continue
      role[cell] = cellRole.door
      return { x, z, facing: side }
    }
  return undefined
}

/** The one side of a wall cell with free ground before it and a room behind it. */
function openSide(grid: CellGrid, x: number, z: number, isBlocked: (x: number, z: number) => boolean): Side | undefined {
  const isOurs = (cx: number, cz: number) => {
    const [gx, gz] = [cx - grid.minX, cz - grid.minZ]
    return gx >= 0 && gz >= 0 && gx < grid.width && gz < grid.depth && grid.cover[gz * grid.width + gx] === 1
  }
  for (const [side, dx, dz] of SIDES)
    if (!isOurs(x + dx, z + dz) && !isBlocked(x + dx, z + dz) && !isBlocked(x + 2 * dx, z + 2 * dz) && isOurs(x - dx, z - dz)) return side
  return undefined
}
