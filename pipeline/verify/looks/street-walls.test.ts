import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { ground, house, looksOf, raise, shardWith, street } from './tiny-town.ts'

/** A row of houses wall to wall along a street that the data has cut in two. */
function row(walls: string[]) {
  const sample = new SampleWorld()
  const end = walls.length * 8 + 8
  ground(sample, [0, 0], [end, 24])
  const buildings = walls.map((_, i) => house({ id: `h${i}`, minX: 4 + i * 8, minZ: 2 }))
  buildings.forEach((building, i) => raise(sample, building, { wall: walls[i] }))
  const cut = end >> 1
  const roads = [street('1', 14, [0, cut]), street('2', 14, [cut, end - 1])]
  return looksOf(sample, shardWith({ buildings, roads }))
}

test('a street in turns of three walls has no neighbours alike and none too common', async () => {
  const looks = await row(['bricks', 'stone', 'oak_planks', 'bricks', 'stone', 'oak_planks'])
  expect(looks['equal-neighbours']).toMatchObject({ value: 0, n: 5, met: true })
  expect(looks['wall-share'].met).toBe(true)
  expect(looks['wall-share'].value).toBeLessThan(40)
})

test('one wall along most of a street is too common, and neighbours are alike', async () => {
  const looks = await row(['bricks', 'bricks', 'bricks', 'stone', 'bricks', 'bricks'])
  expect(looks['equal-neighbours']).toMatchObject({ value: 60, n: 5, met: false })
  expect(looks['wall-share']).toMatchObject({ met: false })
  expect(looks['wall-share'].value).toBeCloseTo(83.3, 0)
})

test('four houses are too few to judge a street by', async () => {
  expect((await row(['bricks', 'bricks', 'bricks', 'bricks']))['wall-share']).toMatchObject({ value: null, n: 0, met: true })
})
