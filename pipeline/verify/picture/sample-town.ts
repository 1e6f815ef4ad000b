import type { SampleWorld } from '../read/sample-world.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'

/** Side of the sample town in blocks; every side ends in flat ground, so that towns can stand beside each other. */
export const TOWN = 128
const GROUND = 64

const WALLS = ['yellow_terracotta', 'bricks', 'white_terracotta', 'pink_terracotta', 'smooth_sandstone', 'light_gray_terracotta']
const CROWNS = ['oak', 'birch', 'spruce']

/** A small town at (x0, z0): a hill in the north-west, a canal in the south, streets, houses, a church, trees. */
export function buildTown(world: SampleWorld, { x0 = 0, z0 = 0, floor = 48 }: { x0?: number; z0?: number; floor?: number } = {}): void {
  const set = (x: number, y: number, z: number, block: string) => world.set(x0 + x, y, z0 + z, block)
  const fill = (a: [number, number, number], b: [number, number, number], block: string) =>
    world.fill([x0 + a[0], a[1], z0 + a[2]], [x0 + b[0], b[1], z0 + b[2]], block)
  const height = (x: number, z: number) => GROUND + Math.round(14 * Math.max(0, 1 - Math.hypot(x - 28, z - 24) / 24) ** 1.3)
  for (let x = 0; x < TOWN; x++)
    for (let z = 0; z < TOWN; z++) {
      const top = height(x, z)
      fill([x, floor, z], [x, top - 4, z], 'stone')
      fill([x, top - 3, z], [x, top - 1, z], 'dirt')
      set(x, top, z, top > 74 ? 'stone' : 'grass_block')
      if (hashAt(9, x, z) % 40 === 0 && top < 74) set(x, top + 1, z, hashAt(8, x, z) % 6 === 0 ? 'poppy' : 'short_grass')
    }
  // The canal: quays of stone bricks, water three deep, a bridge.
  fill([0, 60, 100], [127, 64, 101], 'stone_bricks')
  fill([0, 60, 114], [127, 64, 115], 'stone_bricks')
  fill([0, 61, 102], [127, 64, 113], 'air')
  fill([0, 60, 102], [127, 60, 113], 'gravel')
  fill([0, 61, 102], [127, 63, 113], 'water')
  fill([60, 65, 100], [67, 65, 115], 'smooth_stone')
  for (const x of [60, 67]) fill([x, 66, 100], [x, 66, 115], 'andesite_wall[north=low,south=low,up=true]')
  // Streets with pavements; one with a tram.
  fill([0, 64, 84], [127, 64, 95], 'gray_concrete')
  for (const z of [84, 85, 94, 95]) fill([0, 64, z], [127, 64, z], 'smooth_stone')
  for (let x = 0; x < TOWN; x += 5) fill([x, 64, 90], [x + 1, 64, 90], 'white_concrete')
  fill([60, 64, 0], [67, 64, 83], 'gray_concrete')
  for (const x of [62, 65]) fill([x, 65, 0], [x, 65, 83], 'rail[shape=north_south]')
  for (let i = 0; i < 8; i += 2) fill([60 + i, 64, 80], [60 + i, 64, 82], 'white_concrete')
  for (let i = 0; i < 6; i++) {
    house(world, { x: x0 + 2 + i * 9 + (i > 2 ? 32 : 0) + (i > 2 ? 14 : 0), z: z0 + 70, width: 9, depth: 13, storeys: 3 + (i % 2), wall: WALLS[i] })
    if (i > 1) house(world, { x: x0 + 72 + i * 9, z: z0 + 40, width: 8, depth: 10, storeys: 2, wall: WALLS[(i + 3) % 6] })
  }
  church(world, x0 + 80, z0 + 12)
  for (let i = 0; i < 40; i++) {
    const x = 4 + (hashAt(1, i, 0) % 50)
    const z = 4 + (hashAt(2, i, 0) % 56)
    tree(world, { x: x0 + x, y: height(x, z), z: z0 + z, kind: CROWNS[hashAt(3, i, 0) % 3] })
  }
  for (let x = 6; x < TOWN; x += 15) {
    fill([x, 65, 96], [x, 67, 96], 'andesite_wall[up=true]')
    set(x, 68, 96, 'sea_lantern')
    if (x % 2 === 0) tree(world, { x: x0 + x + 6, y: GROUND, z: z0 + 98, kind: 'oak' })
  }
  set(58, 65, 83, 'oak_sign[rotation=0]')
  world.sign([x0 + 58, 65, z0 + 83], ['"Kanalgatan"', '""', '""', '""'])
}

interface House {
  x: number
  z: number
  width: number
  depth: number
  storeys: number
  wall: string
}

/** A gabled house whose ridge runs west to east, with its door in the south. */
function house(world: SampleWorld, { x, z, width, depth, storeys, wall }: House): void {
  const eaves = GROUND + storeys * 4
  const roof = storeys % 2 ? 'brick' : 'polished_blackstone_brick'
  world.fill([x, GROUND, z], [x + width - 1, GROUND, z + depth - 1], 'stone_bricks')
  world.fill([x, GROUND + 1, z], [x + width - 1, eaves, z + depth - 1], wall)
  world.fill([x + 1, GROUND + 1, z + 1], [x + width - 2, eaves, z + depth - 2], 'air')
  for (let storey = 0; storey < storeys; storey++) {
    const y = GROUND + 1 + storey * 4
    world.fill([x + 1, y + 3, z + 1], [x + width - 2, y + 3, z + depth - 2], 'spruce_planks')
    world.fill([x, y + 3, z + depth - 1], [x + width - 1, y + 3, z + depth - 1], storey === 0 ? 'smooth_quartz' : wall)
    for (let i = 2; i < width - 1; i += 2)
      for (const side of [z, z + depth - 1]) world.fill([x + i, y + 1, side], [x + i, y + 2, side], storey % 2 ? 'glass' : 'glass_pane[east=true,west=true]')
  }
  const door = x + (width >> 1) - 1
  world.set(door, GROUND + 1, z + depth - 1, 'oak_door[facing=south,half=lower]')
  world.set(door, GROUND + 2, z + depth - 1, 'oak_door[facing=south,half=upper]')
  for (let i = 0; i <= depth >> 1; i++) {
    const y = eaves + 1 + i
    if (i === depth >> 1) {
      world.fill([x, y, z + i], [x + width - 1, y, z + i], `${roof}_slab[type=bottom]`)
      continue
    }
    world.fill([x, y, z + i], [x + width - 1, y, z + i], `${roof}_stairs[facing=south]`)
    world.fill([x, y, z + depth - 1 - i], [x + width - 1, y, z + depth - 1 - i], `${roof}_stairs[facing=north]`)
    world.fill([x, y, z + i + 1], [x, y, z + depth - 2 - i], wall)
    world.fill([x + width - 1, y, z + i + 1], [x + width - 1, y, z + depth - 2 - i], wall)
  }
}

function church(world: SampleWorld, x: number, z: number): void {
  world.fill([x, GROUND, z], [x + 24, GROUND + 12, z + 10], 'stone_bricks')
  world.fill([x, GROUND, z + 1], [x + 8, GROUND + 24, z + 9], 'white_concrete')
  for (let i = 0; i < 6; i++) world.fill([x + 8, GROUND + 13 + i, z + i], [x + 24, GROUND + 13 + i, z + 10 - i], 'oxidized_cut_copper')
  for (let i = 0; i < 20; i++) {
    const inset = Math.min(4, Math.floor(i / 4))
    world.fill([x + inset, GROUND + 25 + i, z + 1 + inset], [x + 8 - inset, GROUND + 25 + i, z + 9 - inset], 'oxidized_cut_copper')
  }
  for (let i = 10; i < 24; i += 3) for (const side of [z, z + 10]) world.fill([x + i, GROUND + 3, side], [x + i, GROUND + 9, side], 'light_blue_stained_glass')
}

function tree(world: SampleWorld, { x, y, z, kind }: { x: number; y: number; z: number; kind: string }): void {
  const tall = 7 + (hashAt(5, x, z) % 6)
  const leaves = `${kind}_leaves[persistent=true]`
  for (let h = Math.floor(tall * 0.3); h <= tall; h++) {
    const t = (h - tall * 0.3) / (tall * 0.7)
    const radius = kind === 'spruce' ? 2.8 * (1 - t) + 0.6 : (kind === 'birch' ? 2 : 3.1) * Math.sqrt(Math.max(0, 1 - (2 * t - 0.9) ** 2)) + 0.5
    for (let dx = -3; dx <= 3; dx++) for (let dz = -3; dz <= 3; dz++) if (Math.hypot(dx, dz) <= radius) world.set(x + dx, y + h, z + dz, leaves)
  }
  for (let h = 1; h < tall; h++) world.set(x, y + h, z, `${kind}_log[axis=y]`)
}
