import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnAt, faceY, gridSchema, groundY, heightOfFace, MAX_Y, MIN_Y, REGION_SIZE, regionsTouching, toBlocks, toMetres, type WorldGrid } from './grid.ts'

const grid = (change: Partial<WorldGrid> = {}): WorldGrid => ({
  crs: 'EPSG:3007',
  origin: { easting: 148480, northing: 6398976 },
  heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
  zeroY: 63,
  scale: 1,
  verticalScale: 1,
  ...change,
})
const scales = fc.constantFrom(0.25, 0.5, 1, 2, 4)
const metres = fc.double({ min: -2e6, max: 2e6, noNaN: true })

describe('coordinates and blocks', () => {
  test('the check of the grid contract: 148485.86 E 6398861.67 N lies in block x 5, z 114', () => {
    expect(columnAt(grid(), 148485.86, 6398861.67)).toEqual({ x: 5, z: 114 })
  })

  test('there and back gives the same coordinate, at every scale and on both sides of the origin', () => {
    fc.assert(
      fc.property(metres, metres, scales, (east, north, scale) => {
        const world = grid({ scale })
        const { x, z } = toBlocks(world, 148480 + east, 6398976 + north)
        const back = toMetres(world, x, z)
        expect(back.easting).toBeCloseTo(148480 + east, 6)
        expect(back.northing).toBeCloseTo(6398976 + north, 6)
      }),
    )
  })

  test('a block’s centre lies in the block, also where x and z are negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }), scales, (x, z, scale) => {
        const world = grid({ scale })
        const { easting, northing } = toMetres(world, x + 0.5, z + 0.5)
        expect(columnAt(world, easting, northing)).toEqual({ x, z })
      }),
    )
  })

  test('a block holds its western and its northern edge, and not the others', () => {
    const { easting: E0, northing: N0 } = grid().origin
    for (const [x, z] of [
      [0, 0],
      [-1, -1],
      [-513, 511],
    ] as const) {
      expect(columnAt(grid(), E0 + x, N0 - z)).toEqual({ x, z })
      expect(columnAt(grid(), E0 + x + 1, N0 - z)).toEqual({ x: x + 1, z })
      expect(columnAt(grid(), E0 + x, N0 - z - 1)).toEqual({ x, z: z + 1 })
      expect(columnAt(grid(), E0 + x + 0.999, N0 - z - 0.999)).toEqual({ x, z })
    }
  })

  test('east is x, south is z', () => {
    const here = toBlocks(grid(), 150000, 6398000)
    expect(toBlocks(grid(), 150010, 6397980)).toEqual({ x: here.x + 10, z: here.z + 20 })
  })
})

describe('heights', () => {
  test('height 0 has its face at zeroY and its top block below', () => {
    expect(faceY(grid(), 0)).toBe(63)
    expect(groundY(grid(), 0)).toBe(62)
  })

  test.each([
    [10, 72],
    [10.49, 72],
    [10.5, 73],
    [-0.4, 62],
    [-0.6, 61],
    [-3.2, 59],
  ])('ground at %f m has its top block at y %i', (heightM, y) => {
    expect(groundY(grid(), heightM)).toBe(y)
  })

  test('the top block’s upper face is the height, to half a block', () => {
    fc.assert(
      fc.property(fc.double({ min: -500, max: 9000, noNaN: true }), scales, fc.integer({ min: MIN_Y, max: MAX_Y }), (heightM, verticalScale, zeroY) => {
        const world = grid({ verticalScale, zeroY })
        expect(heightOfFace(world, faceY(world, heightM))).toBeCloseTo(heightM, 8)
        expect(Math.abs(groundY(world, heightM) + 1 - faceY(world, heightM))).toBeLessThanOrEqual(0.5)
      }),
    )
  })
})

describe('regions', () => {
  test('touched by a box are those that share a column with it', () => {
    const coordinate = fc.integer({ min: -3000, max: 3000 })
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 1500 }), (minX, minZ, width, depth) => {
        const box = { minX, minZ, maxX: minX + width, maxZ: minZ + depth }
        const of = (block: number) => Math.floor(block / REGION_SIZE)
        const wanted = new Set<string>()
        for (const x of [...Array(width).keys()].map((i) => of(minX + i))) for (let z = of(minZ); z <= of(minZ + depth - 1); z++) wanted.add(`${x},${z}`)
        expect(new Set(regionsTouching(box).map(({ x, z }) => `${x},${z}`))).toEqual(wanted)
      }),
      { numRuns: 50 },
    )
  })

  test('come row by row from the north-west', () => {
    expect(regionsTouching({ minX: -1, minZ: -1, maxX: 1, maxZ: 1 })).toEqual([
      { x: -1, z: -1 },
      { x: 0, z: -1 },
      { x: -1, z: 0 },
      { x: 0, z: 0 },
    ])
  })
})

describe('a grid in a definition', () => {
  const { scale: _, verticalScale: __, ...plain } = grid()

  test('must have an origin of multiples of 512', () => {
    expect(gridSchema.safeParse(plain).success).toBe(true)
    expect(gridSchema.safeParse({ ...plain, origin: { easting: 148500, northing: 6398976 } }).success).toBe(false)
  })

  test('may lie in the mountains: a town at 530 m needs a zeroY far below the world', () => {
    expect(gridSchema.safeParse({ ...plain, zeroY: -430 }).success).toBe(true)
  })
})
