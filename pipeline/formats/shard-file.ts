import type { Shard } from '#pipeline/model/shard.ts'

/** Kinds of arrays that stand in the binary part, by their names in the text. */
const ARRAYS = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array }
type AnyArray = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>
/** Where arrays begin is a multiple of this, so that they are seen in place. */
const ALIGN = 8
/** The mark of an array in the text: its kind, where it begins in the binary part, and its length. */
const MARK = '$'
type Mark = { [MARK]: [kind: keyof typeof ARRAYS, from: number, length: number] }

const padded = (length: number): number => Math.ceil(length / ALIGN) * ALIGN

/**
 * A shard as bytes: equal shards give equal bytes, which Node's own structured clone does not promise, so that a shard's digest tells whether
 * anything in it changed. Length of the text, the text (JSON, with marks for arrays), the arrays as they lie in memory.
 */
export function encodeShard(shard: Shard): Buffer {
  const arrays: AnyArray[] = []
  let end = 0
  const text = JSON.stringify(shard, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value
    const array = value as AnyArray
    const mark: Mark = { [MARK]: [array.constructor.name as keyof typeof ARRAYS, end, array.length] }
    arrays.push(array)
    end += padded(array.byteLength)
    return mark
  })
  const textBytes = Buffer.byteLength(text)
  const start = ALIGN + padded(textBytes)
  const bytes = Buffer.alloc(start + end)
  bytes.writeUInt32LE(textBytes)
  bytes.write(text, ALIGN)
  let at = start
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += padded(byteLength)
  }
  return bytes
}

/** Its arrays are views of the bytes. */
export function decodeShard(given: Buffer): Shard {
  const bytes = given.byteOffset % ALIGN === 0 ? given : Buffer.from(new Uint8Array(given).buffer)
  const textBytes = bytes.readUInt32LE()
  const start = bytes.byteOffset + ALIGN + padded(textBytes)
  const arrayOf = ([kind, from, length]: Mark[typeof MARK]) => new ARRAYS[kind](bytes.buffer as ArrayBuffer, start + from, length)
  /** The value with its marks replaced by their arrays, in place. By hand, for JSON's own way of it takes four times as long. */
  const restore = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (MARK in value) return arrayOf((value as Mark)[MARK])
    const parts = value as Record<string, unknown>
    for (const key in parts) if (typeof parts[key] === 'object') parts[key] = restore(parts[key])
    return value
  }
  return restore(JSON.parse(bytes.toString('utf8', ALIGN, ALIGN + textBytes))) as Shard
}
