import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlockBox } from './grid.ts'
import { boxesTouch, boxOf, cutBox, fillPolygons } from './scanline.ts'

const box: BlockBox = { minX: -12, minZ: -12, maxX: 12, maxZ: 12 }
const close = (points: [number, number][]): Float64Array => Float64Array.from([...points, points[0]].flat())

function filled(polygons: Float64Array[][], within = box): Set<string> {
  const columns = new Set<string>()
  fillPolygons(polygons, within, (z, from, to) => {
    expect(to).toBeGreaterThan(from)
    for (let x = from; x < to; x++) {
      expect(columns.has(`${x},${z}`)).toBe(false)
      columns.add(`${x},${z}`)
    }
  })
  return columns
}

/** Even-odd by a ray to the west, over all rings. */
function isInside(rings: Float64Array[], x: number, z: number): boolean {
  let crossings = 0
  for (const ring of rings)
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, az, bx, bz] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]]
      if (az < z !== bz < z && ax + ((z - az) * (bx - ax)) / (bz - az) <= x) crossings++
    }
  return crossings % 2 === 1
}

/** Off the half-block lattice, so that no edge runs exactly through a centre. */
const point = fc.tuple(fc.integer({ min: -1500, max: 1500 }), fc.integer({ min: -1500, max: 1500 })).map(([x, z]): [number, number] => [x / 97.3, z / 97.3])
const ring = fc.array(point, { minLength: 3, maxLength: 9 }).map(close)

describe('filling polygons', () => {
  test('gives the columns whose centres lie inside, also where rings cross and have holes', () => {
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 3 }), (rings) => {
        const columns = filled([rings])
        for (let z = box.minZ; z < box.maxZ; z++)
          for (let x = box.minX; x < box.maxX; x++) expect(columns.has(`${x},${z}`), `${x},${z}`).toBe(isInside(rings, x + 0.5, z + 0.5))
      }),
    )
  })

  test('shares a common edge: no column twice, none left out, where it runs through centres', () => {
    const at = fc.integer({ min: -20, max: 20 }).map((n) => n / 2)
    fc.assert(
      fc.property(at, at, (top, bottom) => {
        const west = close([
          [-10, -10],
          [top, -10],
          [bottom, 10],
          [-10, 10],
        ])
        const east = close([
          [top, -10],
          [10, -10],
          [10, 10],
          [bottom, 10],
        ])
        const [inWest, inEast] = [filled([[west]]), filled([[east]])]
        expect([...inWest].filter((column) => inEast.has(column))).toEqual([])
        expect(inWest.size + inEast.size).toBe(400)
      }),
    )
  })

  test('cuts to the box', () => {
    const large = close([
      [-100, -100],
      [100, -100],
      [100, 100],
      [-100, 100],
    ])
    expect(filled([[large]], { minX: 3, minZ: -2, maxX: 6, maxZ: 1 }).size).toBe(9)
    expect(filled([[large]], { minX: 200, minZ: 0, maxX: 210, maxZ: 5 }).size).toBe(0)
  })

  test('of several polygons fills each by itself', () => {
    const square = close([
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ])
    const columns: string[] = []
    fillPolygons([[square], [square]], box, (z, from, to) => columns.push(`${from}–${to} ${z}`))
    expect(columns).toEqual(['0–2 0', '0–2 1', '0–2 0', '0–2 1'])
  })
})

describe('boxes', () => {
  test('of runs go outward to whole blocks, with a margin', () => {
    expect(boxOf([Float64Array.of(-0.5, 2.2, 3.1, 4)])).toEqual({ minX: -1, minZ: 2, maxX: 4, maxZ: 4 })
    expect(boxOf([Float64Array.of(0, 0), Float64Array.of(5, -5)], 1.5)).toEqual({ minX: -2, minZ: -7, maxX: 7, maxZ: 2 })
  })

  test('touch where they share a column, and the cut is what they share', () => {
    const a = { minX: 0, minZ: 0, maxX: 4, maxZ: 4 }
    expect(boxesTouch(a, { minX: 4, minZ: 0, maxX: 8, maxZ: 4 })).toBe(false)
    expect(boxesTouch(a, { minX: 3, minZ: 3, maxX: 8, maxZ: 9 })).toBe(true)
    expect(cutBox(a, { minX: 3, minZ: -3, maxX: 8, maxZ: 2 })).toEqual({ minX: 3, minZ: 0, maxX: 4, maxZ: 2 })
  })
})
