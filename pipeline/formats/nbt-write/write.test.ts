import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { NbtFile } from 'deepslate'
import * as nbtify from 'nbtify'
import prismarine from 'prismarine-nbt'
import { expect, test } from 'vitest'
import { bool, byte, byteArray, compound, double, float, int, intArray, list, long, longArray, short, string, type CompoundTag, type Tag } from './tag.ts'
import { writeEntry, writeGzippedNbt, writeNbt, writePayload } from './write.ts'

/** prismarine-nbt reads plain UTF-8, which differs for NUL and for surrogate pairs. */
const plainText = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\0\u{10000}-\u{10ffff}]/gu, '.'))
const anyText = fc.string({ unit: 'binary', maxLength: 12 })
/** The readers put names into plain objects, which cannot hold one called so. */
const isHeldByReaders = (name: string) => name !== '__proto__'
const whole = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const simple: fc.Arbitrary<Tag>[] = [
  whole(8).map(byte),
  whole(16).map(short),
  whole(32).map(int),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(long),
  fc.float({ noNaN: true }).map(float),
  fc.double({ noNaN: true }).map(double),
  fc.int8Array({ maxLength: 6 }).map(byteArray),
  fc.int32Array({ maxLength: 6 }).map(intArray),
  fc.bigInt64Array({ maxLength: 6 }).map(longArray),
]
const tree = (text: fc.Arbitrary<string>) =>
  fc.letrec<{ tag: Tag; list: Tag; root: CompoundTag }>((tie) => ({
    tag: fc.oneof({ depthSize: 'small' }, ...simple, text.map(string), tie('root'), tie('list')),
    list: fc.oneof(...[...simple, text.map(string), tie('root')].map((of) => fc.array(of, { maxLength: 4 }).map(list))),
    root: fc.dictionary(text.filter(isHeldByReaders), tie('tag'), { maxKeys: 5 }).map(compound),
  })).root

/** What prismarine-nbt gives for a tag; longs as their two halves. */
function asPrismarine(tag: Tag): { type: string; value: unknown } {
  const names = ['end', 'byte', 'short', 'int', 'long', 'float', 'double', 'byteArray', 'string', 'list', 'compound', 'intArray', 'longArray']
  const type = names[tag.id]
  const halves = (value: bigint) => [Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value))]
  if (tag.id === 4) return { type, value: halves(tag.value) }
  if (tag.id === 7 || tag.id === 11) return { type, value: [...tag.value] }
  if (tag.id === 12) return { type, value: Array.from(tag.value, halves) }
  if (tag.id === 9) return { type, value: { type: names[tag.value[0]?.id ?? 0], value: tag.value.map((item) => asPrismarine(item).value) } }
  if (tag.id === 10) return { type, value: Object.fromEntries(Object.entries(tag.value).map(([name, item]) => [name, asPrismarine(item)])) }
  return { type, value: tag.value }
}
const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, v) => (Object.is(v, -0) ? '-0' : Number.isFinite(v) || typeof v !== 'number' ? v : String(v))))

test('prismarine-nbt reads back every tree of tags', () => {
  fc.assert(
    fc.property(tree(plainText), plainText, (tag, name) => {
      const parsed = prismarine.parseUncompressed(Buffer.from(writeNbt(tag, name)))
      expect(plain({ type: parsed.type, value: parsed.value })).toEqual(plain(asPrismarine(tag)))
      expect(parsed.name).toBe(name)
    }),
  )
})

test('nbtify reads every tree of tags and writes the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(tree(anyText), async (tag) => {
      const bytes = writeNbt(tag)
      const parsed = await nbtify.read(bytes, { endian: 'big', compression: null, bedrockLevel: false, rootName: true })
      expect(Buffer.from(await nbtify.write(parsed))).toEqual(Buffer.from(bytes))
    }),
  )
})

test('text beyond ASCII, NUL and surrogate pairs stand as Java writes them', () => {
  const bytes = writePayload(string('å\0€𝄞'))
  expect(Buffer.from(bytes).toString('hex')).toBe('000d' + 'c3a5' + 'c080' + 'e282ac' + 'eda0b4edb49e')
  const file = NbtFile.read(writeNbt(compound({ 'Första Långgatan': string('Åh, Öckerö! ¡𝄞!') })), { compression: 'none' })
  expect(file.root.has('Första Långgatan')).toBe(true)
})

test('an entry is what stands in a compound, a payload what stands in a list', () => {
  expect([...writeEntry('a', short(-2))]).toEqual([2, 0, 1, 97, 255, 254])
  expect([...writePayload(compound({ a: bool(true) }))]).toEqual([1, 0, 1, 97, 1, 0])
  expect([...writePayload(list([]))]).toEqual([0, 0, 0, 0, 0])
})

test('a gzipped file names no time and no system', () => {
  const tag = compound({ name: string('Haga') })
  const bytes = writeGzippedNbt(tag)
  expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  expect(gunzipSync(bytes)).toEqual(Buffer.from(writeNbt(tag)))
})

test('what a tag cannot hold is refused', () => {
  expect(() => byte(128)).toThrow(RangeError)
  expect(() => short(1.5)).toThrow(RangeError)
  expect(() => int(2 ** 31)).toThrow(RangeError)
  expect(() => list([int(1), short(1)])).toThrow(RangeError)
  expect(() => writePayload(string('å'.repeat(32_768)))).toThrow(RangeError)
  expect(writePayload(string('a'.repeat(65_535)))).toHaveLength(65_537)
})
