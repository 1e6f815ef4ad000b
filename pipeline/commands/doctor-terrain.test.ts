import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitOf } from './doctor-terrain.ts'

const grid = {
  crs: 'EPSG:3006',
  origin: { easting: 0, northing: 0 },
  heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
  zeroY: 63,
  scale: 1,
  verticalScale: 1,
}

test('a town by the sea fits as it is, one in the mountains does not', () => {
  expect(fitOf(-2, 120, grid)).toMatchObject({ fits: true, lowestY: 61, highestY: 183 })
  expect(fitOf(500, 620, grid)).toMatchObject({ fits: false, zeroY: -432, verticalScale: 1 })
})

test('what is proposed fits, however high and however steep the ground is', () => {
  const height = fc.double({ min: -400, max: 4000, noNaN: true })
  fc.assert(
    fc.property(height, height, fc.constantFrom(0.5, 1, 2), (a, b, verticalScale) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      const { zeroY, verticalScale: scale } = fitOf(low, high, { ...grid, verticalScale })
      expect(fitOf(low, high, { ...grid, zeroY, verticalScale: scale }).fits).toBe(true)
      expect(scale).toBeLessThanOrEqual(verticalScale)
    }),
    { numRuns: 500 },
  )
})
