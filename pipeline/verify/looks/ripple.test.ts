import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { FACE, GROUND, ground, house, looksOf, shardWith, street } from './tiny-town.ts'

test('a street that climbs a hill in single steps, under trees and a bridge, lies well', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [64, 24])
  sample.fill([32, FACE, 0], [63, FACE, 23], 'gray_concrete')
  sample.fill([10, FACE + 4, 0], [14, FACE + 6, 23], 'oak_leaves')
  sample.fill([40, FACE + 8, 0], [44, FACE + 9, 23], 'smooth_stone')
  const road = street('1', 12, [2, 60])
  road.face.fill(FACE + 1, 30)
  const looks = await looksOf(sample, shardWith({ roads: [road] }))
  expect(looks['street-level']).toMatchObject({ value: 0, met: true })
  expect(looks['street-level'].n).toBeGreaterThan(40)
  expect(looks['street-step']).toMatchObject({ value: 1, met: true })
  expect(looks['street-kinks']).toMatchObject({ value: 0, met: true })
})

test('a hump, a cliff and a slope across are found', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [64, 24])
  sample.fill([20, FACE, 0], [21, FACE, 23], 'stone')
  sample.fill([50, FACE, 0], [63, FACE + 1, 23], 'stone')
  sample.fill([28, FACE, 14], [40, FACE, 14], 'stone')
  const looks = await looksOf(sample, shardWith({ roads: [street('1', 12, [2, 60])] }))
  expect(looks['street-step']).toMatchObject({ value: 2, met: false, worst: { x: 49, z: 12 } })
  expect(looks['street-kinks']).toMatchObject({ value: 1.724, met: false, worst: { x: 19, z: 12 } })
  expect(looks['street-level']).toMatchObject({ met: false })
  expect(looks['street-level'].value).toBeGreaterThan(20)
})

test('columns of two streets, and streets under buildings, are not judged', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [64, 24])
  sample.fill([30, GROUND + 1, 14], [40, GROUND + 1, 14], 'stone')
  const roads = [street('1', 12, [2, 60]), street('2', 16, [28, 42])]
  expect((await looksOf(sample, shardWith({ roads })))['street-level'].value).toBe(0)
  const buildings = [house({ id: 'a', minX: 0, minZ: 4, width: 64, depth: 16 })]
  expect((await looksOf(sample, shardWith({ roads: [roads[0]], buildings })))['street-step']).toMatchObject({ value: null, n: 0 })
})
