import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { LayerKind } from '#pipeline/model/kind.ts'
import type { Zone } from '#pipeline/model/protect.ts'
import { isWithin } from '#pipeline/model/touch.ts'
import { coveringBlocks } from './covering-blocks.ts'
import { protectRaster } from './level.ts'
import { boxZone, define, EAST, EXTENT, flatRaster, NORTH, temporaryFolder, valuesOf, zonesFile } from './try-layers.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)
let serial = 0
const next = (end: string) => join(folder, `${++serial}${end}`)
const ground = (x: number, y: number) => 10 + x / 100 + y / 50
/** A house of 12 m in an otherwise bare field, seen from the air. */
const [left, top, wide, high] = [63, 71, 14, 11]
const isHouse = (x: number, y: number, margin = 0) => x >= left - margin && x < left + wide + margin && y >= top - margin && y < top + high + margin
const house = (x: number, y: number) => ground(x, y) + (isHouse(x, y) ? 12 : 0)

async function protect(kind: LayerKind, zones: readonly Zone[], valueAt: (x: number, y: number) => number, more: object = {}) {
  const raster = flatRaster(next('.img'), valueAt)
  const terrain = flatRaster(next('.img'), (x, y) => ground(x, y) - 1)
  await protectRaster(raster, define({ kind, ...more }), { zones: [await zonesFile(next('.ndjson'), zones)], ground: [{ raster: terrain, offsetM: 1 }] })
  return valuesOf(raster)
}
const eachCell = (values: Float32Array) => Array.from(values, (value, i) => ({ value, x: i % 200, y: Math.floor(i / 200) }))

test.each(['drop', 'flatten'] as const)('%s: nothing of a roof is left, what lies farther off is as it was', async (action) => {
  const values = await protect('surface', [boxZone([left, top, wide, high], { action })], (x, y) => house(x, y) + (x === 5 ? 3 : 0))
  expect(values).toHaveLength(40_000)
  for (const { value, x, y } of eachCell(values)) {
    if (isHouse(x, y, 4)) expect(value).toBeCloseTo(ground(x, y), 4)
    else if (!isHouse(x, y, 9)) expect(value).toBe(Math.fround(house(x, y) + (x === 5 ? 3 : 0)))
  }
})

test('the level place is made of squares: it does not draw the outline', async () => {
  const slanting = {
    type: 'polygon' as const,
    polygons: [[Float64Array.of(EAST + 50, NORTH - 50, EAST + 90, NORTH - 61, EAST + 55, NORTH - 97, EAST + 50, NORTH - 50)]],
  }
  const values = await protect('landcover', [{ ...boxZone([0, 0, 1, 1]), shape: slanting }], () => 5)
  for (const { value, x, y } of eachCell(values)) expect(Number.isNaN(value)).toBe(Number.isNaN(values[(y - (y % 4)) * 200 + x - (x % 4)]))
  expect(values.some(Number.isNaN)).toBe(true)
})

test('the crown of a tree, a surface counted from the ground and a surface with an offset become bare', async () => {
  const zone = boxZone([50, 50, 100, 100])
  const middle = 100 * 200 + 100
  expect((await protect('canopy', [zone], () => 17))[middle]).toBe(0)
  expect((await protect('surface', [zone], () => 17, { height: { datum: CRS_HEIGHT, offsetM: 0.5, above: 'ground' } }))[middle]).toBe(-0.5)
  expect((await protect('surface', [zone], () => 17, { height: { datum: CRS_HEIGHT, offsetM: 2, above: 'datum' } }))[middle]).toBeCloseTo(
    ground(100, 100) - 2,
    4,
  )
})
const CRS_HEIGHT = 'EPSG:5613'

test('coarsen: every cell of a square is at the same height above the ground, their mean', async () => {
  const values = await protect('surface', [boxZone([left, top, wide, high], { action: 'coarsen', toM: 20 })], house)
  const above = eachCell(values).map((cell) => cell.value - ground(cell.x, cell.y))
  for (let y = 0; y < 200; y += 20)
    for (let x = 0; x < 200; x += 20) {
      const cells = Array.from({ length: 400 }, (_, i) => (y + Math.floor(i / 20)) * 200 + x + (i % 20))
      const built = cells.filter((i) => isHouse(i % 200, Math.floor(i / 200))).length
      if (built > 0) for (const i of cells) expect(above[i]).toBeCloseTo((12 * built) / 400, 3)
    }
  const codes = await protect('landcover', [boxZone([left, top, wide, high], { action: 'coarsen', toM: 20 })], (x, y) => (isHouse(x, y) ? 12 : 31))
  expect(new Set(codes)).toEqual(new Set([31]))
})

test('zones of other kinds, and flatten on cover, change nothing; nor does anything change terrain', async () => {
  const zone = boxZone([0, 0, 200, 200], { kinds: ['place', 'plan'] })
  expect([...(await protect('surface', [zone], house))]).toEqual([...(await protect('surface', [], house))])
  expect(await protect('landcover', [boxZone([0, 0, 200, 200], { action: 'flatten' })], () => 5)).toEqual(new Float32Array(40_000).fill(5))
  expect([...(await protect('terrain', [boxZone([0, 0, 200, 200])], house))]).toEqual([...(await protect('terrain', [], house))])
})

test('no square that a shape and its margin touch is left out', () => {
  const coordinate = fc.double({ min: -40, max: 240, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      coordinate,
      coordinate,
      (corners, margin, x, y) => {
        const ring = Float64Array.from([...corners, corners[0]].flatMap(([e, s]) => [EAST + e, NORTH - s]))
        const shape = { type: 'polygon' as const, polygons: [[ring]] }
        const at = [EAST + Math.min(199.9, Math.max(0.1, x)), NORTH - Math.min(199.9, Math.max(0.1, y))] as const
        const isNear = isWithin({ type: 'point', points: Float64Array.from(at) }, shape, margin)
        if (isNear) expect(coveringBlocks(EXTENT, [{ ...boxZone([0, 0, 1, 1]), shape }], 4, margin).at(...at)).toBeGreaterThanOrEqual(0)
      },
    ),
    { numRuns: 500 },
  )
})
