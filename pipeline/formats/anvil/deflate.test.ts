import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deflate, storeHead, withStoredHead } from './deflate.ts'

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.uint8Array({ minLength: 65_530, maxLength: 65_540 }),
  fc.constant(new Uint8Array(200_000).fill(255)),
)

test('zlib reads a stored head and what follows, checksum and all', () => {
  fc.assert(
    fc.property(bytes, bytes, (head, body) => {
      const stream = withStoredHead(storeHead(head), deflate(body), body.length)
      expect(Buffer.compare(inflateSync(stream), Buffer.concat([head, body]))).toBe(0)
    }),
    { numRuns: 60 },
  )
})

test('a head that was changed afterwards is found out', () => {
  const stream = withStoredHead(storeHead(Uint8Array.of(1, 2, 3)), deflate(new Uint8Array(50)), 50)
  stream[8] ^= 1
  expect(() => inflateSync(stream)).toThrow('incorrect data check')
})
