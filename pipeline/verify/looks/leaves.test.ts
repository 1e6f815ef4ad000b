import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { GROUND, ground, looksOf, shardWith } from './tiny-town.ts'

test('a crown within six of its trunk, also over a region border, and a hedge on the ground', async () => {
  const sample = new SampleWorld()
  ground(sample, [496, 0], [528, 16])
  sample.fill([510, GROUND + 1, 8], [510, GROUND + 6, 8], 'oak_log')
  sample.fill([507, GROUND + 5, 6], [515, GROUND + 9, 8], 'oak_leaves')
  sample.set(510, GROUND + 5, 8, 'oak_log')
  sample.fill([500, GROUND + 1, 1], [527, GROUND + 2, 1], 'oak_leaves')
  const looks = await looksOf(sample, [shardWith(), shardWith({}, { x: 1, z: 0 })])
  expect(looks['bare-leaves']).toMatchObject({ value: 0, met: true })
  expect(looks['bare-leaves'].n).toBeGreaterThan(150)
})

test('leaves past the reach of any trunk are bare', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [32, 16])
  sample.fill([4, GROUND + 1, 8], [4, GROUND + 6, 8], 'oak_log')
  sample.fill([5, GROUND + 5, 8], [14, GROUND + 5, 8], 'oak_leaves')
  expect((await looksOf(sample, shardWith()))['bare-leaves']).toMatchObject({ value: 40, n: 10, met: false })
})
