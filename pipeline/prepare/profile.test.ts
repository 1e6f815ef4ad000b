import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { profileOf, type Under } from './profile.ts'
import { groundOf } from './try-context.ts'

const dry: Under = { water: () => Number.NaN, clearance: 4 }
const hills = groundOf((x, z) => 70 + 6 * Math.sin(x / 23) + 4 * Math.cos(z / 17))
/** Water with its face at y 63 where x is from 0 up to `width`. */
const canal = (width: number): Under => ({ water: (x) => (x >= 0 && x < width ? 63 : Number.NaN), clearance: 4 })

describe('on land', () => {
  test('a flat street stays at its height, in steps of about a block', () => {
    const { line, face, deck } = profileOf(
      Float64Array.of(0, 0, 30, 0, 30, 40),
      groundOf(() => 70),
      dry,
      false,
    )!
    expect(line.length / 2).toBe(71)
    expect([...new Set(face)]).toEqual([70])
    expect([...new Set(deck)]).toEqual([0])
    expect([...line.slice(-2)]).toEqual([30, 40])
  })

  test('heights are whole blocks near the ground, and steps never more than one', () => {
    const angle = fc.double({ min: 0, max: 6.28, noNaN: true })
    fc.assert(
      fc.property(angle, fc.integer({ min: -200, max: 200 }), fc.integer({ min: 30, max: 150 }), (turn, x, length) => {
        const { line, face } = profileOf(Float64Array.of(x, 5, x + length * Math.cos(turn), 5 + length * Math.sin(turn)), hills, dry, false)!
        for (let i = 0; i < face.length; i++) {
          expect(Number.isInteger(face[i])).toBe(true)
          expect(Math.abs(face[i] - hills.between({ x: line[2 * i], z: line[2 * i + 1] }))).toBeLessThan(2.5)
          if (i > 0) expect(Math.abs(face[i] - face[i - 1])).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('streets that meet have one height there, whichever way each was drawn', () => {
    const at = fc.integer({ min: -300, max: 300 })
    const away = fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: 20, max: 90 }))
    fc.assert(
      fc.property(at, at, away, away, (x, z, [ax, az], [bx, bz]) => {
        const from = profileOf(Float64Array.of(x, z, x + ax, z + az), hills, dry, false)!
        const to = profileOf(Float64Array.of(x + bx, z - bz, x, z), hills, dry, false)!
        expect(to.face.at(-1)).toBe(from.face[0])
      }),
    )
  })

  test('a small unevenness is no step up and down again', () => {
    const bumpy = groundOf((x) => 70.45 + 0.1 * Math.sin(x))
    expect(new Set(profileOf(Float64Array.of(0, 0, 200, 0), bumpy, dry, false)!.face).size).toBe(1)
  })

  test('gaps in the ground take the nearest height; without any ground there is none', () => {
    const gappy = groundOf((x) => (x > 20 && x < 60 ? Number.NaN : 70))
    expect([...new Set(profileOf(Float64Array.of(0, 0, 90, 0), gappy, dry, false)!.face)]).toEqual([70])
    expect(
      profileOf(
        Float64Array.of(0, 0, 90, 0),
        groundOf(() => Number.NaN),
        dry,
        false,
      ),
    ).toBeUndefined()
  })
})

describe('over water', () => {
  const across = (width: number, shore: number) =>
    profileOf(
      Float64Array.of(-60.5, 0.5, width + 60.5, 0.5),
      groundOf(() => shore),
      canal(width),
      false,
    )!

  test.each([
    [80, 65],
    [80, 64],
    [200, 64],
    [24, 68],
  ])('%i blocks wide, from shores at y %i, the deck clears it in the middle', (width, shore) => {
    const { line, face, deck } = across(width, shore)
    const middle = face[Math.floor(face.length / 2)]
    expect(deck[Math.floor(face.length / 2)]).toBe(1)
    expect(middle - 63).toBeGreaterThanOrEqual(4)
    for (let i = 0; i < face.length; i++) if (line[2 * i] >= 0 && line[2 * i] < width) expect(deck[i]).toBe(1)
  })

  test.each([3, 6, 12, 40])('%i blocks wide between low shores, the deck lies above the water everywhere', (width) => {
    const { line, face } = across(width, 64)
    const over = [...face].filter((_, i) => line[2 * i] >= 0 && line[2 * i] < width)
    expect(over).toHaveLength(width)
    expect(Math.min(...over)).toBeGreaterThan(63)
  })

  test('the deck begins on the shore', () => {
    const { line, deck } = across(40, 66)
    for (let i = 0; i < deck.length; i++) if (line[2 * i] > -2 && line[2 * i] < 41) expect(deck[i]).toBe(1)
    expect([deck[0], deck.at(-1)]).toEqual([0, 0])
  })

  test('a way said to be a bridge is straight from end to end, over a valley too', () => {
    const valley = groundOf((x) => (x > 10 && x < 50 ? 55 : 70))
    const { face, deck } = profileOf(Float64Array.of(0, 0, 60, 0), valley, dry, true)!
    expect([...new Set(deck)]).toEqual([1])
    expect(Math.min(...face)).toBe(70)
  })
})
