import nbt from 'prismarine-nbt'
import { expect, test } from 'vitest'
import { Malformed } from './damage.ts'
import { readNbt } from './nbt.ts'

const root = (...body: number[]) => Uint8Array.of(10, 0, 0, ...body)

test('reads every kind of value that another program wrote', () => {
  const bytes = nbt.writeUncompressed(
    nbt.comp(
      {
        byte: nbt.byte(-3),
        short: nbt.short(-300),
        int: nbt.int(-70_000),
        long: nbt.long([-1, -2] as never),
        float: nbt.float(0.5),
        double: nbt.double(-1e100),
        text: nbt.string('Göteborg'),
        bytes: nbt.byteArray([1, -1]),
        ints: nbt.intArray([1, -1]),
        longs: nbt.longArray([[0, 5]] as never),
        list: nbt.list(nbt.int([4, 5] as never) as never),
        empty: { type: 'list', value: { type: 'end', value: [] } },
        __proto__x: nbt.comp({ deep: nbt.string('yes') }),
      } as never,
      '',
    ) as never,
  )
  const value = readNbt(bytes)
  expect(value).toEqual({
    byte: -3,
    short: -300,
    int: -70_000,
    long: -2n,
    float: 0.5,
    double: -1e100,
    text: 'Göteborg',
    bytes: Int8Array.of(1, -1),
    ints: Int32Array.of(1, -1),
    longs: BigInt64Array.of(5n),
    list: [4, 5],
    empty: [],
    __proto__x: { deep: 'yes' },
  })
})

test('reads letters beyond the basic plane and NUL as Java writes them', () => {
  expect(readNbt(root(8, 0, 1, 97, 0, 8, 0xc0, 0x80, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, 0))).toEqual({ a: '\u0000😀' })
})

test('a name cannot reach a prototype', () => {
  const name = [...Buffer.from('__proto__')]
  const value = readNbt(root(10, 0, 9, ...name, 1, 0, 1, 97, 7, 0, 0))
  expect(Object.getPrototypeOf(value)).toBeNull()
  expect(Object.keys(value)).toEqual(['__proto__'])
})

const nested = (depth: number, open: number[], close: number[]) =>
  root(...Array.from({ length: depth }, () => open).flat(), ...Array.from({ length: depth }, () => close).flat(), 0)

test.each<[string, Uint8Array, string]>([
  ['no compound', Uint8Array.of(8, 0, 0), 'begins with tag 8'],
  ['nothing', new Uint8Array(), 'ends at byte 0'],
  ['an end too early', root(3, 0, 1, 97, 0, 0), 'too early'],
  ['an unknown tag', root(13, 0, 0), 'unknown tag 13'],
  ['an array longer than the file', root(12, 0, 1, 97, 0x7f, 0xff, 0xff, 0xff), 'claims 2147483647 elements'],
  ['an array of negative length', root(7, 0, 1, 97, 0xff, 0xff, 0xff, 0xff), 'claims -1 elements'],
  ['a list of nothing', root(9, 0, 1, 97, 0, 0, 0, 0, 9), '9 elements of no type'],
  ['too deep a compound', nested(600, [10, 0, 0], [0]), 'deeper than 512'],
  ['too deep a list', root(9, 0, 0, ...Array.from({ length: 600 }, () => [9, 0, 0, 0, 1]).flat(), 0, 0, 0, 0, 0, 0), 'deeper than 512'],
  ['bytes that are no text', root(8, 0, 1, 97, 0, 1, 0xff, 0), 'not modified UTF-8'],
  ['text cut off in a letter', root(8, 0, 1, 97, 0, 1, 0xc3, 0), 'not modified UTF-8'],
  ['too many values', Uint8Array.from({ length: 2_000_012 }, (_, i) => [10, 0, 0, 9, 0, 0, 1, 0, 0x1e, 0x84, 0x80][i] ?? 0), 'more than 1000000 values'],
])('%s is malformed', (_, bytes, message) => {
  expect(() => readNbt(bytes)).toThrow(Malformed)
  expect(() => readNbt(bytes)).toThrow(message)
})
