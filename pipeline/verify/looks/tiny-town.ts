import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Region, WorldGrid } from '#pipeline/model/grid.ts'
import { cellRole, HALO, type PreparedBuilding, type PreparedRoad, type Shard } from '#pipeline/model/shard.ts'
import { type Style, styleSchema } from '#pipeline/model/style.ts'
import { SampleWorld } from '../read/sample-world.ts'
import { openWorld } from '../read/world.ts'
import { checkLooks } from './check-looks.ts'
import type { Look, LookId } from './look.ts'

/** Towns of a few houses, for tests: blocks by prismarine, the plan by hand. */

/** y of the ground's top block, and of the first free one. */
export const GROUND = -62
export const FACE = GROUND + 1
export const EAVES = 6

export const GRID: WorldGrid = {
  crs: 'EPSG:3007',
  origin: { easting: 0, northing: 0 },
  heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
  zeroY: 63,
  scale: 1,
  verticalScale: 1,
}

export const STYLE: Style = styleSchema.parse(JSON.parse(readFileSync(new URL('../../../worlds/styles/nordic.json', import.meta.url), 'utf8')))

/** Ground of one block between two corners, the upper ones excluded. */
export function ground(sample: SampleWorld, [x0, z0]: [number, number], [x1, z1]: [number, number], block = 'stone'): void {
  sample.fill([x0, -64, z0], [x1 - 1, GROUND, z1 - 1], block)
}

export function shardWith(parts: Partial<Shard> = {}, region: Region = { x: 0, z: 0 }): Shard {
  const cells = (512 + 2 * HALO) ** 2
  const empty = { areas: [], waters: [], roads: [], rails: [], crossings: [], buildings: [], trees: [], labels: [], plans: [] }
  return { region, ground: new Float32Array(cells), groundClass: new Uint8Array(cells), ...empty, ...parts }
}

export interface HousePlan {
  id: string
  minX: number
  minZ: number
  width?: number
  depth?: number
  type?: string
}

/** A box of a house: corners, walls, and the inside, under a flat roof. */
export function house({ id, minX, minZ, width = 8, depth = 8, type = 'unknown' }: HousePlan): PreparedBuilding {
  const role = Uint8Array.from({ length: width * depth }, (_, i) => {
    const [x, z] = [i % width, Math.floor(i / width)]
    const sides = Number(x === 0 || x === width - 1) + Number(z === 0 || z === depth - 1)
    return sides === 0 ? cellRole.inside : sides === 1 ? cellRole.wall : cellRole.corner
  })
  return {
    layer: 'buildings',
    id,
    box: { minX, minZ, maxX: minX + width, maxZ: minZ + depth },
    minX,
    minZ,
    width,
    depth,
    role,
    roof: new Int16Array(role.length).fill(2 * EAVES),
    slope: new Uint8Array(role.length),
    facade: new Uint8Array(role.length),
    roofing: 0,
    floor: FACE,
    eaves: EAVES,
    storeys: [0, 3],
    type,
    flat: true,
    doors: [],
    chimneys: [],
    attributes: {},
  }
}

export interface HouseLook {
  wall?: string
  roof?: string
  /** Every so many columns of wall is a window, from the second row to the eaves. */
  glassEvery?: number
}

/** Sets a house's blocks: walls, windows, and a roof on the row of its eaves. */
export function raise(
  sample: SampleWorld,
  { minX, minZ, width, depth, role }: PreparedBuilding,
  { wall = 'bricks', roof = 'gray_concrete', glassEvery = 0 }: HouseLook = {},
): void {
  for (let i = 0; i < width * depth; i++) {
    const [x, z] = [minX + (i % width), minZ + Math.floor(i / width)]
    const isGlass = glassEvery > 0 && role[i] === cellRole.wall && (x + z) % glassEvery === 0
    if (role[i] !== cellRole.inside) for (let y = FACE; y < FACE + EAVES; y++) sample.set(x, y, z, isGlass && y > FACE ? 'glass' : wall)
    sample.set(x, FACE + EAVES, z, roof)
  }
}

/** A street along z through points of x, in steps of one block. */
export function street(id: string, z: number, [from, to]: [number, number], parts: Partial<PreparedRoad> = {}): PreparedRoad {
  const line = Float64Array.from({ length: 2 * (to - from + 1) }, (_, i) => (i % 2 === 0 ? from + i / 2 + 0.5 : z + 0.5))
  const steps = line.length / 2
  const face = new Float32Array(steps).fill(FACE)
  const box = { minX: from, minZ: z - 5, maxX: to + 1, maxZ: z + 6 }
  const deck = new Uint8Array(steps)
  return { layer: 'streets', id, box, line, face, deck, class: 'street', surface: 'asphalt', width: 5, pavement: 1, rank: 70, ...parts }
}

/** Saves the town, reads it back and checks it; the first result of each check. */
export async function looksOf(sample: SampleWorld, shards: Shard | Shard[]): Promise<Record<LookId, Look>> {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-looks-'))
  try {
    await sample.save(folder)
    const all = [shards].flat()
    const shardOf = ({ x, z }: Region) => all.find(({ region }) => region.x === x && region.z === z)!
    const looks = await checkLooks({ world: openWorld(folder), regions: all.map(({ region }) => region), shardOf, grid: GRID, style: STYLE })
    return Object.fromEntries(looks.toReversed().map((look) => [look.id, look])) as Record<LookId, Look>
  } finally {
    rmSync(folder, { recursive: true })
  }
}
