import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copiedColumn, type TableColumn } from './postgis-columns.ts'

const column = (type: string, typmod = -1): TableColumn => ({ name: 'a "b"', type, typmod, keyPlace: null, isReadable: true })
/** As PostgreSQL packs them. */
const packed = (precision: number, scale: number) => ((precision << 16) | (scale & 0x7ff)) + 4
const store = (type: string, text: string, typmod?: number) => copiedColumn(column(type, typmod)).store(text)

describe('values', () => {
  test.each<[string, string, unknown]>([
    ['int4', '-2147483648', -2147483648],
    ['int8', '9223372036854775807', 9223372036854775807n],
    ['float8', '1e-7', 1e-7],
    ['float8', 'NaN', undefined],
    ['float8', '-Infinity', undefined],
    ['numeric', '12.50', 12.5],
    ['bool', 'true', 1],
    ['bool', 'false', 0],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', 'infinity', undefined],
    ['date', '0044-03-15 BC', undefined],
    ['timestamp', '2024-02-29 23:59:60', '2024-02-29T23:59:60'],
    ['timestamptz', '2024-02-29 23:59:59.9+00', '2024-02-29T23:59:59.900Z'],
    ['timestamptz', '2024-02-29 23:59:59+00', '2024-02-29T23:59:59.000Z'],
    ['timestamptz', '2024-02-29 23:59:59+02', undefined],
    ['uuid', 'å', 'å'],
    ['_int4', '{1,2}', '{1,2}'],
  ])('%s %s', (type, text, stored) => expect(store(type, text)).toBe(stored))

  test('whole numerics stay whole to the last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 18 }), fc.bigInt(), (precision, value) => {
        const digits = value % 10n ** BigInt(precision)
        expect(copiedColumn(column('numeric', packed(precision, 0))).type).toBe('INTEGER')
        expect(store('numeric', String(digits), packed(precision, 0))).toBe(digits)
      }),
    )
    expect(copiedColumn(column('numeric', packed(19, 0))).type).toBe('TEXT')
    expect(copiedColumn(column('numeric', packed(6, 2))).type).toBe('DOUBLE')
  })
})

test('names are quoted', () => expect(copiedColumn(column('text')).select).toBe('"a ""b"""::text'))
