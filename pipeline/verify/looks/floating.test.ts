import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { GROUND, ground, looksOf, shardWith } from './tiny-town.ts'

test('what stands on the ground, over an arch or in steps, does not float', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [16, 16])
  sample.fill([2, GROUND + 1, 2], [2, GROUND + 5, 2], 'stone')
  sample.fill([2, GROUND + 6, 2], [8, GROUND + 6, 2], 'stone')
  sample.set(9, GROUND + 7, 2, 'brick_slab')
  sample.set(4, GROUND + 7, 2, 'dandelion')
  const { floating } = await looksOf(sample, shardWith())
  expect(floating).toMatchObject({ value: 0, met: true })
  expect(floating.n).toBe(3 * 256 + 5 + 7 + 2)
})

test('blocks with nothing under or beside them float, however many they are', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [16, 16])
  sample.fill([2, GROUND + 4, 2], [6, GROUND + 5, 3], 'stone')
  sample.set(12, GROUND + 2, 12, 'oak_planks')
  sample.set(12, GROUND + 8, 12, 'oak_leaves')
  const { floating } = await looksOf(sample, shardWith())
  expect(floating).toMatchObject({ value: 21, met: false, worst: { x: 2, z: 2 } })
})

test('a deck whose piers stand in the next region does not float; without piers all of it does', async () => {
  const sample = new SampleWorld()
  ground(sample, [500, 0], [524, 8])
  sample.fill([500, GROUND + 5, 3], [523, GROUND + 5, 4], 'stone')
  const shards = [shardWith(), shardWith({}, { x: 1, z: 0 })]
  expect((await looksOf(sample, shards)).floating).toMatchObject({ value: 48, met: false })
  sample.fill([523, GROUND + 1, 3], [523, GROUND + 4, 3], 'stone')
  expect((await looksOf(sample, shards)).floating).toMatchObject({ value: 0, met: true })
  expect((await looksOf(sample, shards.toReversed())).floating.value).toBe(0)
})
