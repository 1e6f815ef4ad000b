import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashAt } from '#pipeline/model/hash-random.ts'
import type { CellGrid } from '../building/footprint.ts'
import { roofFromSurface } from './surface-roof.ts'
import { medianAround } from './smooth.ts'

const noise = (x: number, z: number, size: number) => (hashAt(7, x, z) / 0x100000000 - 0.5) * 2 * size

function footprint(width: number, depth: number): CellGrid {
  return { minX: 0, minZ: 0, width, depth, cover: new Uint8Array(width * depth).fill(1), share: new Float32Array(width * depth).fill(1) }
}

const heightsOf = ({ width, depth }: CellGrid, at: (x: number, z: number) => number) =>
  Float32Array.from({ length: width * depth }, (_, i) => at((i % width) + 0.5, Math.floor(i / width) + 0.5))

/** Mean distance of inner cells from the median of their surroundings. */
function roughness({ width, depth }: CellGrid, heights: Float32Array): number {
  let sum = 0
  let cells = 0
  for (let z = 1; z + 1 < depth; z++)
    for (let x = 1; x + 1 < width; x++) {
      const cell = z * width + x
      sum += Math.abs(heights[cell] - medianAround({ width, depth, heights }, cell, 1))
      cells++
    }
  return sum / cells
}

describe('a roof from a noisy surface', () => {
  test('is one level where it is flat', () => {
    const grid = footprint(20, 14)
    const roof = roofFromSurface(
      grid,
      heightsOf(grid, (x, z) => 9.1 + noise(x, z, 0.4)),
    )!
    expect(roof.flat).toBe(true)
    expect(new Set(roof.halves)).toEqual(new Set([18]))
  })

  test('keeps a gable within half a block, its ridge straight, far smoother than the raster', () => {
    const grid = footprint(26, 16)
    const truth = (_: number, z: number) => 6 + (8 - Math.abs(z - 8)) * 0.8
    const raw = heightsOf(grid, (x, z) => truth(x, z) + noise(x, z, 0.35))
    const roof = roofFromSurface(grid, raw)!
    const ours = Float32Array.from(roof.halves, (half) => half / 2)
    const errors = heightsOf(grid, truth).map((height, cell) => Math.abs(height - ours[cell]))
    expect(roof.flat).toBe(false)
    expect(errors.toSorted()[Math.floor(errors.length * 0.9)]).toBeLessThanOrEqual(0.5)
    expect(roughness(grid, ours)).toBeLessThan(0.5 * roughness(grid, raw))
    const ridge = Array.from({ length: 26 }, (_, x) => Math.max(roof.halves[7 * 26 + x], roof.halves[8 * 26 + x]))
    expect(Math.max(...ridge) - Math.min(...ridge)).toBeLessThanOrEqual(1)
  })

  test('keeps a tower on its podium apart', () => {
    const grid = footprint(30, 30)
    const raw = heightsOf(grid, (x, z) => (x > 18 && z > 18 ? 31 : 12) + noise(x, z, 0.2))
    const roof = roofFromSurface(grid, raw)!
    expect(roof.halves[5 * 30 + 5]).toBe(24)
    expect(roof.halves[24 * 30 + 24]).toBe(62)
    expect(roof.flat).toBe(true)
  })

  test('finds a chimney and takes it out of the roof', () => {
    const grid = footprint(20, 20)
    const raw = heightsOf(grid, (x, z) => (Math.floor(x) === 9 && Math.floor(z) === 9 ? 12.5 : 6 + 0.3 * x))
    const roof = roofFromSurface(grid, raw)!
    expect(roof.chimneys.map(({ cell }) => cell)).toContain(9 * 20 + 9)
    expect(roof.halves[9 * 20 + 9] / 2).toBeLessThan(9.6)
  })

  test('does not let the blended rim pull the eaves down', () => {
    const grid = footprint(20, 20)
    const raw = heightsOf(grid, (x, z) => (x < 1 || z < 1 || x > 19 || z > 19 ? 3 : 10))
    const roof = roofFromSurface(grid, raw)!
    expect(Math.min(...roof.halves)).toBe(20)
  })

  test('is undefined where nothing is known, and never lower than a room', () => {
    const grid = footprint(6, 6)
    expect(roofFromSurface(grid, new Float32Array(36).fill(Number.NaN))).toBeUndefined()
    fc.assert(
      fc.property(fc.array(fc.float({ min: -5, max: 60, noNaN: true }), { minLength: 36, maxLength: 36 }), (heights) => {
        const roof = roofFromSurface(grid, Float32Array.from(heights))!
        expect(Math.min(...roof.halves)).toBeGreaterThanOrEqual(6)
        expect(Math.max(...roof.halves)).toBeLessThanOrEqual(2 * Math.max(...heights, 3) + 8)
      }),
    )
  })
})
