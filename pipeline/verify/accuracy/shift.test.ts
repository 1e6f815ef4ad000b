import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestShift } from './shift.ts'

const near = fc.double({ min: -3, max: 3, noNaN: true })

test('finds the bottom of a slanting hollow', async () => {
  await fc.assert(
    fc.asyncProperty(near, near, fc.double({ min: -0.9, max: 0.9, noNaN: true }), async (x, z, slant) => {
      const found = await bestShift((a, b) => 2 + (a - x) ** 2 + (b - z) ** 2 + slant * (a - x) * (b - z))
      expect(found!.x).toBeCloseTo(x, 5)
      expect(found!.z).toBeCloseTo(z, 5)
      expect(found!.curvatureX).toBeCloseTo(1, 5)
    }),
  )
})

test('finds the point of a tent, which overlap is, and nothing on a plain', async () => {
  await fc.assert(
    fc.asyncProperty(near, near, async (x, z) => {
      const found = await bestShift((a, b) => Math.abs(a - x) + Math.abs(b - z))
      expect(Math.hypot(found!.x - x, found!.z - z)).toBeLessThan(0.1)
    }),
  )
  expect(await bestShift(() => 1)).toBeUndefined()
})
