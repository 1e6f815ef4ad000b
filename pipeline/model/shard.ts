import type { BlockBox, Region } from './grid.ts'
import type { AttributeValue } from './feature.ts'

/** Columns beside a region that its shard also holds, so that what is derived from neighbours agrees across borders. */
export const HALO = 16

/** Height of a column that has no ground. */
export const NO_GROUND = -32768

/** Everything one region needs. Grids are (512 + 2·HALO)² in rows from the north-west; shapes are in blocks. */
export interface Shard {
  region: Region
  /** Face of the ground in blocks, fractional; NaN outside the world. */
  ground: Float32Array
  /** Crown height above ground in blocks; 0 is none. Absent where no canopy is given. */
  canopy?: Float32Array
  /** 1 + index in GROUND_CLASSES; 0 is unknown. */
  groundClass: Uint8Array
  /** Sorted by (layer order, layer, id). */
  areas: PreparedArea[]
  waters: PreparedWater[]
  roads: PreparedRoad[]
  rails: PreparedRail[]
  crossings: PreparedCrossing[]
  buildings: PreparedBuilding[]
  trees: PreparedTree[]
  labels: PreparedLabel[]
  plans: PreparedArea[]
}

export interface Prepared {
  layer: string
  id: string
  /** What it can touch. */
  box: BlockBox
}

/** Closed rings, x and z interleaved in blocks, outer ring first. */
export type Polygons = Float64Array[][]

export interface PreparedArea extends Prepared {
  polygons: Polygons
  class: string
  name?: string
}

export interface PreparedWater extends Prepared {
  polygons: Polygons
  class: string
  /** y of the water's face. */
  level: number
}

/** A line with a height at every step: what a street or a track follows. */
export interface Profile {
  /** x, z in blocks, interleaved; steps of about one block. */
  line: Float64Array
  /** Face height in blocks at each point of the line. */
  face: Float32Array
  /** 1 where the point is on a bridge deck. */
  deck: Uint8Array
}

export interface PreparedRoad extends Prepared, Profile {
  class: string
  surface: string
  /** Carriageway and one pavement, in blocks. */
  width: number
  pavement: number
  /** Higher is painted later. */
  rank: number
}

export interface PreparedRail extends Prepared, Profile {
  class: string
}

export interface PreparedCrossing extends Prepared {
  x: number
  z: number
}

/** Cells of a building's bounding box, in rows from the north-west. */
export interface PreparedBuilding extends Prepared {
  minX: number
  minZ: number
  width: number
  depth: number
  /** Per cell: see `cellRole`. */
  role: Uint8Array
  /** Roof top per cell, in half blocks above `floor`. */
  roof: Int16Array
  /** Per cell, on roofs as steep as stairs: the side they fall to, 1 north, 2 south, 3 west, 4 east; else 0. */
  slope: Uint8Array
  /** Per cell: which of the type's facades it wears; several in a footprint dressed as a row of houses. */
  facade: Uint8Array
  /** Which of the type's facades gives the whole roof its look. */
  roofing: number
  /** y of the first free block of the ground floor. */
  floor: number
  /** Rows of wall above the floor at the eaves. */
  eaves: number
  /** First row of each storey, above the floor; the first is 0. */
  storeys: number[]
  /** Id of the building type in the style. */
  type: string
  flat: boolean
  doors: Door[]
  /** Cells with a chimney, and its top in half blocks above the floor. */
  chimneys: { cell: number; top: number }[]
  attributes: Readonly<Record<string, AttributeValue>>
}

export interface Door {
  x: number
  z: number
  /** The side it opens to. */
  facing: Side
}

export type Side = 'north' | 'south' | 'west' | 'east'

export const cellRole = { outside: 0, inside: 1, wall: 2, window: 3, corner: 4, party: 5, door: 6 } as const

export interface PreparedTree extends Prepared {
  x: number
  z: number
  species: string
  /** Blocks above ground. */
  height: number
  crown: number
  /** True where it was found in a canopy raster, which has its crown. */
  canopy: boolean
}

export interface PreparedLabel extends Prepared {
  x: number
  z: number
  /** y of the block the sign stands on is the column's ground. */
  text: string[]
  kind: 'street' | 'place'
  /** Sixteenths of a turn, 0 is south. */
  rotation: number
}
