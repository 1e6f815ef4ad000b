import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellRole } from '#pipeline/model/shard.ts'
import { footprintCells } from '../building/footprint.ts'
import { bays } from './bays.ts'
import { placeDoors } from './doors.ts'
import { simplifyRing } from './simplify.ts'
import { storeyRows } from './storeys.ts'
import { houseVariants, variantFor } from './variants.ts'
import { facadesOf, wallRoles } from './walls.ts'

const box = (x0: number, z0: number, x1: number, z1: number) => Float64Array.of(x0, z0, x1, z0, x1, z1, x0, z1, x0, z0)

describe('bays', () => {
  test.each([
    [9, 3 as const, '010010010'],
    [8, 2 as const, '01010100'],
    [2, 3 as const, '00'],
  ])('%i blocks in bays of %s are %s', (length, bay, drawn) => {
    expect(bays(length, { bay, width: 1 }).join('')).toBe(drawn)
  })

  test('leave both corners, and their ends differ by one block at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 120 }),
        fc.constantFrom(2 as const, 3 as const, 'ribbon' as const),
        fc.constantFrom(1 as const, 2 as const),
        (length, bay, width) => {
          const windows = bays(length, { bay, width })
          expect([windows[0], windows[length - 1]]).toEqual([0, 0])
          const first = windows.indexOf(1)
          if (first >= 0) expect(Math.abs(first - (length - 1 - windows.lastIndexOf(1)))).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

test('storeys share the real height and rise in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.double({ min: 2.5, max: 6, noNaN: true }), (eaves, storey) => {
      const rows = storeyRows(eaves, storey)
      expect(rows[0]).toBe(0)
      const heights = rows.map((row, i) => (rows[i + 1] ?? eaves) - row)
      expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1)
      expect(heights.reduce((sum, height) => sum + height, 0)).toBe(eaves)
    }),
  )
  expect(storeyRows(15, 3)).toEqual([0, 3, 6, 9, 12])
  expect(storeyRows(15, null)).toEqual([0])
})

describe('walls', () => {
  const polygons = [[box(10, 10, 40, 30), box(18, 16, 32, 24)]]
  const grid = footprintCells(polygons)!

  test('close a house around its rooms and its courtyard', () => {
    const role = wallRoles(grid, () => false, facadesOf(polygons))
    for (let z = 0; z < grid.depth; z++)
      for (let x = 0; x < grid.width; x++) {
        const cell = z * grid.width + x
        if (role[cell] !== cellRole.inside) continue
        for (const beside of [cell - 1, cell + 1, cell - grid.width, cell + grid.width]) expect(role[beside]).not.toBe(cellRole.outside)
      }
    expect(role.filter((each) => each === cellRole.wall)).toHaveLength(2 * (30 + 20) - 4 + 2 * (14 + 8))
  })

  test('that touch another house are party walls', () => {
    const role = wallRoles(grid, (x) => x >= 40, facadesOf(polygons))
    expect(role[5 * grid.width + 29]).toBe(cellRole.party)
    expect(role[5 * grid.width]).toBe(cellRole.wall)
  })

  test('know the cell of every block along them', () => {
    const facades = facadesOf(polygons)
    wallRoles(grid, () => false, facades)
    expect(facades.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([8, 8, 14, 14, 20, 20, 30, 30])
    for (const { cells } of facades) expect(cells.filter((cell) => cell >= 0).length).toBeGreaterThanOrEqual(cells.length - 2)
  })
})

test('doors face the street, have free ground before them and a room behind', () => {
  const polygons = [[box(0, 0, 40, 12)]]
  const grid = footprintCells(polygons)!
  const facades = facadesOf(polygons)
  const role = wallRoles(grid, () => false, facades)
  const doors = placeDoors({ grid, role, facades, every: 14, isBlocked: (_, z) => z < -1, isStreet: (_, z) => z >= 18 && z <= 22 })
  expect(doors).toHaveLength(3)
  for (const { facing, z } of doors) expect([facing, z]).toEqual(['south', 11])
})

test('a house that nobody can reach has no door', () => {
  const polygons = [[box(0, 0, 12, 12)]]
  const grid = footprintCells(polygons)!
  const facades = facadesOf(polygons)
  const role = wallRoles(grid, () => true, facades)
  expect(placeDoors({ grid, role, facades, every: 14, isBlocked: () => true, isStreet: () => false })).toEqual([])
})

test('a staircase outline becomes one straight facade', () => {
  const steps: number[] = []
  for (let i = 0; i <= 20; i++) steps.push(i, i, i + 1, i)
  const ring = Float64Array.from([...steps, 21, 40, 0, 40, 0, 0])
  const simple = simplifyRing(ring, 0.9)
  expect(simple.length / 2 - 1).toBeLessThanOrEqual(5)
})

test('neighbours in a row and in a grid of houses hardly ever look alike', () => {
  let [alike, pairs] = [0, 0]
  const id = (x: number, z: number) => `house-${x}-${z}`
  const beside = (x: number, z: number) => [id(x - 1, z), id(x + 1, z), id(x, z - 1), id(x, z + 1)]
  const wears = (x: number, z: number) => variantFor(id(x, z), beside(x, z), 5)
  for (let z = 0; z < 40; z++)
    for (let x = 0; x < 40; x++) {
      for (const other of [wears(x + 1, z), wears(x, z + 1)]) if (other === wears(x, z)) alike++
      pairs += 2
    }
  expect(alike / pairs).toBeLessThanOrEqual(0.05)
})

test('a long block is dressed as houses, none like the one beside it', () => {
  const ring = box(0, 0, 120, 14)
  const grid = footprintCells([[ring]])!
  const worn = houseVariants(grid, ring, { length: 22, first: 2, count: 5, id: 'block' })
  const along = Array.from({ length: 120 }, (_, x) => worn[13 * 120 + x])
  const changes = along.filter((variant, x) => x > 0 && variant !== along[x - 1]).length
  expect(changes).toBeGreaterThanOrEqual(3)
})
