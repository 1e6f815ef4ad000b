import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesIn } from './patterns.ts'

const patternsIn = (text: string) => matchesIn(text).map(({ pattern }) => pattern)
const luhnDigit = (nine: string): number => {
  const sum = Array.from(nine, (digit, i) => Number(digit) * (i % 2 === 0 ? 2 : 1)).reduce((total, each) => total + Math.floor(each / 10) + (each % 10), 0)
  return (10 - (sum % 10)) % 10
}
/** A number as the tax agency makes them, of a random day. */
const born = fc.record({
  year: fc.integer({ min: 1900, max: 2026 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
  serial: fc.integer({ min: 0, max: 999 }),
  isCoordination: fc.boolean(),
  isLong: fc.boolean(),
  separator: fc.constantFrom('', '-', '+', '–', ' - ', ' '),
})
const two = (value: number) => String(value).padStart(2, '0')
const written = ({ year, month, day, serial, isCoordination, isLong, separator }: typeof born extends fc.Arbitrary<infer T> ? T : never): string => {
  const head = `${two(year % 100)}${two(month)}${two(day + (isCoordination ? 60 : 0))}`
  const tail = String(serial).padStart(3, '0')
  return `${isLong ? Math.floor(year / 100) : ''}${head}${separator}${tail}${luhnDigit(head + tail)}`
}

describe('personnummer and samordningsnummer', () => {
  test('are found in every way of writing, wherever they stand in a text', () => {
    const before = fc.constantFrom('', 'Ägare: ', 'pnr ', '(', 'nr.', ' och ', '12 ', '; ')
    const after = fc.constantFrom('', ', Ek', ' är', ')', '.', ' 12', '; ')
    fc.assert(
      fc.property(born, before, after, (number, before, after) => {
        expect(patternsIn(`${before}${written(number)}${after}`)).toContain(number.isCoordination ? 'samordningsnummer' : 'personnummer')
      }),
      { numRuns: 2000 },
    )
  })

  test('with another check digit are none', () => {
    fc.assert(
      fc.property(born, fc.integer({ min: 1, max: 9 }), (number, more) => {
        const text = written(number)
        const wrong = text.slice(0, -1) + ((Number(text.at(-1)) + more) % 10)
        expect(patternsIn(wrong).filter((pattern) => pattern.endsWith('nummer'))).toEqual([])
      }),
    )
  })

  test.each(['640230-0009', '641332-0002', '6402295-0004', '19000229-0005', '1640823-3234', '640823-32345', '0,6408233234', '12640823-3234-7', '556036-0793'])(
    '%s is none',
    (text) => expect(patternsIn(text)).toEqual([]),
  )

  test.each(['640823-3234', '19640823-3234', '196408233234', '6408233234', '640883-3231', '\uFF16\uFF14\uFF10\uFF18\uFF12\uFF13-\uFF13\uFF12\uFF13\uFF14'])(
    '%s, made for examples, is one',
    (text) => expect(patternsIn(text)).toHaveLength(1),
  )
})

describe('e-mail', () => {
  test.each(['anna.ek@example.org', 'Skriv till <a+b@x.y.example.se>.', 'å@räksmörgås.se', 'x@a-b.museum'])('%s is found', (text) =>
    expect(patternsIn(text)).toEqual(['email']),
  )
  test.each(['a@b', '@example.org', 'anna @ example.org', 'a@.org', '3 st @ 12.50', '@', 'x@1.2'])('%s is none', (text) => expect(patternsIn(text)).toEqual([]))
})

describe('telephone', () => {
  test.each([
    '031-365 00 00',
    '031 – 365 00 00',
    '(031) 365 00 00',
    '08-123 456 78',
    '08/12 34 56',
    '070-123 45 67',
    '0701234567',
    '0300-123 45',
    'tel 0317010101',
    '+46 31 365 00 00',
    '+46 (0)31-365 00 00',
    '004631-3650000',
    '+47 22 12 34 56',
    '+358401234567',
    'Ring 0911-123 45!',
  ])('%s is found', (text) => expect(patternsIn(text)).toEqual(['telephone']))

  test.each([
    'Inom Vallgraven 12:3',
    'Kungsbacka Hammerö 1:23',
    '411 06 Göteborg',
    '148485.86 6398861.67',
    '6398861 148485',
    '57.70887, 11.97456',
    '+57.70887+11.97456/',
    '+12.5 m',
    '-3,75',
    '0180-12345',
    '01-02-2024',
    '2024-01-15 08:30:00',
    '08:00-17:00',
    '08-17 08-17',
    'Öppet 08-16, 10-14',
    '550e8400-e29b-41d4-a716-446655440000',
    '12345670-1234-4123-8123-123456789012',
    '0000123456',
    '1480-0012-0034',
    'Storgatan 12',
    '00123',
    'DP 12/345, akt 1480K-II-4567',
    '3.14159265358979',
    '1 234 567',
  ])('%s is none', (text) => expect(patternsIn(text)).toEqual([]))
})

test('long texts made to lead the search astray are searched to their end', () => {
  const nasty = fc.constantFrom('0', '07', '08-', '1 ', '+1', '+46 ', 'a@', '@a.', 'a.', '-', ' ', '(0)', '640823-', 'tel ', '0 0', '12:3', '\u2013', 'å')
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 5 }), (parts) => {
      const text = parts.join('').repeat(Math.ceil(200_000 / parts.join('').length))
      expect(Array.isArray(matchesIn(text))).toBe(true)
    }),
    { numRuns: 60 },
  )
})
