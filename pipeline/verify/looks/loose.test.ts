import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { GROUND, ground, looksOf, shardWith } from './tiny-town.ts'

test('gravel on stone is held, over a gap or on water it falls', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [16, 16])
  sample.fill([1, GROUND + 1, 1], [1, GROUND + 2, 1], 'gravel')
  expect((await looksOf(sample, shardWith())).loose).toMatchObject({ value: 0, n: 2, met: true })
  sample.fill([5, GROUND + 3, 5], [5, GROUND + 4, 5], 'sand')
  sample.set(8, GROUND, 8, 'water')
  sample.set(8, GROUND + 1, 8, 'gravel')
  expect((await looksOf(sample, shardWith())).loose).toMatchObject({ value: 3, met: false, worst: { x: 5, z: 5 } })
})

test('water in a basin stays, water beside or over air runs', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [16, 16])
  sample.fill([4, GROUND - 1, 4], [8, GROUND, 8], 'water')
  expect((await looksOf(sample, shardWith()))['open-water']).toMatchObject({ value: 0, n: 50, met: true })
  sample.set(3, GROUND, 6, 'air')
  sample.set(12, GROUND + 1, 12, 'water')
  sample.fill([11, GROUND + 1, 12], [11, GROUND + 1, 12], 'dandelion')
  expect((await looksOf(sample, shardWith()))['open-water']).toMatchObject({ value: 2, met: false })
})

test('water under which there is nothing runs', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [16, 16])
  sample.fill([4, GROUND - 1, 4], [4, GROUND, 4], 'air')
  sample.set(4, GROUND, 4, 'water')
  expect((await looksOf(sample, shardWith()))['open-water']).toMatchObject({ value: 1, met: false })
})
