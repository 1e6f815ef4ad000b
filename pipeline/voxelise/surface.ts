import { type BlockBox, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { HALO, NO_GROUND, type Shard } from '#pipeline/model/shard.ts'

export const SIDE = REGION_SIZE + 2 * HALO

/** What stands or runs on a column. */
export const USE = { open: 0, water: 1, road: 2, rail: 3, building: 4, pavement: 5 } as const

/** The top of a region and its halo, column by column in rows from the north-west: what painters of the ground write, and columns are filled from. */
export interface Surface {
  region: Region
  /** The region with its halo, in blocks. */
  box: BlockBox
  /** y of the ground's upper face: the first block above it. NO_GROUND outside the world. */
  face: Int16Array
  /** Index in MATERIALS. */
  material: Uint8Array
  /** A state that replaces the material's own top block; 0 is none. */
  top: Uint16Array
  /** y of the water's face; NO_GROUND where dry. */
  water: Int16Array
  use: Uint8Array
  /** Blocks of wall below the top, where a quay or a foundation goes down. */
  wall: Uint8Array
  /** y of a bridge deck's upper face; NO_GROUND where none. */
  deck: Int16Array
  /** Index in MATERIALS of the deck's top. */
  deckMaterial: Uint8Array
  /** What the deck carries at its edges and below. */
  deckPart: Uint8Array
}

export const DECK = { none: 0, way: 1, parapet: 2, pier: 3 } as const

export function createSurface(): Surface {
  const cells = SIDE * SIDE
  return {
    region: { x: 0, z: 0 },
    box: { minX: 0, minZ: 0, maxX: 0, maxZ: 0 },
    face: new Int16Array(cells),
    material: new Uint8Array(cells),
    top: new Uint16Array(cells),
    water: new Int16Array(cells),
    use: new Uint8Array(cells),
    wall: new Uint8Array(cells),
    deck: new Int16Array(cells),
    deckMaterial: new Uint8Array(cells),
    deckPart: new Uint8Array(cells),
  }
}

/** Empties a surface for the next region. */
export function clearSurface(surface: Surface, { region }: Pick<Shard, 'region'>): void {
  const [minX, minZ] = [region.x * REGION_SIZE - HALO, region.z * REGION_SIZE - HALO]
  surface.region = region
  surface.box = { minX, minZ, maxX: minX + SIDE, maxZ: minZ + SIDE }
  surface.face.fill(NO_GROUND)
  surface.water.fill(NO_GROUND)
  surface.deck.fill(NO_GROUND)
  for (const grid of [surface.material, surface.use, surface.wall, surface.deckMaterial, surface.deckPart]) grid.fill(0)
  surface.top.fill(0)
}

/** The index of a column; it must lie in the box. */
export const cellOf = (surface: Surface, x: number, z: number): number => (z - surface.box.minZ) * SIDE + x - surface.box.minX

/** True where people walk or grass grows, and things may stand. */
export function isFree(surface: Surface, x: number, z: number): boolean {
  if (!holds(surface, x, z)) return false
  const i = cellOf(surface, x, z)
  return surface.face[i] !== NO_GROUND && surface.deck[i] === NO_GROUND && (surface.use[i] === USE.open || surface.use[i] === USE.pavement)
}

export const holds = ({ box }: Surface, x: number, z: number): boolean => x >= box.minX && x < box.maxX && z >= box.minZ && z < box.maxZ
