import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { HeightmapScanner, heightmapFlags } from '#pipeline/formats/anvil/heightmaps.ts'
import { JAVA_PROFILES } from '#pipeline/formats/anvil/profile.ts'
import { regionFileName } from '#pipeline/formats/anvil/region-builder.ts'
import { BlockTable } from '#pipeline/model/block.ts'
import { SCHOOL_RULES } from './game-rules.ts'
import { levelFiles } from './level.ts'
import { VOID } from './outside.ts'
import { play, type Play } from './play-test.ts'
import { createJavaRegionEncoder } from './region.ts'

const profile = JAVA_PROFILES['java-1.21.4']
const GROUND = 63

/** Blocks laid on flat ground, in boxes with both ends included; later ones cover earlier. */
const HOUSE: [block: string, from: [number, number, number], to: [number, number, number]][] = [
  ['bricks', [-7, 64, 3], [-2, 67, 8]],
  ['air', [-6, 64, 4], [-3, 67, 7]],
  ['oak_door[facing=south,half=lower]', [-4, 64, 8], [-4, 64, 8]],
  ['oak_door[facing=south,half=upper]', [-4, 65, 8], [-4, 65, 8]],
  ['glass_pane[north=true,south=true]', [-2, 65, 5], [-2, 65, 6]],
  ['brick_stairs[facing=east,half=top,shape=outer_left]', [-8, 67, 3], [-8, 67, 3]],
  ['stone_slab[type=top]', [-7, 68, 3], [-2, 68, 8]],
  ['oak_sign[rotation=4]', [2, 64, 9], [2, 64, 9]],
  ['oak_leaves[distance=1]', [0, 66, -20], [1, 68, -17]],
  ['water', [10, 63, 10], [14, 63, 14]],
]

/** Four regions meet at the origin; the ground covers six chunks each way. */
function writeWorld(folder: string): void {
  const table = new BlockTable()
  const stone = table.id('stone')
  const grass = table.id('grass_block')
  const house = HOUSE.map(([block, from, to]) => ({ id: table.id(block), from, to }))
  const encoder = createJavaRegionEncoder([profile], table.states)
  const scanner = new HeightmapScanner(heightmapFlags(table.states))
  mkdirSync(join(folder, profile.regionFolder))
  for (const region of [-1, 0].flatMap((z) => [-1, 0].map((x) => ({ x, z })))) {
    encoder.start(region)
    for (let z = region.z * 6; z < region.z * 6 + 6; z++)
      for (let x = region.x * 6; x < region.x * 6 + 6; x++) {
        const chunk = { ...createChunkBlocks(profile), x, z }
        chunk.uniform.fill(stone, 0, 7)
        chunk.uniform.fill(-1, 7, 9)
        chunk.blocks.fill(stone, 7 * 4096, (GROUND + 64) * 256)
        chunk.blocks.fill(grass, (GROUND + 64) * 256, (GROUND + 65) * 256)
        for (const { id, from, to } of house)
          for (let y = from[1]; y <= to[1]; y++)
            for (let bz = Math.max(from[2], z * 16); bz <= Math.min(to[2], z * 16 + 15); bz++)
              for (let bx = Math.max(from[0], x * 16); bx <= Math.min(to[0], x * 16 + 15); bx++) chunk.blocks[(y + 64) * 256 + (bz & 15) * 16 + (bx & 15)] = id
        scanner.scan(chunk)
        encoder.add(chunk, x === 0 && z === 0 ? [{ x: 2, y: 64, z: 9, lines: ['Välkommen', 'till Haga'] }] : [])
      }
    writeFileSync(join(folder, profile.regionFolder, regionFileName(region)), encoder.finish()[0].bytes)
  }
  const level = {
    spawn: { x: 5, y: 64, z: 5, angle: 0 },
    gameRules: SCHOOL_RULES,
    gameType: 'creative',
    difficulty: 'peaceful',
    allowCommands: true,
    outside: VOID,
  } as const
  for (const { path, bytes } of levelFiles(profile, { ...level, name: 'Haga', border: { centerX: 0, centerZ: 0, size: 192 } }))
    writeFileSync(join(folder, path), bytes)
}

let folder: string
let game: Play

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'joins-'))
  writeWorld(folder)
  game = await play(folder, { x: 5.5, y: 64, z: 5.5 })
}, 60_000)

afterAll(async () => {
  await game?.stop()
  rmSync(folder, { recursive: true })
})

test.each([
  [5, 64, 5, 'air'],
  [5, 63, 5, 'grass_block[snowy=false]'],
  [-20, 62, -20, 'stone'],
  [3, -64, 3, 'stone'],
  [3, 319, 3, 'air'],
  [-7, 64, 3, 'bricks'],
  [-5, 65, 5, 'air'],
  [-4, 65, 8, 'oak_door[facing=south,half=upper,hinge=left,open=false,powered=false]'],
  [-2, 65, 5, 'glass_pane[east=false,north=true,south=true,waterlogged=false,west=false]'],
  [-8, 67, 3, 'brick_stairs[facing=east,half=top,shape=outer_left,waterlogged=false]'],
  [-2, 68, 8, 'stone_slab[type=top,waterlogged=false]'],
  [2, 64, 9, 'oak_sign[rotation=4,waterlogged=false]'],
  [1, 66, -17, 'oak_leaves[distance=1,persistent=true,waterlogged=false]'],
  [12, 63, 12, 'water[level=0]'],
])('a client is sent block %i, %i, %i as %s', (x, y, z, block) => {
  expect(game.blockAt(x, y, z)).toBe(block)
})

test('a player walks over the corner of four regions', { timeout: 30_000 }, async () => {
  await game.walkTo(2.5, -6.5)
  await game.walkTo(-9.5, -6.5)
  const { x, y } = game.bot.entity.position
  expect(y).toBe(64)
  expect(x).toBeLessThan(-8)
})

test('the world itself is left as it was', () => {
  expect(readdirSync(folder).toSorted()).toEqual(['level.dat', 'region'])
  expect(readFileSync(join(folder, 'region', 'r.0.0.mca')).length % 4096).toBe(0)
})
