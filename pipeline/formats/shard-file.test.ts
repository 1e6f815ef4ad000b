import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shard } from '#pipeline/model/shard.ts'
import { decodeShard, encodeShard } from './shard-file.ts'

const array = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.int16Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 20 }),
  fc.float32Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
)
const plain = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    plain,
    array,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(fc.stringMatching(/^[a-zåäö]{1,6}$/), tie('tree'), { maxKeys: 5 }),
  ),
}))

test('what is written is read, arrays with their kinds, at any place in memory', () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 0, max: 15 }), (value, offset) => {
      const bytes = encodeShard(value as Shard)
      const moved = Buffer.from(new ArrayBuffer(bytes.length + offset), offset)
      moved.set(bytes)
      expect(decodeShard(moved)).toEqual(structuredClone(value))
    }),
  )
})

test('equal values give equal bytes, however they came to be', () => {
  const whole = { x: 5, line: Float64Array.of(1.5, NaN) }
  // A field that has held a fraction is another thing to the engine than one that has not.
  const changed = { x: 5.5, line: Float64Array.of(1.5, NaN) }
  changed.x = 5
  expect(encodeShard(whole as unknown as Shard).equals(encodeShard(changed as unknown as Shard))).toBe(true)
})
