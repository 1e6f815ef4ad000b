import { expect, test } from 'vitest'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { cellRole } from '#pipeline/model/shard.ts'
import { SampleWorld } from '../read/sample-world.ts'
import { EAVES, FACE, ground, house, looksOf, raise, shardWith, STYLE, street } from './tiny-town.ts'

test('windows in a third of the wall are enough, a blind house is not', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [32, 16])
  const buildings = [house({ id: 'a', minX: 2, minZ: 2, width: 12 })]
  raise(sample, buildings[0], { glassEvery: 3 })
  expect((await looksOf(sample, shardWith({ buildings })))['glass-share']).toMatchObject({ of: 'unknown', n: 1, met: true, goal: { min: 15, max: 35 } })
  buildings.push(house({ id: 'b', minX: 18, minZ: 2, width: 12 }))
  raise(sample, buildings[1])
  expect((await looksOf(sample, shardWith({ buildings })))['glass-share']).toMatchObject({ n: 2, met: false, worst: { x: 24, z: 6 } })
})

test('walls between houses need no glass', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [32, 16])
  const blind = house({ id: 'a', minX: 2, minZ: 2, width: 12 })
  raise(sample, blind)
  blind.role.forEach((role, i) => role === cellRole.inside || (blind.role[i] = cellRole.party))
  expect(await looksOf(sample, shardWith({ buildings: [blind] }))).not.toHaveProperty('glass-share')
})

test('a house on two regions is one house', async () => {
  const sample = new SampleWorld()
  ground(sample, [496, 0], [528, 16])
  const buildings = [house({ id: 'a', minX: 506, minZ: 2, width: 12 })]
  raise(sample, buildings[0], { glassEvery: 3 })
  const looks = await looksOf(sample, [shardWith({ buildings }), shardWith({ buildings }, { x: 1, z: 0 })])
  expect(looks['glass-share']).toMatchObject({ n: 1, met: true })
  expect(looks['roof-colours'].n).toBe(1)
})

test('a roof of one material passes with its slabs and trim, a patched one does not', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [32, 16])
  const buildings = [house({ id: 'a', minX: 2, minZ: 2, type: 'villa' })]
  const { roof, roofSlab, trim } = STYLE.buildings.find(({ id }) => id === 'villa')!.facades[0]
  raise(sample, buildings[0], { roof })
  sample.fill([2, FACE + EAVES, 2], [9, FACE + EAVES, 2], trim)
  sample.fill([2, FACE + EAVES, 4], [9, FACE + EAVES, 4], roofSlab!)
  expect((await looksOf(sample, shardWith({ buildings })))['roof-colours']).toMatchObject({ value: 0, n: 1, met: true })
  sample.fill([2, FACE + EAVES, 6], [9, FACE + EAVES, 7], 'oak_planks')
  expect((await looksOf(sample, shardWith({ buildings })))['roof-colours']).toMatchObject({ value: 100, met: false })
})

test('a gable and a flat roof are smooth, a raw copy of a raster is rough', async () => {
  const smooth = new SampleWorld()
  const rough = new SampleWorld()
  const building = house({ id: 'a', minX: 2, minZ: 2, width: 24, depth: 14 })
  for (const sample of [smooth, rough]) {
    ground(sample, [0, 0], [32, 32])
    raise(sample, building)
  }
  for (let z = 3; z < 15; z++)
    for (let x = 3; x < 25; x++) {
      smooth.set(x, FACE + EAVES + Math.min(z - 2, 15 - z) - 1, z, 'red_terracotta')
      rough.set(x, FACE + EAVES + (hashAt(1, x, z) % 3), z, 'red_terracotta')
    }
  building.roof.forEach((_, i) => (building.roof[i] = 2 * (EAVES + Math.min(Math.floor(i / 24), 13 - Math.floor(i / 24)))))
  const shard = shardWith({ buildings: [building] })
  expect((await looksOf(smooth, shard))['roof-roughness']).toMatchObject({ value: 0, met: true })
  const found = (await looksOf(rough, shard))['roof-roughness']
  expect(found).toMatchObject({ met: false, worst: { x: 14, z: 9 } })
  expect(found.value).toBeGreaterThan(0.3)
})

test('a door on a street with room before it can be used; walled in or missing it cannot', async () => {
  const build = (change: (sample: SampleWorld) => void) => {
    const sample = new SampleWorld()
    ground(sample, [0, 0], [32, 32])
    const buildings = [house({ id: 'a', minX: 4, minZ: 4, width: 10 }), house({ id: 'far', minX: 20, minZ: 24, width: 6, depth: 6 })]
    for (const each of buildings) raise(sample, each)
    change(sample)
    return looksOf(sample, shardWith({ buildings, roads: [street('1', 16, [0, 16], { width: 3, pavement: 0 })] }))
  }
  const door = (sample: SampleWorld) => {
    sample.set(8, FACE, 11, 'oak_door[half=lower]')
    sample.set(8, FACE + 1, 11, 'oak_door[half=upper]')
  }
  expect((await build(door)).doors).toMatchObject({ value: 100, n: 1, met: true })
  expect((await build(() => {})).doors).toMatchObject({ value: 0, n: 1, met: false, worst: { x: 9, z: 8 } })
  const walledIn = await build((sample) => {
    door(sample)
    sample.set(8, FACE + 1, 12, 'stone')
  })
  expect(walledIn.doors).toMatchObject({ value: 0, met: false })
  const overPit = await build((sample) => {
    door(sample)
    sample.fill([8, FACE - 2, 12], [8, FACE - 1, 12], 'air')
  })
  expect(overPit.doors).toMatchObject({ value: 0, met: false })
})
