/** For tests: made-up shards, and what becomes of them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MIN_Y, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { GROUND_CLASSES, type GroundClass } from '#pipeline/model/kind.ts'
import { boxOf } from '#pipeline/model/scanline.ts'
import {
  cellRole,
  HALO,
  type PreparedBuilding,
  type PreparedLabel,
  type PreparedRoad,
  type PreparedTree,
  type PreparedWater,
  type Shard,
} from '#pipeline/model/shard.ts'
import { styleSchema } from '#pipeline/model/style.ts'
import type { SignText } from './chunk-window.ts'
import { compileStyle } from './compiled-style.ts'
import { createVoxeliser } from './voxelise.ts'

const STYLE = styleSchema.parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../worlds/styles/nordic.json', import.meta.url)), 'utf8')))
export const COMPILED = compileStyle(STYLE)
const SIDE = REGION_SIZE + 2 * HALO
const SECTION_HEIGHT = 16

export interface Town extends Partial<Omit<Shard, 'region' | 'ground' | 'groundClass' | 'canopy'>> {
  faceAt: (x: number, z: number) => number
  classAt?: (x: number, z: number) => GroundClass
  canopyAt?: (x: number, z: number) => number
}

/** The shard that a region of the town has. */
export function shardOf({ faceAt, classAt = () => 'grass', canopyAt, ...lists }: Town, region: Region = { x: 0, z: 0 }): Shard {
  const [minX, minZ] = [region.x * REGION_SIZE - HALO, region.z * REGION_SIZE - HALO]
  const grid = (valueAt: (x: number, z: number) => number) =>
    Array.from({ length: SIDE * SIDE }, (_, i) => valueAt(minX + (i % SIDE), minZ + Math.floor(i / SIDE)))
  return {
    region,
    ground: Float32Array.from(grid(faceAt)),
    groundClass: Uint8Array.from(grid((x, z) => 1 + GROUND_CLASSES.indexOf(classAt(x, z)))),
    ...(canopyAt && { canopy: Float32Array.from(grid(canopyAt)) }),
    ...{ areas: [], waters: [], roads: [], rails: [], crossings: [], buildings: [], trees: [], labels: [], plans: [], ...lists },
  }
}

export interface Painted {
  /** A block's name at a position of the chunks asked for. */
  at(x: number, y: number, z: number): string
  signs: SignText[]
}

/** Voxelises the north-west corner of a region: a town `reach` blocks wide, with some ground around it. */
export function paint(town: Town, reach = 96): Painted {
  const chunks = new Map<string, Uint16Array>()
  const signs: SignText[] = []
  const faceAt = (x: number, z: number) => (Math.max(x, z) < reach + 32 ? town.faceAt(x, z) : Number.NaN)
  createVoxeliser(COMPILED).region(shardOf({ ...town, faceAt }), ({ x, z, blocks, uniform }, here) => {
    signs.push(...here.map((sign) => ({ ...sign })))
    if (x * 16 >= reach || z * 16 >= reach) return
    const copy = blocks.slice()
    uniform.forEach((state, section) => state >= 0 && copy.fill(state, section * SECTION_HEIGHT * 256, (section + 1) * SECTION_HEIGHT * 256))
    chunks.set(`${x},${z}`, copy)
  })
  return { at: (x, y, z) => nameOf(chunks.get(`${x >> 4},${z >> 4}`)?.[((y - MIN_Y) << 8) | ((z & 15) << 4) | (x & 15)]), signs }
}

export const nameOf = (state: number | undefined): string => COMPILED.table.states[state ?? 0]?.name ?? 'air'

const ringOf = (points: readonly number[]): Float64Array => Float64Array.from([...points, points[0] ?? 0, points[1] ?? 0])

export function water(level: number, points: number[]): PreparedWater {
  const ring = ringOf(points)
  return { layer: 'water', id: `w${points.join()}`, box: boxOf([ring]), polygons: [[ring]], class: 'canal', level }
}

/** A street along x from one end to the other, at the height and on the deck that functions give. */
export function road(
  z: number,
  [from, to]: [number, number],
  { width = 6, faceAt = () => 70, deckAt = () => 0 }: { width?: number; faceAt?: (x: number) => number; deckAt?: (x: number) => number } = {},
): PreparedRoad {
  const xs = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const line = Float64Array.from(xs.flatMap((x) => [x, z]))
  return {
    ...{ layer: 'roads', id: `r${z}`, box: boxOf([line], width / 2 + 3), line },
    ...{ face: Float32Array.from(xs, faceAt), deck: Uint8Array.from(xs, deckAt) },
    ...{ class: 'street', surface: 'asphalt', width, pavement: 2, rank: 5 },
  }
}

export function tree(x: number, z: number, change: Partial<PreparedTree> = {}): PreparedTree {
  const base: PreparedTree = {
    layer: 'trees',
    id: `t${x},${z}`,
    box: { minX: x - 6, minZ: z - 6, maxX: x + 7, maxZ: z + 7 },
    x,
    z,
    species: 'lime',
    height: 12,
    crown: 9,
    canopy: false,
  }
  return { ...base, ...change }
}

export const label = (x: number, z: number, text = 'Storgatan'): PreparedLabel => {
  return { layer: 'roads', id: `l${x},${z}`, box: { minX: x - 4, minZ: z - 4, maxX: x + 5, maxZ: z + 5 }, x, z, kind: 'street', text: [text], rotation: 4 }
}

/** A square house with a flat roof. */
export function house(minX: number, minZ: number, { side = 9, floor = 70, rows = 6 } = {}): PreparedBuilding {
  const cells = side * side
  const isRim = (i: number) => i % side === 0 || i % side === side - 1 || i < side || i >= cells - side
  return {
    ...{ layer: 'buildings', id: `b${minX},${minZ}`, box: { minX, minZ, maxX: minX + side, maxZ: minZ + side }, minX, minZ, width: side, depth: side },
    role: Uint8Array.from({ length: cells }, (_, i) => (isRim(i) ? cellRole.wall : cellRole.inside)),
    roof: new Int16Array(cells).fill(2 * rows),
    ...{ slope: new Uint8Array(cells), facade: new Uint8Array(cells), roofing: 0 },
    ...{ floor, eaves: rows - 1, storeys: [0, 3], type: STYLE.buildings[0].id, flat: true, doors: [], chimneys: [], attributes: {} },
  }
}
