import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holds, nearestEdge, overlapOf, SITE, sizeOf } from './footprint.ts'
import type { Shape } from './source.ts'

const box = { minX: 0, minZ: 0, maxX: 20, maxZ: 20 }
const square = (x: number, z: number, side: number): Shape => ({
  layer: 'a',
  id: `${x} ${z}`,
  attributes: {},
  polygons: [[Float64Array.of(x, z, x + side, z, x + side, z + side, x, z + side, x, z)]],
  lines: [],
})
const columnsOf = (shapes: Shape[], state: number, into = new Uint8Array(400)) =>
  into.map((old, i) => (shapes.some(({ polygons }) => holds(polygons, (i % 20) + 0.5, Math.floor(i / 20) + 0.5)) ? state : old))

test('a square on whole blocks overlaps itself whole, and by what it is moved', () => {
  const shape = square(5, 5, 10)
  const site = { shape, others: [], box, columns: columnsOf([shape], SITE.building) }
  expect(overlapOf(site, 0.1)).toEqual({ intersection: 100, union: 100 })
  const moved = overlapOf(site, 0.1, { x: 0.5, z: 0 })
  expect(moved.intersection).toBeCloseTo(95, 6)
  expect(moved.union).toBeCloseTo(105, 6)
})

test('intersection and union are true to half a step along the outline', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 4, max: 6, noNaN: true }),
      fc.double({ min: 4, max: 6, noNaN: true }),
      fc.double({ min: 3, max: 9, noNaN: true }),
      (x, z, side) => {
        const shape = square(x, z, side)
        const { intersection, union } = overlapOf({ shape, others: [], box, columns: columnsOf([square(5, 5, 8)], SITE.building) }, 0.1)
        const along = (from: number) => Math.max(0, Math.min(13, from + side) - Math.max(5, from))
        const shared = along(x) * along(z)
        expect(Math.abs(intersection - shared)).toBeLessThan(0.2 * side + 0.1)
        expect(Math.abs(union - (side * side + 64 - shared))).toBeLessThan(0.4 * side + 0.2)
      },
    ),
  )
})

test('a wall shared with a neighbour counts once', () => {
  const shape = square(4, 5, 6.4)
  const other = { ...square(10.4, 5, 6.4), id: 'other' }
  const columns = columnsOf([shape], SITE.building, columnsOf([other], SITE.other))
  const { intersection, union } = overlapOf({ shape, others: [other], box, columns }, 0.1)
  expect(intersection).toBeCloseTo(6.4 * 6, 1)
  expect(union).toBeCloseTo(6.4 * 6.4, 1)
})

test('what lies beyond does not count', () => {
  const shape = square(5, 5, 10)
  const columns = columnsOf([shape], SITE.building, columnsOf([square(15, 5, 4)], SITE.beyond))
  expect(overlapOf({ shape, others: [], box, columns }, 0.1)).toEqual({ intersection: 100, union: 100 })
})

test('size, distance and holes', () => {
  const outer = square(2, 2, 10).polygons[0][0]
  const court = square(5, 5, 4).polygons[0][0]
  expect(sizeOf([[outer, court]])).toEqual({ area: 84, perimeter: 56 })
  expect(holds([[outer, court]], 3, 3)).toBe(true)
  expect(holds([[outer, court]], 6, 6)).toBe(false)
  expect(nearestEdge([[outer, court]], 6, 7)).toEqual({ x: 5, z: 7, distance: 1 })
})
