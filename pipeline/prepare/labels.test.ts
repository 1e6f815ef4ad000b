import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeLabel, type Signs, streetLabels, turnOf, wrap } from './labels.ts'
import { pointsOf } from './shape.ts'
import { featureAt, tryContext } from './try-context.ts'

const { context } = tryContext()
const street = (line: number[], name = 'Storgatan', id = '1') => featureAt({ line }, { name }, id)

describe('street signs', () => {
  test('stand at each end, beside the carriageway, within the street’s length', () => {
    const labels = streetLabels(street([0, 0, 100, 0]), 4, new Map(), context)
    expect(labels.map(({ x }) => x)).toEqual([7, 93])
    for (const { z } of labels) expect(Math.abs(z + 0.5)).toBeGreaterThan(4)
    expect(labels.every(({ text, kind }) => text[0] === 'Storgatan' && kind === 'street')).toBe(true)
    expect(new Set(labels.map(({ id }) => id)).size).toBe(2)
  })

  test('look away from the street they stand beside, whichever way it runs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6.28, noNaN: true }), (turn) => {
        const [label] = streetLabels(street([0, 0, 200 * Math.cos(turn), 200 * Math.sin(turn)]), 5, new Map(), context)
        const angle = (label.rotation / 16) * 2 * Math.PI
        const looks = { x: -Math.sin(angle), z: Math.cos(angle) }
        const [ux, uz] = [Math.cos(turn), Math.sin(turn)]
        const side = Math.sign((label.z + 0.5) * ux - (label.x + 0.5) * uz)
        // Parallel to neither: the face is seen from across the street.
        expect(Math.abs(looks.x * ux + looks.z * uz)).toBeLessThan(0.25)
        expect(Math.sign(looks.z * ux - looks.x * uz)).toBe(-side)
      }),
    )
  })

  test('are not repeated where the name stands near, and are where it is far', () => {
    const signs: Signs = new Map()
    expect(streetLabels(street([0, 0, 30, 0]), 3, signs, context)).toHaveLength(1)
    expect(streetLabels(street([30, 0, 60, 0], 'Storgatan', '2'), 3, signs, context)).toHaveLength(0)
    expect(streetLabels(street([0, 0, 30, 0], 'Lillgatan', '3'), 3, signs, context)).toHaveLength(1)
    expect(streetLabels(street([200, 0, 300, 0], 'Storgatan', '4'), 3, signs, context)).toHaveLength(2)
  })

  test('need a name and a line of some length', () => {
    expect(streetLabels(featureAt({ line: [0, 0, 30, 0] }), 3, new Map(), context)).toEqual([])
    expect(streetLabels(street([5, 5, 5, 5]), 3, new Map(), context)).toEqual([])
  })
})

test('a place has its name in the column of its point, or of its middle', () => {
  expect(placeLabel(featureAt({ point: [-3.2, 8] }, { name: 'Torget' }), { x: -3.2, z: 8 })).toMatchObject({ x: -4, z: 8, kind: 'place', text: ['Torget'] })
  expect(placeLabel(featureAt({ point: [0, 0] }), { x: 0, z: 0 })).toBeUndefined()
  expect(pointsOf(featureAt({ ring: [0, 0, 10, 0, 10, 10, 0, 10, 0, 0] }).geometry, context.grid)).toEqual([{ x: 5, z: 5 }])
  expect(pointsOf(featureAt({ point: [-3, 8, 4, 5] }).geometry, context.grid)).toEqual([
    { x: -3, z: 8 },
    { x: 4, z: 5 },
  ])
})

describe('the turn of a sign', () => {
  test.each([
    [0, 1, 0],
    [-1, 0, 4],
    [0, -1, 8],
    [1, 0, 12],
    [-1, 1, 2],
  ])('that looks along %i, %i is %i sixteenths', (x, z, wanted) => {
    expect(turnOf(x, z)).toBe(wanted)
  })
})

describe('a name on a sign', () => {
  test('is broken between words into lines of at most 15 letters, and not reordered', () => {
    expect(wrap('Västra Hamngatan')).toEqual(['Västra', 'Hamngatan'])
    expect(wrap('Kungsgatan')).toEqual(['Kungsgatan'])
    expect(wrap('Gustav Adolfs torg')).toEqual(['Gustav Adolfs', 'torg'])
    const word = fc.string({ minLength: 1, maxLength: 15, unit: fc.constantFrom('a', 'ö', 'Å') })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const lines = wrap(words.join(' '))
        expect(lines.join(' ')).toBe(words.join(' '))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(15)
      }),
    )
  })

  test('has at most four lines', () => {
    expect(wrap('en mycket lång och egentligen alldeles orimligt utdragen benämning på en gata').length).toBeLessThanOrEqual(4)
  })
})
