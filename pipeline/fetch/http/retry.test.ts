import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseMs, retryAfterMs } from './retry.ts'

test('pauses grow to a bound, by chance, and are never shorter than asked for within another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.option(fc.nat(1e9), { nil: undefined }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, asked, random) => {
        const pause = pauseMs(tries, asked, random)
        expect(pause).toBeGreaterThanOrEqual(Math.min(asked ?? 0, 300_000))
        expect(pause).toBeLessThanOrEqual(Math.max(1000 * 2 ** (tries - 1), asked ?? 0))
        expect(pause).toBeLessThanOrEqual(300_000)
      },
    ),
  )
  expect([1, 2, 3, 9].map((tries) => pauseMs(tries, undefined, 1))).toEqual([1000, 2000, 4000, 60_000])
})

test('Retry-After is seconds or a date, and nothing else', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(['3', ' 3 ', 'Thu, 01 Jan 2026 00:00:05 GMT', 'Thu, 01 Jan 2015 00:00:05 GMT', 'soon', undefined].map((each) => retryAfterMs(each, now))).toEqual([
    3000,
    3000,
    5000,
    0,
    undefined,
    undefined,
  ])
})
