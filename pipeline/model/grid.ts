import { z } from 'zod'

/** Columns along one side of a region, and of a chunk. */
export const REGION_SIZE = 512
export const CHUNK_SIZE = 16

/** What a vanilla overworld holds: block y runs from MIN_Y up to and including MAX_Y. */
export const MIN_Y = -64
export const MAX_Y = 319

const metres512 = z.number().int().multipleOf(512)

/** A municipality's grid: metres ↔ blocks. All its worlds lie on it. */
export const gridSchema = z.strictObject({
  crs: z
    .string()
    .regex(/^EPSG:\d+$/)
    .describe('Projected CRS in metres, as an EPSG code'),
  origin: z
    .strictObject({ easting: metres512, northing: metres512 })
    .describe('The coordinate of block x 0, z 0: whole metres, multiples of 512, near the municipality'),
  heightDatum: z.strictObject({ name: z.string(), crs: z.string().regex(/^EPSG:\d+$/) }).describe('The vertical datum that block y counts from'),
  zeroY: z.number().int().min(-9000).max(1000).default(63).describe('The block y whose lower face is height 0; far below the world where the town lies high'),
})
export type Grid = z.infer<typeof gridSchema>

/** A grid as one world uses it: blocks per metre along the ground and upwards. */
export interface WorldGrid extends Grid {
  scale: number
  verticalScale: number
}

/** A point in blocks: x east, z south, both fractional; whole numbers are the north-west corners of blocks. */
export interface BlockPoint {
  x: number
  z: number
}

/** Metres in the grid's CRS → blocks. */
export function toBlocks(grid: WorldGrid, easting: number, northing: number): BlockPoint {
  return { x: (easting - grid.origin.easting) * grid.scale, z: (grid.origin.northing - northing) * grid.scale }
}

/** Blocks → metres in the grid's CRS. Add 0.5 to a block's whole x and z for its centre. */
export function toMetres(grid: WorldGrid, x: number, z: number): { easting: number; northing: number } {
  return { easting: grid.origin.easting + x / grid.scale, northing: grid.origin.northing - z / grid.scale }
}

/** The column that holds a coordinate: block (x, z) covers easting [E0+x, E0+x+1) and northing (N0−z−1, N0−z]. */
export function columnAt(grid: WorldGrid, easting: number, northing: number): BlockPoint {
  const { x, z } = toBlocks(grid, easting, northing)
  return { x: Math.floor(x), z: Math.floor(z) }
}

/** Height in metres → the y of the face at that height, fractional. */
export function faceY(grid: WorldGrid, heightM: number): number {
  return heightM * grid.verticalScale + grid.zeroY
}

/** Height in metres → the y of the top block of ground at that height. */
export function groundY(grid: WorldGrid, heightM: number): number {
  return Math.round(heightM * grid.verticalScale) + grid.zeroY - 1
}

/** The y of a face → height in metres. */
export function heightOfFace(grid: WorldGrid, y: number): number {
  return (y - grid.zeroY) / grid.verticalScale
}

/** A region by its number: it covers block x [512·x, 512·x+512) and the same in z. */
export interface Region {
  x: number
  z: number
}

/** The regions that a box in blocks touches, row by row from the north-west. Upper bounds are exclusive. */
export function regionsTouching(box: BlockBox): Region[] {
  const regions: Region[] = []
  const last = (n: number) => Math.ceil(n / REGION_SIZE) - 1
  for (let z = Math.floor(box.minZ / REGION_SIZE); z <= last(box.maxZ); z++)
    for (let x = Math.floor(box.minX / REGION_SIZE); x <= last(box.maxX); x++) regions.push({ x, z })
  return regions
}

/** A box in blocks; the upper bounds are exclusive. */
export interface BlockBox {
  minX: number
  minZ: number
  maxX: number
  maxZ: number
}
