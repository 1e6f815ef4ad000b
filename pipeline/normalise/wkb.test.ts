import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromWkb } from './wkb.ts'

type Point = readonly number[]
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const doubles = (points: readonly Point[]) => {
  const flat = points.flat()
  const bytes = Buffer.alloc(flat.length * 8)
  flat.forEach((value, i) => bytes.writeDoubleLE(value, i * 8))
  return bytes
}
/** The type number of a kind with dimensions: `2.5D` sets the top bit, ISO adds thousands. */
const head = (kind: number) => Buffer.concat([Buffer.of(1), u32(kind)])
const run = (points: readonly Point[]) => Buffer.concat([u32(points.length), doubles(points)])
const point = (at: Point, kind = 1) => Buffer.concat([head(kind), doubles([at])])
const line = (points: readonly Point[], kind = 2) => Buffer.concat([head(kind), run(points)])
const polygon = (rings: readonly (readonly Point[])[], kind = 3) => Buffer.concat([head(kind), u32(rings.length), ...rings.map(run)])
const collection = (kind: number, members: readonly Buffer[]) => Buffer.concat([head(kind), u32(members.length), ...members])

const square: Point[] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
]

describe('points, lines and polygons', () => {
  test.each([
    [2, []],
    [0x80000002, [9]],
    [1002, [9]],
    [2002, [9]],
    [3002, [9, 8]],
  ])('of number type %i are read, and z and m dropped', (kind, more) => {
    const points: Point[] = [
      [1, 2, ...more],
      [3, 4, ...more],
    ]
    expect(fromWkb(line(points, kind))).toEqual({ type: 'line', lines: [Float64Array.of(1, 2, 3, 4)] })
  })

  test('that are points drop z too', () => {
    expect(fromWkb(point([7, 8, 9], 0x80000001))).toEqual({ type: 'point', points: Float64Array.of(7, 8) })
  })

  test('with holes keep their rings in order', () => {
    const hole: Point[] = square.map(([x, y]) => [1 + x / 2, 1 + y / 2])
    expect(fromWkb(polygon([square, hole]))).toEqual({ type: 'polygon', polygons: [[Float64Array.from(square.flat()), Float64Array.from(hole.flat())]] })
  })

  test('any coordinates come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { minLength: 2 }), (points) => {
        expect(fromWkb(line(points))).toEqual({ type: 'line', lines: [Float64Array.from(points.flat())] })
      }),
    )
  })
})

describe('collections', () => {
  test('yield their members of highest dimension, also nested', () => {
    const mixed = collection(7, [
      point([1, 1]),
      line([
        [0, 0],
        [1, 1],
      ]),
      collection(6, [polygon([square]), polygon([square])]),
    ])
    expect(fromWkb(mixed)).toMatchObject({ type: 'polygon', polygons: [[expect.anything()], [expect.anything()]] })
    expect(
      fromWkb(
        collection(7, [
          point([1, 1]),
          line([
            [0, 0],
            [1, 1],
          ]),
        ]),
      ),
    ).toMatchObject({ type: 'line' })
    expect(fromWkb(collection(4, [point([1, 2]), point([3, 4])]))).toEqual({ type: 'point', points: Float64Array.of(1, 2, 3, 4) })
  })
})

describe('nothing', () => {
  test.each([
    ['an empty polygon', polygon([])],
    ['a ring of three points', polygon([square.slice(0, 3)])],
    ['a line of one point', line([[1, 1]])],
    ['an empty point', point([Number.NaN, Number.NaN])],
    ['an empty collection', collection(7, [])],
  ])('is what %s gives', (_, wkb) => {
    expect(fromWkb(wkb)).toBeUndefined()
  })

  test('a polygon too thin to be one gives way to the line beside it', () => {
    expect(
      fromWkb(
        collection(7, [
          polygon([square.slice(0, 3)]),
          line([
            [0, 0],
            [1, 1],
          ]),
        ]),
      ),
    ).toMatchObject({ type: 'line' })
  })
})
