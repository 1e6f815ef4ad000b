import { expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { GROUND, ground, looksOf, shardWith } from './tiny-town.ts'

const KINDS = ['stone', 'gravel', 'grass_block', 'andesite', 'bricks', 'smooth_stone']
const COLOURS = [
  'white',
  'orange',
  'magenta',
  'light_blue',
  'yellow',
  'lime',
  'pink',
  'gray',
  'light_gray',
  'cyan',
  'purple',
  'blue',
  'brown',
  'green',
  'red',
  'black',
]

test('a hectare in six calm bands is neither bare nor noisy', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [100, 100])
  KINDS.forEach((kind, i) => sample.fill([i * 16, GROUND, 0], [Math.min(99, i * 16 + 15), GROUND, 99], kind))
  sample.set(50, GROUND + 1, 50, 'dandelion')
  const looks = await looksOf(sample, shardWith())
  expect(looks['top-kinds-least']).toMatchObject({ value: 6, n: 1, met: true })
  expect(looks['top-kinds-most']).toMatchObject({ value: 6, met: true })
  expect(looks['single-cells']).toMatchObject({ value: 0, n: 10_000, met: true })
})

test('one block everywhere is bare, and pepper on it is noise', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [100, 100])
  expect((await looksOf(sample, shardWith()))['top-kinds-least']).toMatchObject({ value: 1, met: false })
  COLOURS.forEach((colour, i) => {
    for (let z = 0; z < 100; z += 4) sample.set(3 + i * 6, GROUND, z, `${colour}_concrete`)
    sample.set(2 + i * 6, GROUND, 98, `${colour}_wool`)
  })
  const looks = await looksOf(sample, shardWith())
  expect(looks['top-kinds-most']).toMatchObject({ value: 33, met: false })
  expect(looks['single-cells']).toMatchObject({ value: 4.16, met: false })
})

test('what is all water, or not whole, is no hectare to judge', async () => {
  const sample = new SampleWorld()
  ground(sample, [0, 0], [100, 60])
  sample.fill([0, GROUND, 0], [99, GROUND, 59], 'water')
  const looks = await looksOf(sample, shardWith())
  expect(looks['top-kinds-least']).toMatchObject({ value: null, n: 0, met: true })
})
