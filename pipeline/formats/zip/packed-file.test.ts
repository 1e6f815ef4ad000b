import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodePackedFile, encodePackedFile } from './packed-file.ts'
import { pack } from './packed.ts'

test('a content is deflated where that makes it smaller, else stored', () => {
  const zeros = new Uint8Array(4096)
  const packed = pack(zeros)
  expect([packed.method, packed.size, packed.bytes.length < 30]).toEqual(['deflated', 4096, true])
  expect(inflateRawSync(packed.bytes)).toEqual(Buffer.from(zeros))
  expect(pack(Buffer.from('ab'))).toMatchObject({ method: 'stored', size: 2, bytes: Buffer.from('ab') })
  expect(pack(new Uint8Array())).toEqual({ method: 'stored', size: 0, crc32: 0, bytes: new Uint8Array() })
})

describe('a packed content as a file', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(5000).map((size) => new Uint8Array(size).fill(7)),
  )

  test('is read as it was written', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const packed = pack(bytes)
        const found = decodePackedFile(encodePackedFile(packed))
        expect({ ...found, bytes: Buffer.from(found!.bytes) }).toEqual({ ...packed, bytes: Buffer.from(packed.bytes) })
      }),
    )
  })

  test('is none where a bit is changed, or it is cut, or something is behind it', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.nat(7), (bytes, place, bit) => {
        const file = encodePackedFile(pack(bytes))
        expect(decodePackedFile(file.subarray(0, place % file.length))).toBeUndefined()
        expect(decodePackedFile(Buffer.concat([file, Buffer.alloc(1)]))).toBeUndefined()
        file[place % file.length] ^= 1 << bit
        expect(decodePackedFile(file)).toBeUndefined()
      }),
    )
  })

  test('is none where it was packed in another way', () => {
    expect(decodePackedFile(encodePackedFile(pack(new Uint8Array(99)), 'deflate 1, zlib 1.0'))).toBeUndefined()
  })
})
