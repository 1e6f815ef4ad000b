import { CHUNK_SIZE } from '#pipeline/model/grid.ts'
import { cellRole, type Door, NO_GROUND, type PreparedBuilding, type Side } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import { type CompiledBuilding, type CompiledFacade, type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { cellOf, holds, type Surface, USE } from '../surface.ts'

/** By the number of the side a roof falls to, the side its stairs face. */
const UPHILL: readonly (Side | undefined)[] = [undefined, 'south', 'north', 'east', 'west']
const OUT: Record<Side, readonly [number, number]> = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] }
/** Rows a door's foot may lie under or over the floor. */
const DOOR_REACH = 2
/** A step of this many rows in a roof is a wall: a tower’s, or a higher part’s. */
const WALL_STEP = 3
/** Rows of a shop window. */
const SHOP_WINDOW = 3
/** Every this many blocks, each way, a storey's ceiling has a light. */
const LIGHT_EVERY = 8

/** Takes a building's columns: its floor is level, nothing else stands there. */
export function claimBuildings(surface: Surface, buildings: readonly PreparedBuilding[]): void {
  const material = materialIndex('building')
  for (const { minX, minZ, width, depth, role, floor } of buildings)
    for (let dz = 0; dz < depth; dz++)
      for (let dx = 0; dx < width; dx++) {
        if (role[dz * width + dx] === cellRole.outside || !holds(surface, minX + dx, minZ + dz)) continue
        const i = cellOf(surface, minX + dx, minZ + dz)
        if (surface.face[i] === NO_GROUND) continue
        surface.wall[i] = Math.min(64, Math.max(surface.wall[i], floor - surface.face[i] + 1))
        surface.face[i] = floor
        surface.material[i] = material
        surface.top[i] = 0
        surface.use[i] = USE.building
        surface.water[i] = NO_GROUND
      }
}

/** A building inside one chunk: walls with windows, floors, a roof of its own heights, chimneys, doors. */
export function paintBuilding(window: ChunkWindow, building: PreparedBuilding, surface: Surface, compiled: CompiledStyle): void {
  const look = compiled.buildings.get(building.type)!
  const { minX, minZ, width, depth } = building
  const light = compiled.blocks.light
  const roofing = look.facades[building.roofing % look.facades.length]
  const place: Place = { window, building, look, facade: roofing, roofing, x: 0, z: 0, cell: 0 }
  const toX = Math.min(minX + width, window.minX + CHUNK_SIZE)
  const toZ = Math.min(minZ + depth, window.minZ + CHUNK_SIZE)
  for (let z = Math.max(minZ, window.minZ); z < toZ; z++)
    for (let x = Math.max(minX, window.minX); x < toX; x++) {
      const cell = (z - minZ) * width + x - minX
      const role = building.role[cell]
      if (role === cellRole.outside || surface.face[cellOf(surface, x, z)] === NO_GROUND) continue
      place.facade = look.facades[building.facade[cell] % look.facades.length]
      place.x = x
      place.z = z
      place.cell = cell
      if (role === cellRole.inside) paintInside(place, light)
      else paintWall(place, role)
      paintRoof(place, role !== cellRole.inside)
    }
  for (const chimney of building.chimneys) paintChimney(window, building, chimney, compiled.blocks.chimney)
  for (const door of building.doors) paintDoor({ window, building, look, surface }, door)
}

/** One column of a building; one object for all, moved along. */
interface Place {
  window: ChunkWindow
  building: PreparedBuilding
  look: CompiledBuilding
  facade: CompiledFacade
  roofing: CompiledFacade
  x: number
  z: number
  cell: number
}

/** Whole rows under the roof's top block. */
const rowsBelowRoof = ({ building, cell }: Pick<Place, 'building' | 'cell'>): number => Math.max(1, (building.roof[cell] + 1) >> 1) - 1

function paintInside({ window, building, look, x, z, cell }: Place, light: number): void {
  const rows = rowsBelowRoof({ building, cell })
  const lit = x % LIGHT_EVERY === 0 && z % LIGHT_EVERY === 0
  for (let storey = 1; storey < building.storeys.length; storey++) {
    const row = building.storeys[storey] - 1
    if (row < rows) window.set(x, building.floor + row, z, lit ? light : look.floor)
  }
}

function paintWall({ window, building, look, facade, x, z, cell }: Place, role: number): void {
  const { floor, eaves, storeys } = building
  const rows = rowsBelowRoof({ building, cell })
  window.column(x, z, floor, floor + rows, facade.wall)
  const groundRows = storeys[1] ?? Math.min(rows, 3)
  if (facade.ground !== facade.wall) window.column(x, z, floor, floor + Math.min(rows, groundRows), facade.ground)
  if (rows > 0) window.set(x, floor, z, facade.plinth)
  if (role === cellRole.party) return
  if (storeys.length >= 3 && groundRows - 1 < rows) window.set(x, floor + groundRows - 1, z, facade.trim)
  if (eaves - 1 < rows && eaves > 3) window.set(x, floor + eaves - 1, z, facade.trim)
  if (role !== cellRole.window) return
  const { shop, window: opening } = look.style
  for (let storey = 0; storey < storeys.length; storey++) {
    const from = storeys[storey] + 1
    const ceiling = (storeys[storey + 1] ?? eaves) - (storey === 0 && storeys.length >= 3 ? 1 : 0)
    const height = shop && storey === 0 && storeys.length > 1 ? SHOP_WINDOW : opening.height
    for (let row = from; row < Math.min(from + height, ceiling, rows, eaves); row++) window.set(x, floor + row, z, look.glass)
  }
}

function paintRoof({ window, building, look, facade, roofing, x, z, cell }: Place, isWall: boolean): void {
  const { floor, flat } = building
  const top = building.roof[cell]
  const row = rowsBelowRoof({ building, cell })
  const lowest = Math.min(row, lowestBeside(building, cell))
  const rises = row - lowest >= WALL_STEP || (isWall && row > building.eaves)
  for (let y = lowest; y < row; y++) window.set(x, floor + y, z, rises || (isWall && y < building.eaves) ? facade.wall : roofing.roof.block)
  const uphill = UPHILL[building.slope[cell]]
  const isHalf = (top & 1) === 1
  window.set(x, floor + row, z, uphill ? roofing.roof.stairs[uphill] : isHalf ? roofing.roof.slab : roofing.roof.block)
  if (flat && isWall && look.style.parapet && isOutermost(building, cell)) window.set(x, floor + row + 1, z, facade.trim)
}

/** The lowest roof row beside a cell, so that no gap is left in a steep roof; the cell's own where it stands at the rim. */
function lowestBeside(building: PreparedBuilding, cell: number): number {
  const { width, depth, role } = building
  const x = cell % width
  const z = (cell - x) / width
  let lowest = Infinity
  if (x > 0 && role[cell - 1] !== 0) lowest = Math.min(lowest, rowsBelowRoof({ building, cell: cell - 1 }))
  if (x + 1 < width && role[cell + 1] !== 0) lowest = Math.min(lowest, rowsBelowRoof({ building, cell: cell + 1 }))
  if (z > 0 && role[cell - width] !== 0) lowest = Math.min(lowest, rowsBelowRoof({ building, cell: cell - width }))
  if (z + 1 < depth && role[cell + width] !== 0) lowest = Math.min(lowest, rowsBelowRoof({ building, cell: cell + width }))
  return lowest
}

/** A parapet stands where a roof is not lower than those of its own building beside it. */
function isOutermost(building: PreparedBuilding, cell: number): boolean {
  return lowestBeside(building, cell) >= rowsBelowRoof({ building, cell }) - 1
}

function paintChimney(window: ChunkWindow, building: PreparedBuilding, { cell, top }: { cell: number; top: number }, block: number): void {
  const x = building.minX + (cell % building.width)
  const z = building.minZ + Math.floor(cell / building.width)
  if (window.has(x, z)) window.column(x, z, building.floor + rowsBelowRoof({ building, cell }), building.floor + (top >> 1), block)
}

/** A door at the height of the ground before it, with room to walk in. */
function paintDoor(
  { window, building, look, surface }: { window: ChunkWindow; building: PreparedBuilding; look: CompiledBuilding; surface: Surface },
  { x, z, facing }: Door,
): void {
  const [dx, dz] = OUT[facing]
  if (!window.has(x, z) && !window.has(x - dx, z - dz)) return
  if (!holds(surface, x + dx, z + dz)) return
  const outside = surface.face[cellOf(surface, x + dx, z + dz)]
  if (Math.abs(outside - building.floor) > DOOR_REACH) return
  const [lower, upper] = look.doors[facing]
  window.set(x, outside, z, lower)
  window.set(x, outside + 1, z, upper)
  for (const y of [outside, outside + 1]) window.set(x - dx, y, z - dz, 0)
}
