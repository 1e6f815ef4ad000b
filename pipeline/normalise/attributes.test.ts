import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeMapping, LayerDefinition } from '#pipeline/model/dataset.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import { mapAttributes } from './attributes.ts'

function map(kind: LayerKind, attributes: Record<string, AttributeMapping>, columns: Record<string, unknown>) {
  const complaints: string[] = []
  const layer = { id: 'a', kind, attributes } as unknown as LayerDefinition
  return { got: mapAttributes(layer, columns, (code, message) => complaints.push(`${code}: ${message}`)), complaints }
}
const width = (value: unknown, unit?: 'm' | 'dm' | 'cm' | 'mm' | 'ft') => map('road', { widthM: { column: 'B', ...(unit && { unit }) } }, { B: value })

test('only what is mapped is kept', () => {
  expect(map('road', { name: { column: 'NAMN' } }, { NAMN: 'Storgatan', OWNER: 'Anna', class: 'street' }).got).toEqual({ name: 'Storgatan' })
})

describe('numbers', () => {
  test.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    [' 12,50 ', 12.5],
    ['1e1', 10],
    ['.5', 0.5],
    ['+7', 7],
    [7.25, 7.25],
  ])('%j is read', (value, wanted) => {
    expect(width(value)).toEqual({ got: { widthM: wanted }, complaints: [] })
  })

  test('with thousands: a space or a hard space', () => {
    const water = (value: string) => map('water', { levelM: { column: 'Z' } }, { Z: value }).got
    expect(water('1 234,5')).toEqual({ levelM: 1234.5 })
    expect(water('1\u00A0234,5')).toEqual({ levelM: 1234.5 })
    expect(water('−2')).toEqual({})
  })

  test.each([
    ['m', 5],
    ['dm', 0.5],
    ['ft', 1.524],
  ] as const)('in %s become metres', (unit, wanted) => {
    expect(width(5, unit).got['widthM']).toBeCloseTo(wanted, 9)
  })

  test.each(['okänt', '5 mil', '5-7', '1,234,5', '1.2.3', 'NaN', '0x10', 'Infinity', '--5'])('%j is none, which is told', (value) => {
    const { got, complaints } = width(value)
    expect(got).toEqual({})
    expect(complaints).toEqual([`bad-number: B is "${value}", not a number`])
  })

  test.each([
    ['12 m', undefined, 12],
    ['12.13 m', undefined, 12.13],
    ['12,5m', 'dm', 12.5],
    ['45 dm', undefined, 4.5],
    ['10 ft', 'cm', 3.048],
    ['12', 'dm', 1.2],
  ] as const)('with their unit behind them: %s in a column of %s', (value, unit, wanted) => {
    const { got, complaints } = width(value, unit)
    expect(got['widthM']).toBeCloseTo(wanted, 9)
    expect(complaints).toEqual([])
  })

  test('several in one text: the highest is used, which is told', () => {
    const storeys = (value: string) => map('building', { storeys: { column: 'S' } }, { S: value })
    expect(storeys('3;4')).toEqual({ got: { storeys: 4 }, complaints: ['bad-number: S is "3;4", several numbers; the highest is used'] })
    expect(storeys('3; 2,5').got).toEqual({ storeys: 3 })
    for (const text of ['3;', '3;x', '3 m', ';']) expect(storeys(text)).toEqual({ got: {}, complaints: [`bad-number: S is "${text}", not a number`] })
    expect(storeys('3;400').complaints[0]).toMatch(/^implausible-value/)
  })

  test('years come from dates too', () => {
    const year = (value: unknown) => map('building', { year: { column: 'Y' } }, { Y: value }).got['year']
    expect(['1938', '1938-10', '1938-10-02', '1938-10-02T00:00:00Z', { year: 1938, month: 10, day: 2 }].map(year)).toEqual(Array(5).fill(1938))
    expect(['1890s', 'before 1939', '1908..1939', '2012?', '38-10'].map(year)).toEqual(Array(5).fill(undefined))
  })

  test('out of the plausible range are left out, which is told', () => {
    expect(width(61)).toEqual({ got: {}, complaints: ['implausible-value: B is 61; plausible is 0.5–60 m'] })
    expect(width(0.4).got).toEqual({})
    expect(width(60).got).toEqual({ widthM: 60 })
  })

  test('written with comma or point, come back as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 6000 }), (hundredths) => {
        const text = (hundredths / 100).toFixed(2)
        expect(width(text).got['widthM']).toBe(Number(text))
        expect(width(text.replace('.', ',')).got['widthM']).toBe(Number(text))
      }),
    )
  })
})

describe('nothing', () => {
  test.each([null, undefined, '', '   '])('%j gives nothing, and is not told', (value) => {
    expect(width(value)).toEqual({ got: {}, complaints: [] })
  })
})

describe('lookups', () => {
  const mapping: AttributeMapping = { column: 'K', lookup: { 1: 'street', A: 'main' } }

  test('take numbers and text alike', () => {
    expect(map('road', { class: mapping }, { K: 1 }).got).toEqual({ class: 'street' })
    expect(map('road', { class: mapping }, { K: ' A ' }).got).toEqual({ class: 'main' })
  })

  test('tell what they do not list, but with otherwise', () => {
    expect(map('road', { class: mapping }, { K: 'B' })).toEqual({ got: {}, complaints: ['unknown-value: K is "B", which the lookup for class does not list'] })
    expect(map('road', { class: { ...mapping, otherwise: 'foot' } }, { K: 'B' })).toEqual({ got: { class: 'foot' }, complaints: [] })
  })

  test('list nothing that only every object has', () => {
    expect(map('road', { class: mapping }, { K: 'constructor' }).complaints).toHaveLength(1)
  })
})

test('constants are the same for all', () => {
  expect(map('road', { surface: { constant: 'gravel' }, widthM: { constant: 3 } }, {}).got).toEqual({ surface: 'gravel', widthM: 3 })
})

describe('text', () => {
  test('is composed: Å is one letter however it was typed', () => {
    expect(map('place', { name: { column: 'N' } }, { N: 'A\u030Angermanland ' }).got).toEqual({ name: '\u00C5ngermanland' })
  })

  test('that the encoding could not read is told', () => {
    expect(map('place', { name: { column: 'N' } }, { N: 'G\uFFFDteborg' }).complaints[0]).toMatch(/^bad-text: N /)
  })
})
