import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFor } from '#pipeline/model/hash-random.ts'
import { coverage, polygonsArea } from './coverage.ts'
import { footprintCells, settleShared } from './footprint.ts'

/** A turned rectangle as a closed ring. */
function rectangle(x: number, z: number, length: number, width: number, angle: number): Float64Array {
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
      return [x + u * Math.cos(angle) - v * Math.sin(angle), z + u * Math.sin(angle) + v * Math.cos(angle)]
    }),
  )
}

const size = fc.double({ min: 8, max: 60, noNaN: true })
const angle = fc.double({ min: 0, max: Math.PI, noNaN: true })
const offset = fc.double({ min: -50, max: 50, noNaN: true })

test('coverage adds up to the area, whichever way the ring turns', () => {
  fc.assert(
    fc.property(offset, offset, size, size, angle, fc.boolean(), (x, z, length, width, turn, back) => {
      const ring = rectangle(x, z, length, width, turn)
      const points = Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i], ring[2 * i + 1]])
      const given = Float64Array.from((back ? points.toReversed() : points).flat())
      const box = { minX: -120, minZ: -120, width: 240, depth: 240 }
      const sum = coverage([[given]], box).reduce((total, share) => total + share, 0)
      expect(sum).toBeCloseTo(polygonsArea([[given]]), 1)
    }),
    { numRuns: 60 },
  )
})

test('cells keep to the outline: intersection over union at least 1 − 0.3 · perimeter / area for nearly all houses', () => {
  let [good, overlap, union] = [0, 0, 0]
  const houses = 400
  for (let house = 0; house < houses; house++) {
    const random = (purpose: string, from: number, to: number) => from + (to - from) * randomFor(`house ${house}`, purpose)
    const [length, width] = [random('length', 8, 60), random('width', 8, 30)]
    const grid = footprintCells([[rectangle(random('x', -50, 50), random('z', -50, 50), length, width, random('turn', 0, Math.PI))]])!
    let [both, either] = [0, 0]
    grid.share.forEach((share, cell) => {
      both += grid.cover[cell] === 1 ? share : 0
      either += grid.cover[cell] === 1 ? 1 : share
    })
    overlap += both
    union += either
    if (both / either >= 1 - (0.3 * 2 * (length + width)) / (length * width)) good++
  }
  expect(good / houses).toBeGreaterThanOrEqual(0.95)
  expect(overlap / union).toBeGreaterThanOrEqual(0.95)
})

test('two houses that share a wall share no cell and leave none between them', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), angle, (shift, turn) => {
      const [ux, uz] = [Math.cos(turn), Math.sin(turn)]
      const left = rectangle(shift - 7.5 * ux, shift - 7.5 * uz, 15, 12, turn)
      const right = rectangle(shift + 7.5 * ux, shift + 7.5 * uz, 15, 12, turn)
      const [a, b] = [
        { id: 'a', grid: footprintCells([[left]])! },
        { id: 'b', grid: footprintCells([[right]])! },
      ]
      const [mine, theirs] = [settleShared(a, [b]), settleShared(b, [a])]
      const has = (grid: typeof mine, x: number, z: number) =>
        x >= grid.minX &&
        z >= grid.minZ &&
        x < grid.minX + grid.width &&
        z < grid.minZ + grid.depth &&
        grid.cover[(z - grid.minZ) * grid.width + x - grid.minX] === 1
      for (let z = -12; z <= 12; z++) for (let x = -12; x <= 12; x++) expect(has(mine, x, z) && has(theirs, x, z)).toBe(false)
      for (let t = -5; t <= 5; t++) {
        const [x, z] = [Math.floor(shift - t * uz), Math.floor(shift + t * ux)]
        expect(has(mine, x, z) || has(theirs, x, z)).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})

test('a thin house is still drawn, a sliver is not', () => {
  expect(footprintCells([[rectangle(0.5, 0.5, 12, 0.4, 0)]])!.cover.reduce((sum, cell) => sum + cell, 0)).toBeGreaterThan(0)
  expect(footprintCells([[rectangle(0.5, 0.5, 1.1, 0.4, 0)]])).toBeUndefined()
})
