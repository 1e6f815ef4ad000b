import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashAt, hashText, randomFor } from './hash-random.ts'

test('known values: a change of these changes every world', () => {
  expect([hashText('tree'), hashAt(7, -12, 345), hashAt(0, 0, 0)]).toMatchInlineSnapshot(`
    [
      3047073304,
      2607938001,
      0,
    ]
  `)
})

test('hashes are whole numbers of 32 bits, and random numbers lie in [0, 1)', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer(), fc.integer(), (id, purpose, x, z) => {
      for (const hash of [hashText(id), hashAt(hashText(purpose), x, z)]) {
        expect(Number.isInteger(hash)).toBe(true)
        expect(hash).toBeGreaterThanOrEqual(0)
        expect(hash).toBeLessThan(2 ** 32)
      }
      const value = randomFor(id, purpose)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(1)
    }),
  )
})

test('one feature has other numbers for other purposes, and no pair of them runs into each other', () => {
  expect(randomFor('17', 'roof')).not.toBe(randomFor('17', 'door'))
  expect(randomFor('b', 'a')).not.toBe(randomFor('a', 'b'))
  expect(randomFor('7', 'door1')).not.toBe(randomFor('17', 'door'))
})

test('numbers of ids in a row are even: each tenth of [0, 1) gets its share', () => {
  const counts = Array.from({ length: 10 }, () => 0)
  for (let id = 0; id < 20_000; id++) counts[Math.floor(randomFor(String(id), 'kind') * 10)]++
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(220)
})

test('positions are even too: every bit is set at about half of them, and neighbours do not follow each other', () => {
  let [ones, equal] = [Array.from({ length: 32 }, () => 0), 0]
  for (let z = -64; z < 64; z++)
    for (let x = -64; x < 64; x++) {
      const hash = hashAt(99, x, z)
      for (let bit = 0; bit < 32; bit++) ones[bit] += (hash >>> bit) & 1
      if ((hash & 7) === (hashAt(99, x + 1, z) & 7)) equal++
    }
  for (const count of ones) expect(Math.abs(count / 16384 - 0.5)).toBeLessThan(0.03)
  expect(Math.abs(equal / 16384 - 1 / 8)).toBeLessThan(0.02)
})
