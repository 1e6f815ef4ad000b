import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SampleWorld } from '../read/sample-world.ts'
import { openWorld } from '../read/world.ts'
import { type Image, pixelAt, type Rgb } from './image.ts'
import { drawMap } from './map.ts'
import { drawOblique } from './oblique.ts'
import { decodePng, encodePng } from './png.ts'
import { drawStreet } from './street.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-picture-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PAPER: Rgb = [244, 241, 234]
type Box = [block: string, from: [number, number, number], to: [number, number, number]]
let worlds = 0

/** A written world of boxes, both ends of each included; later ones cover earlier. */
async function worldOf(boxes: readonly Box[]) {
  const sample = new SampleWorld()
  for (const [block, from, to] of boxes) sample.fill(from, to, block)
  const path = join(folder, String(worlds++))
  await sample.save(path)
  return openWorld(path)
}

/** Colours of dyed concrete, however lit; grey is none of them. */
const HUES = {
  red: ([r, g, b]: Rgb) => r > 1.5 * g && r > 1.5 * b,
  blue: ([r, g, b]: Rgb) => b > 1.5 * r && b > 1.5 * g,
  yellow: ([r, g, b]: Rgb) => r > g && g > 1.8 * b && r < 1.5 * g,
  lime: ([r, g, b]: Rgb) => g > 1.35 * r && g > 1.8 * b,
}
type Hue = keyof typeof HUES

/** Share of pixels of each hue; of those in some columns only, where `columns` says which. */
function shares({ width, height, data }: Image, columns: [from: number, to: number] = [0, width]): Record<Hue, number> {
  const found = { red: 0, blue: 0, yellow: 0, lime: 0 }
  const image = { width, height, data }
  for (let y = 0; y < height; y++)
    for (let x = columns[0]; x < columns[1]; x++) for (const hue of Object.keys(HUES) as Hue[]) if (HUES[hue](pixelAt(image, x, y))) found[hue]++
  const all = height * (columns[1] - columns[0])
  return { red: found.red / all, blue: found.blue / all, yellow: found.yellow / all, lime: found.lime / all }
}

const brightness = (rgb: Rgb) => rgb[0] + rgb[1] + rgb[2]
/** A flat floor of grey concrete; x0 to x1, z0 to z1, its top block at y 63. */
const floor = (x0: number, x1: number, z0: number, z1: number): Box => ['light_gray_concrete', [x0, 60, z0], [x1, 63, z1]]

describe('the map', () => {
  test('shows a block at its place, north up and west left, and nowhere else', async () => {
    const map = drawMap(await worldOf([floor(-16, 15, -16, 31), ['red_concrete', [-13, 63, -11], [-13, 63, -11]]]))
    expect([map.width, map.height]).toEqual([32, 48])
    const reds: number[][] = []
    for (let y = 0; y < map.height; y++) for (let x = 0; x < map.width; x++) if (HUES.red(pixelAt(map, x, y))) reds.push([x, y])
    expect(reds).toEqual([[3, 5]])
  })

  test('gives a block higher than its northern neighbour more light, a lower one less', async () => {
    const map = drawMap(await worldOf([floor(0, 15, 0, 15), ['light_gray_concrete', [0, 64, 6], [15, 64, 8]]]))
    const [level, lower, higher] = [3, 9, 6].map((z) => brightness(pixelAt(map, 8, z)))
    expect(higher).toBeGreaterThan(level)
    expect(lower).toBeLessThan(level)
    expect(brightness(pixelAt(map, 8, 7))).toBe(level)
  })

  test('looks north over the edge of a chunk and of a region', async () => {
    const map = drawMap(await worldOf([floor(0, 15, -16, 31), ['light_gray_concrete', [0, 64, 0], [15, 64, 15]]]))
    const at = (z: number) => brightness(pixelAt(map, 8, z + 16))
    expect(at(0)).toBeGreaterThan(at(1))
    expect(at(16)).toBeLessThan(at(1))
  })

  test('draws water darker with every block of depth, and bluer than the land', async () => {
    const depths = [1, 2, 4, 7, 10]
    const pools = depths.map((depth, i): Box => ['water[level=0]', [i * 3, 64 - depth, 0], [i * 3 + 2, 63, 15]])
    const map = drawMap(await worldOf([['light_gray_concrete', [0, 50, 0], [15, 63, 15]], ...pools]))
    const pixels = depths.map((_, i) => pixelAt(map, i * 3 + 1, 8))
    for (const [r, g, b] of pixels) expect(b).toBeGreaterThan(2 * Math.max(r, g))
    for (let i = 1; i < pixels.length; i++) expect(brightness(pixels[i])).toBeLessThan(brightness(pixels[i - 1]))
  })

  test('looks through grass and glassless air, and leaves paper where the world has no chunk', async () => {
    const map = drawMap(await worldOf([floor(0, 15, 0, 15), floor(32, 47, 16, 31), ['short_grass', [4, 64, 4], [4, 64, 4]]]))
    expect([map.width, map.height]).toEqual([48, 32])
    expect(pixelAt(map, 4, 4)).toEqual(pixelAt(map, 4, 8))
    for (const [x, y] of [
      [16, 0],
      [47, 15],
      [0, 16],
      [31, 31],
    ])
      expect(pixelAt(map, x, y)).toEqual(PAPER)
    for (const [x, y] of [
      [15, 15],
      [32, 16],
    ])
      expect(pixelAt(map, x, y)).not.toEqual(PAPER)
  })

  test('takes the mean of several blocks where a side would exceed the most', async () => {
    const checks = Array.from({ length: 32 * 16 }, (_, i): Box => [
      (i + (i >> 5)) % 2 ? 'black_concrete' : 'white_concrete',
      [i % 32, 63, i >> 5],
      [i % 32, 63, i >> 5],
    ])
    const world = await worldOf(checks)
    const [whole, half] = [drawMap(world), drawMap(world, { most: 16 })]
    expect([whole.width, whole.height, half.width, half.height]).toEqual([32, 16, 16, 8])
    const mean = (at: number) => [0, 1].flatMap((dy) => [0, 1].map((dx) => pixelAt(whole, 10 + dx, 6 + dy)[at])).reduce((sum, value) => sum + value) / 4
    for (const c of [0, 1, 2]) expect(Math.abs(pixelAt(half, 5, 3)[c] - mean(c))).toBeLessThanOrEqual(1)
  })
})

/** A house of 12 blocks a side whose walls have four colours between grey corners under a white lid, on a grey floor. */
const HOUSE: Box[] = [
  floor(0, 47, 0, 47),
  ['gray_concrete', [18, 64, 18], [29, 72, 29]],
  ['yellow_concrete', [19, 64, 18], [28, 72, 18]],
  ['red_concrete', [19, 64, 29], [28, 72, 29]],
  ['blue_concrete', [29, 64, 19], [29, 72, 28]],
  ['lime_concrete', [18, 64, 19], [18, 72, 28]],
  ['white_concrete', [18, 73, 18], [29, 73, 29]],
]

describe('the oblique pictures', () => {
  test.each([
    { from: 'south-east', left: 'red', right: 'blue', hidden: ['yellow', 'lime'] },
    { from: 'north-west', left: 'yellow', right: 'lime', hidden: ['red', 'blue'] },
  ] as const)('from the $from show $left walls on the left and $right ones on the right, and no others', async ({ from, left, right, hidden }) => {
    const image = drawOblique(await worldOf(HOUSE), { from, width: 240 })
    const [onLeft, onRight, all] = [shares(image, [0, 120]), shares(image, [120, 240]), shares(image)]
    expect(onLeft[left]).toBeGreaterThan(0.01)
    expect(onRight[right]).toBeGreaterThan(0.01)
    expect(onLeft[right]).toBe(0)
    expect(onRight[left]).toBe(0)
    for (const hue of hidden) expect(all[hue]).toBe(0)
  })

  test('stand on paper', async () => {
    const image = drawOblique(await worldOf(HOUSE), { from: 'south-east', width: 120 })
    for (const x of [0, image.width - 1]) for (const y of [0, image.height - 1]) expect(pixelAt(image, x, y)).toEqual(PAPER)
    expect(pixelAt(image, image.width >> 1, image.height >> 1)).not.toEqual(PAPER)
  })
})

describe('the street picture', () => {
  const STREET: Box[] = [
    floor(-32, 31, -32, 31),
    ['red_concrete', [-12, 64, 12], [12, 76, 12]],
    ['yellow_concrete', [-9, 64, 18], [9, 70, 18]],
    ['blue_concrete', [-12, 64, -13], [12, 76, -13]],
    ['lime_concrete', [7, 64, 3], [7, 76, 9]],
  ]
  const view = { eye: { x: 0.5, y: 65.62, z: 0.5 }, pitch: 0, fieldOfView: 100, width: 160, height: 90, distance: 64 }

  test.each([
    { yaw: 0, towards: 'south', seen: 'red', behind: 'blue' },
    { yaw: 180, towards: 'north', seen: 'blue', behind: 'red' },
  ] as const)('looking $towards sees the $seen wall and not the $behind one, nor what a wall hides', async ({ yaw, seen, behind }) => {
    const found = shares(drawStreet(await worldOf(STREET), { ...view, yaw }))
    expect(found[seen]).toBeGreaterThan(0.2)
    expect(found[behind]).toBe(0)
    expect(found.yellow).toBe(0)
  })

  test('has the east on its left when it looks south, and in its middle when it looks east', async () => {
    const world = await worldOf(STREET)
    const south = drawStreet(world, { ...view, yaw: 0 })
    expect(shares(south, [0, 80]).lime).toBeGreaterThan(0.005)
    expect(shares(south, [80, 160]).lime).toBe(0)
    const east = drawStreet(world, { ...view, yaw: -90 })
    expect(shares(east, [80, 160]).lime).toBeGreaterThan(0.02)
  })

  test('has sky above and ground below', async () => {
    const world = await worldOf(STREET)
    const up = drawStreet(world, { ...view, yaw: 0, pitch: -90, fieldOfView: 40 })
    const down = drawStreet(world, { ...view, yaw: 0, pitch: 90, fieldOfView: 40 })
    const [r, g, b] = pixelAt(up, 80, 45)
    expect(b).toBeGreaterThan(g)
    expect(g).toBeGreaterThan(r)
    const ground = pixelAt(down, 80, 45)
    expect(Math.max(...ground) - Math.min(...ground)).toBeLessThan(40)
    expect(brightness(ground)).toBeLessThan(brightness([r, g, b]))
  })
})

test('the same world gives the same bytes, and a PNG the same pixels', async () => {
  const world = await worldOf(HOUSE)
  const eye = { x: 8.5, y: 66, z: 8.5 }
  const drawers = [
    () => drawMap(world),
    () => drawOblique(world, { from: 'south-east', width: 200 }),
    () => drawOblique(world, { from: 'north-west', width: 200 }),
    () => drawStreet(world, { eye, yaw: -45, pitch: 10, width: 160, height: 90, distance: 64 }),
  ]
  for (const draw of drawers) {
    const [first, second] = [draw(), draw()]
    const [png, again] = await Promise.all([encodePng(first), encodePng(second)])
    expect(png.equals(again)).toBe(true)
    const read = await decodePng(png)
    expect([read.width, read.height]).toEqual([first.width, first.height])
    expect(Buffer.from(first.data).equals(read.data)).toBe(true)
  }
})

test('a world without chunks cannot be drawn, and says so', async () => {
  const sample = new SampleWorld()
  const path = join(folder, 'empty')
  await sample.save(path)
  mkdirSync(join(path, 'region'), { recursive: true })
  const world = openWorld(path)
  expect(() => drawMap(world)).toThrow('holds no chunks')
  expect(() => drawOblique(world, { from: 'south-east' })).toThrow('holds no chunks')
})
