import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { stateAt, topOf } from './column.ts'
import { SampleWorld } from './sample-world.ts'
import { openWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-read-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['1.21.4', '1.21.1'])('reads what prismarine wrote for %s, block for block', async (version) => {
  const sample = new SampleWorld(version)
  const placed = new Map<string, number>()
  const states = [
    'stone',
    'oak_stairs[facing=east,half=top]',
    'glass_pane[north=true]',
    'water[level=0]',
    'oak_leaves[persistent=true,distance=7]',
    'red_concrete',
  ]
  for (let i = 0; i < 6000; i++) {
    const x = (hashAt(1, i, 0) % 64) - 32
    const z = (hashAt(2, i, 0) % 64) - 32
    const y = (hashAt(3, i, 0) % 384) - 64
    const block = states[hashAt(4, i, 0) % states.length]
    sample.set(x, y, z, block)
    placed.set(`${x} ${y} ${z}`, sample.blocks.idOf(block))
  }
  const path = join(folder, version)
  await sample.save(path)

  const world = openWorld(path)
  expect(world.regions()).toEqual([-1, 0].flatMap((z) => [-1, 0].map((x) => ({ x, z }))))
  let compared = 0
  for (const { x, z } of world.regions())
    for (const chunk of world.region(x, z)!.chunks())
      for (let i = 0; i < 256 * 384; i++) {
        const [bx, y, bz] = [chunk.x * 16 + (i & 15), (i >> 8) - 64, chunk.z * 16 + ((i >> 4) & 15)]
        const id = placed.get(`${bx} ${y} ${bz}`)
        const found = world.states[stateAt(chunk, bx, y, bz)]
        if (found !== (id === undefined ? 'air' : sample.blocks.textOf(id))) expect.fail(`${bx} ${y} ${bz}: ${found}`)
        compared++
      }
  expect(compared).toBe(16 * 256 * 384)
})

test('reads every state of the game under its own name', async () => {
  const spread = new SampleWorld()
  const last = spread.blocks.idOf('pale_hanging_moss')
  // Few enough states in each section for prismarine, which loses palettes past 256.
  for (let id = 0; id < last; id++) spread.column(((id >> 7) & 31) * 16, (id >> 12) * 16).setBlockStateId({ x: id & 15, y: 0, z: (id >> 4) & 7 }, id)
  const path = join(folder, 'states')
  await spread.save(path)
  const world = openWorld(path)
  for (let id = 0; id < last; id += 7) {
    const [x, z] = [((id >> 7) & 31) * 16 + (id & 15), (id >> 12) * 16 + ((id >> 4) & 7)]
    expect(world.states[stateAt(world.chunk(x >> 4, z >> 4)!, x, 0, z)]).toBe(spread.blocks.textOf(id))
  }
})

test('reads biomes, signs and the spawn', async () => {
  const sample = new SampleWorld()
  sample.set(5, 64, 6, 'oak_sign[rotation=8]')
  sample.sign([5, 64, 6], ['{"text":"Sample"}', '"street"', '{"text":"","extra":["å","ö"]}', '""'])
  sample.column(0, 0).setBiome({ x: 0, y: 64, z: 0 }, sample.blocks.biomeOf('ocean'))
  const path = join(folder, 'signs')
  await sample.save(path, { spawn: [12, 70, -3] })
  const world = openWorld(path)
  const chunk = world.chunk(0, 0)!
  expect(world.level).toMatchObject({ name: 'Sample', spawn: { x: 12, y: 70, z: -3, yaw: 90, pitch: 0 } })
  expect(chunk.blockEntities).toMatchObject([{ id: 'sign', x: 5, y: 64, z: 6, sign: { front: ['Sample', 'street', 'åö', ''] } }])
  expect(world.states[stateAt(chunk, 5, 64, 6)]).toBe('oak_sign[rotation=8,waterlogged=false]')
  const biomes = chunk.sections[8].biomes
  expect(world.biomes[typeof biomes === 'number' ? biomes : biomes[0]]).toBe('ocean')
})

test('finds the top of a column, through what does not count', async () => {
  const sample = new SampleWorld()
  sample.fill([0, -64, 0], [0, 20, 0], 'stone')
  sample.set(0, 100, 0, 'glass')
  const path = join(folder, 'top')
  await sample.save(path)
  const world = openWorld(path)
  const chunk = world.chunk(0, 0)!
  const through = Uint8Array.from(world.states, (state) => Number(state === 'glass'))
  expect(topOf(chunk, 0, 0)).toBe(100)
  expect(topOf(chunk, 0, 0, { from: 99 })).toBe(20)
  expect(topOf(chunk, 0, 0, { through })).toBe(20)
  expect(topOf(chunk, 0, 0, { from: 3 })).toBe(3)
  expect(topOf(chunk, 1, 0)).toBeUndefined()
})

test('reads the layout of 26.1, and refuses a world in both', async () => {
  const sample = new SampleWorld()
  sample.set(0, 0, 0, 'stone')
  const path = join(folder, 'layout')
  await sample.save(path, { layout: 'dimensions/minecraft/overworld/region' })
  expect(stateAt(openWorld(path).chunk(0, 0)!, 0, 0, 0)).toBe(1)
  mkdirSync(join(path, 'region'))
  expect(() => openWorld(path)).toThrow('two layouts')
})

test('keeps no more files than its memory allows, and always the one in use', async () => {
  const sample = new SampleWorld()
  for (const x of [0, 512, 1024]) sample.set(x, 0, 0, 'stone')
  const path = join(folder, 'cache')
  await sample.save(path)
  const world = openWorld(path, { cacheBytes: 1 })
  const first = world.region(0, 0)
  expect(world.region(0, 0)).toBe(first)
  world.region(1, 0)
  expect(world.region(0, 0)).not.toBe(first)
  expect(world.chunk(64, 0)).toBeDefined()
  expect(world.region(7, 7)).toBeUndefined()
})

test('says what is missing in a folder that is no world', () => {
  expect(() => openWorld(join(folder, 'nowhere'))).toThrow('holds no level.dat')
})
