import { expect, test } from 'vitest'
import { ROOF_SHAPES } from '#pipeline/model/kind.ts'
import { footprintCells } from '../building/footprint.ts'
import { roofFromShape, turnedBox } from './shape-roof.ts'

/** A rectangle turned by an angle, around (40, 40). */
function turned(length: number, width: number, angle: number): Float64Array {
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const
  return Float64Array.from(
    corners.flatMap(([a, b]) => {
      const [u, v] = [(a * length) / 2, (b * width) / 2]
      return [40 + u * Math.cos(angle) - v * Math.sin(angle), 40 + u * Math.sin(angle) + v * Math.cos(angle)]
    }),
  )
}

test.each([0, 0.3, 1.1, 2.5])('the box around a rectangle turned by %f is the rectangle', (angle) => {
  const box = turnedBox(turned(24, 10, angle))
  expect(box.halfLength).toBeCloseTo(12, 6)
  expect(box.halfWidth).toBeCloseTo(5, 6)
  expect(Math.abs(Math.cos(angle) * box.ux + Math.sin(angle) * box.uz)).toBeCloseTo(1, 6)
})

test.each(ROOF_SHAPES)('a %s roof lies between eaves and ridge', (shape) => {
  const ring = turned(24, 12, 0.4)
  const grid = footprintCells([[ring]])!
  const roof = roofFromShape(grid, ring, { eaves: 6, ridge: 11, shape })
  const covered = Array.from(roof.halves).filter((_, cell) => grid.cover[cell] === 1)
  expect(Math.min(...covered)).toBeGreaterThanOrEqual(12)
  expect(Math.max(...covered)).toBeLessThanOrEqual(22)
  expect(Math.max(...covered)).toBeGreaterThanOrEqual(20)
  expect(roof.flat).toBe(shape === 'flat')
})

test('a gable has its ridge along the longer side and falls to both', () => {
  const ring = turned(24, 12, 0)
  const grid = footprintCells([[ring]])!
  const roof = roofFromShape(grid, ring, { eaves: 6, ridge: 12, shape: 'gabled' })
  const at = (x: number, z: number) => (z - grid.minZ) * grid.width + x - grid.minX
  expect(roof.halves[at(30, 39)]).toBe(roof.halves[at(50, 39)])
  expect(roof.halves[at(40, 39)]).toBeGreaterThan(roof.halves[at(40, 35)])
  expect([roof.slope[at(40, 36)], roof.slope[at(40, 43)]]).toEqual([1, 2])
})
