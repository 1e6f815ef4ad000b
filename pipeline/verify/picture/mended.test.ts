import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Kept } from '../kept.ts'
import { SampleWorld } from '../read/sample-world.ts'
import { openWorld, type WorldReader } from '../read/world.ts'
import { type Image, pixelAt } from './image.ts'
import { type DrawnPicture, openPictures } from './pictures.ts'
import { decodePng, encodePng } from './png.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-mended-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PICTURES: DrawnPicture[] = ['map.png', 'oblique-se.png', 'oblique-nw.png', 'street.png', 'icon']
const SIZE = { width: 240, samples: 1 }
type Box = [block: string, from: [number, number, number], to: [number, number, number]]
let worlds = 0

async function worldOf(boxes: readonly Box[]): Promise<WorldReader> {
  const sample = new SampleWorld()
  for (const [block, from, to] of boxes) sample.fill(from, to, block)
  const path = join(folder, String(worlds++))
  await sample.save(path)
  return openWorld(path)
}

/** Keeps in memory what can be kept on disk. */
function inMemory(): Kept & { values: Map<string, { from: string; value: unknown }> } {
  const values = new Map<string, { from: string; value: unknown }>()
  return {
    values,
    read(name, from) {
      const found = values.get(name)
      return found?.from === JSON.stringify(from) ? structuredClone(found.value) : undefined
    },
    write: (name, from, value) => void values.set(name, { from: JSON.stringify(from), value: structuredClone(value) }),
  }
}

async function drawAll(world: WorldReader, kept?: Kept): Promise<Record<string, Uint8Array>> {
  const draw = openPictures(world, kept, SIZE)
  const drawn: Record<string, Uint8Array> = {}
  for (const picture of PICTURES) drawn[picture] = await draw(picture)
  return drawn
}

/** The pictures of a world drawn over those of another are those drawn from nothing. */
async function expectMended(before: readonly Box[], after: readonly Box[], kept = inMemory()): Promise<void> {
  await drawAll(await worldOf(before), kept)
  const world = await worldOf(after)
  const [mended, whole] = [await drawAll(world, kept), await drawAll(world)]
  for (const picture of PICTURES) expect(Buffer.from(mended[picture]).equals(whole[picture]), picture).toBe(true)
}

/** Flat ground with a low and a high house at either end, so that a house between does not change what the pictures show of the world. */
function quarter(x: number, z: number): Box[] {
  return [
    ['light_gray_concrete', [x, 60, z], [x + 63, 63, z + 63]],
    ['stone', [x + 2, 64, z + 2], [x + 8, 90, z + 8]],
    ['glass', [x + 40, 64, z + 52], [x + 50, 70, z + 58]],
    ['water[level=0]', [x + 20, 62, z + 50], [x + 34, 63, z + 60]],
    ['oak_leaves[persistent=true]', [x + 50, 66, z + 10], [x + 54, 71, z + 14]],
  ]
}

const house = (x: number, z: number, block = 'red_concrete', high = 80): Box => [block, [x, 64, z], [x + 7, high, z + 7]]
const STREET = [quarter(0, 0), quarter(512, 0), quarter(1024, 0)]

describe('a picture is mended to what it would be drawn anew', { timeout: 20_000 }, () => {
  test('after a building', () => expectMended([...quarter(0, 0), house(24, 24)], [...quarter(0, 0), house(26, 24, 'blue_concrete', 76)]))
  test('after one change upon another: what is kept is kept again', async () => {
    const kept = inMemory()
    const states = [quarter(0, 0), [...quarter(0, 0), house(24, 24)], [...quarter(0, 0), house(26, 24, 'blue_concrete', 76)]]
    for (const [index, state] of states.entries()) await expectMended(states[Math.max(0, index - 1)], state, kept)
  })
  test('after nothing', () => expectMended(quarter(0, 0), quarter(0, 0)))
  test('after a building beside the spawn, with its shadow on the street', () => expectMended(quarter(-32, -32), [...quarter(-32, -32), house(4, 6)]))
  test('after a whole region', () => expectMended(STREET.flat(), [...STREET[0], ...STREET[1].map(([, from, to]): Box => ['bricks', from, to]), ...STREET[2]]))
  test('after a region has gone', () => expectMended(STREET.flat(), [STREET[0], STREET[2]].flat()))
  test('after a region has come', () => expectMended([STREET[0], STREET[2]].flat(), STREET.flat()))
  test('after the highest house', () => expectMended(quarter(0, 0), [...quarter(0, 0), house(24, 24, 'stone', 120)]))

  test('after a tower outside the street’s view, whose long shadow falls into it', () => {
    const square: Box[] = [
      ['light_gray_concrete', [-96, 62, -64], [63, 63, 95]],
      ['stone', [60, 64, 92], [63, 130, 95]],
    ]
    return expectMended(square, [...square, house(-50, 62, 'red_concrete', 126)])
  })

  test('after chance houses', async () => {
    const at = fc.integer({ min: -30, max: 22 })
    const some = fc.array(fc.tuple(at, at, fc.integer({ min: 64, max: 88 }), fc.constantFrom('bricks', 'glass', 'oak_leaves[persistent=true]')), {
      maxLength: 3,
    })
    const houses = (list: [number, number, number, string][]) => list.map(([x, z, high, block]) => house(x, z, block, high))
    await fc.assert(
      fc.asyncProperty(some, some, (before, after) => expectMended([...quarter(-32, -32), ...houses(before)], [...quarter(-32, -32), ...houses(after)])),
      { numRuns: 10, seed: 7 },
    )
  }, 60_000)
})

test('and what no changed chunk reaches is taken from before', { timeout: 20_000 }, async () => {
  const kept = inMemory()
  const row = [...STREET.flat(), house(24, 24)]
  await drawAll(await worldOf(row), kept)
  const marked = kept.values.get('oblique-se.png')!.value as { png: Uint8Array }
  const image = await decodePng(marked.png)
  // The west of the row lies to the left from the south-east; the pixel is of the paper in the lower right corner.
  image.data.set([1, 2, 3], 3 * (image.width * image.height - 1))
  marked.png = await encodePng(image)
  const mended: Image = await decodePng((await drawAll(await worldOf([...STREET.flat(), house(26, 24)]), kept))['oblique-se.png'])
  expect(pixelAt(mended, mended.width - 1, mended.height - 1)).toEqual([1, 2, 3])
})
