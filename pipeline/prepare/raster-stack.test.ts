import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import type { NormalisedRaster } from '#pipeline/model/normalised.ts'
import { openStack, type RasterStack } from './raster-stack.ts'
import { GRID } from './try-context.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
const opened: RasterStack[] = []
afterAll(() => {
  for (const stack of opened) stack.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Made {
  id?: string
  minX: number
  minZ: number
  width: number
  height: number
  order?: number
  layer?: Partial<LayerDefinition>
  valueAt: (x: number, z: number) => number
}

/** A flat raster in blocks of the grid, on disk. */
function raster({ id = 'a', minX, minZ, width, height, order = 0, layer = {}, valueAt }: Made): NormalisedRaster {
  const path = join(folder, `${id}-${Math.abs(minX)}-${order}.img`)
  writeFileSync(
    path,
    Float32Array.from({ length: width * height }, (_, i) => valueAt(minX + (i % width), minZ + Math.floor(i / width))),
  )
  const flat = { path, cellM: 1, width, height, minE: minX, maxE: minX + width, maxN: -minZ, minN: -minZ - height }
  return { layer: { id, kind: 'terrain', order, ...layer } as LayerDefinition, source: '', raster: flat, problems: [] }
}
const stack = (...rasters: Made[]): RasterStack => {
  const made = openStack(rasters.map(raster), GRID)
  opened.push(made)
  return made
}
const place = (x: number, z: number) => x * 1000 + z

test('every value comes back at its column, across tiles and on both sides of the origin; beside the raster there is none', () => {
  const rows = stack({ minX: -300, minZ: -270, width: 620, height: 560, valueAt: place })
  for (const [x, z] of [
    [-300, -270],
    [-257, -256],
    [-1, -1],
    [0, 0],
    [255, 256],
    [319, 289],
  ] as const)
    expect(rows.at(x, z)).toBe(place(x, z))
  for (const [x, z] of [
    [-301, 0],
    [320, 0],
    [0, -271],
    [0, 290],
    [5000, 5000],
  ] as const)
    expect(rows.at(x, z)).toBeNaN()
})

test('a window holds what is at each of its columns', () => {
  const rows = stack({ minX: -300, minZ: -270, width: 620, height: 560, valueAt: place })
  const box = { minX: -310, minZ: -5, maxX: 330, maxZ: 3 }
  const window = rows.window(box)
  for (let z = box.minZ; z < box.maxZ; z++) for (let x = box.minX; x < box.maxX; x++) expect(window[(z - box.minZ) * 640 + x - box.minX]).toEqual(rows.at(x, z))
})

describe('where rasters overlap', () => {
  const low: Made = { id: 'wide', minX: 0, minZ: 0, width: 40, height: 40, order: 0, valueAt: () => 1 }
  const high: Made = { id: 'fine', minX: 10, minZ: 10, width: 10, height: 10, order: 1, valueAt: (x) => (x === 12 ? Number.NaN : 2) }

  test.each([
    ['wide first', [low, high]],
    ['fine first', [high, low]],
  ])('the higher order wins, and its gaps are filled from below: %s', (_, rasters) => {
    const rows = stack(...rasters)
    expect([rows.at(5, 15), rows.at(11, 15), rows.at(12, 15), rows.at(20, 15)]).toEqual([1, 2, 1, 1])
  })

  test('of the same order, the first id wins whatever the order given', () => {
    const [a, b]: Made[] = [
      { ...low, id: 'a', minX: 1, valueAt: () => 7 },
      { ...low, id: 'b', minX: 2, valueAt: () => 8 },
    ]
    expect([stack(a, b).at(10, 10), stack(b, a).at(10, 10)]).toEqual([7, 7])
  })
})

describe('values', () => {
  test('of heights have their offset added', () => {
    const layer = { height: { datum: 'EPSG:5613', offsetM: -1.5, above: 'datum' } } as const
    expect(stack({ minX: 0, minZ: 0, width: 4, height: 4, layer, valueAt: () => 10 }).at(1, 1)).toBe(8.5)
  })

  test('of landcover become 1 + the index of their class, by each layer’s own codes; others are unknown', () => {
    const cover = (classes: Record<string, string>): Partial<LayerDefinition> => ({ kind: 'landcover', classes })
    const one: Made = { id: 'one', minX: 0, minZ: 0, width: 4, height: 4, layer: cover({ 1: 'paved', 5: 'grass' }), valueAt: (x) => [1, 5, 9, 1][x] }
    const two: Made = { id: 'two', minX: 4, minZ: 0, width: 4, height: 4, layer: cover({ 1: 'water' }), valueAt: () => 1 }
    const rows = stack(one, two)
    const name = (x: number) => GROUND_CLASSES[rows.at(x, 0) - 1]
    expect([name(0), name(1), name(4)]).toEqual(['paved', 'grass', 'water'])
    expect(rows.at(2, 0)).toBeNaN()
  })
})
