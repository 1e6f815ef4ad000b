import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Geometry } from './feature.ts'
import { isWithin } from './touch.ts'

const polygon = (...rings: number[][]): Geometry => ({ type: 'polygon', polygons: [rings.map((ring) => Float64Array.from(ring))] })
const line = (...points: number[]): Geometry => ({ type: 'line', lines: [Float64Array.from(points)] })
const point = (...points: number[]): Geometry => ({ type: 'point', points: Float64Array.from(points) })
const box = (x: number, y: number, w: number, h: number) => polygon([x, y, x + w, y, x + w, y + h, x, y + h, x, y])
const ring = [0, 0, 30, 0, 30, 30, 0, 30, 0, 0]
const holed = polygon(ring, [10, 10, 20, 10, 20, 20, 10, 20, 10, 10])

test.each<[string, Geometry, Geometry, number, boolean]>([
  ['a point in a polygon', point(5, 5), holed, 0, true],
  ['a point in a hole', point(15, 15), holed, 4.9, false],
  ['a point in a hole, near its edge', point(15, 15), holed, 5, true],
  ['the second of two points', point(-50, 0, 5, 5), holed, 0, true],
  ['a polygon in another', box(2, 2, 3, 3), holed, 0, true],
  ['a polygon around another', box(-9, -9, 90, 90), holed, 0, true],
  ['a polygon in a hole', box(12, 12, 2, 2), holed, 1, false],
  ['polygons with an edge in common', box(30, 5, 9, 9), holed, 0, true],
  ['polygons with a corner in common', box(30, 30, 9, 9), holed, 0, true],
  ['polygons a metre apart', box(31, 5, 9, 9), holed, 0.99, false],
  ['a line right across', line(-5, 5, 40, 5), holed, 0, true],
  ['a line past', line(-5, -1, 40, -1), holed, 0.5, false],
  ['lines that cross', line(0, 0, 10, 10), line(0, 10, 10, 0), 0, true],
  ['lines that would cross', line(0, 0, 4, 4), line(0, 10, 10, 0), 0.5, false],
  ['a point within a radius', point(0, 0), point(3, 4), 5, true],
  ['a point beyond a radius', point(0, 0), point(3, 4), 4.99, false],
  ['what is no number', point(Number.NaN, 0), holed, 0, true],
])('%s', (_, a, b, reach, wanted) => {
  expect(isWithin(a, b, reach)).toBe(wanted)
  expect(isWithin(b, a, reach)).toBe(wanted)
})

test('boxes touch as arithmetic says, turned and moved or not', () => {
  const side = fc.integer({ min: 1, max: 40 })
  const at = fc.integer({ min: -50, max: 50 })
  fc.assert(
    fc.property(fc.tuple(at, at, side, side), fc.tuple(at, at, side, side), fc.integer({ min: 0, max: 20 }), ([x, y, w, h], [u, v, p, q], reach) => {
      const [apartX, apartY] = [Math.max(0, u - x - w, x - u - p), Math.max(0, v - y - h, y - v - q)]
      expect(isWithin(box(x, y, w, h), box(u, v, p, q), reach)).toBe(apartX ** 2 + apartY ** 2 <= reach ** 2)
    }),
  )
})
