import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsFor, longsFor, packLongs } from './pack-longs.ts'

/** One bit after another, by big integers. */
function unpack(view: DataView, bits: number, count: number): number[] {
  const perLong = Math.floor(64 / bits)
  return Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(bits, view.getBigUint64(Math.floor(i / perLong) * 8) >> BigInt((i % perLong) * bits))))
}

test('values of any width come back from where they belong', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 300 }), fc.nat(), (bits, count, seed) => {
      const values = Array.from({ length: count }, (_, i) => Math.imul(seed + i, 0x9e3779b1) >>> (32 - bits))
      const longs = longsFor(count, bits)
      const view = new DataView(new ArrayBuffer(longs * 8 + 16))
      expect(packLongs(view, 8, { values, bits })).toBe(8 + longs * 8)
      expect(unpack(new DataView(view.buffer, 8), bits, count)).toEqual(values)
      expect([view.getBigUint64(0), view.getBigUint64(8 + longs * 8)]).toEqual([0n, 0n])
    }),
  )
})

test('bits grow at powers of two', () => {
  expect([1, 2, 16, 17, 32, 33, 256, 257, 4096].map((count) => bitsFor(count, 4))).toEqual([4, 4, 4, 5, 5, 6, 8, 9, 12])
  expect([1, 2, 3, 4, 5].map((count) => bitsFor(count, 1))).toEqual([1, 1, 2, 2, 3])
  expect(bitsFor(385, 1)).toBe(9)
  expect([longsFor(4096, 4), longsFor(4096, 5), longsFor(4096, 12), longsFor(256, 9)]).toEqual([256, 342, 820, 37])
})
