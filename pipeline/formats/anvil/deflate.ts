import { deflateSync } from 'node:zlib'

/** The fastest level: at any, a chunk of a city takes one sector. A chunk deflates to about 2 kB, so a small output buffer is enough; the bytes are the same. */
const OPTIONS = { level: 1, chunkSize: 4096 }
const HEADER = 2
const CHECKSUM = 4
/** Of a stored block: its kind, its length and the length's complement. */
const BLOCK_HEADER = 5
const BLOCK_BYTES = 0xffff
const BASE = 65521
/** Bytes that Adler-32's sums can take before they must be reduced. */
const REDUCE_EVERY = 5552

/** zlib, as chunks are stored. */
export const deflate = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => deflateSync(bytes, OPTIONS)

/**
 * A zlib stream of a head and what follows it, where that is deflated already: the head goes before it in stored blocks.
 * So chunks that differ in their heads alone are deflated once. Source: RFC 1950, RFC 1951 §3.2.4.
 * @param body a zlib stream
 * @param bodyLength bytes it inflates to
 */
export function withStoredHead(head: Uint8Array, body: Uint8Array, bodyLength: number): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(head.length / BLOCK_BYTES)
  const stream = new Uint8Array(head.length + blocks * BLOCK_HEADER + body.length)
  const view = new DataView(stream.buffer)
  stream.set(body.subarray(0, HEADER))
  let at = HEADER
  for (let from = 0; from < head.length; from += BLOCK_BYTES) {
    const block = head.subarray(from, from + BLOCK_BYTES)
    view.setUint16(at + 1, block.length, true)
    view.setUint16(at + 3, ~block.length, true)
    stream.set(block, at + BLOCK_HEADER)
    at += BLOCK_HEADER + block.length
  }
  stream.set(body.subarray(HEADER), at)
  const end = stream.length - CHECKSUM
  view.setUint32(end, joinAdler(adlerOf(head), view.getUint32(end), bodyLength))
  return stream
}

function adlerOf(bytes: Uint8Array): number {
  let low = 1
  let high = 0
  for (let from = 0; from < bytes.length; from += REDUCE_EVERY) {
    const end = Math.min(bytes.length, from + REDUCE_EVERY)
    for (let i = from; i < end; i++) {
      low += bytes[i]
      high += low
    }
    low %= BASE
    high %= BASE
  }
  return high * 0x10000 + low
}

/** Adler-32 of two texts one after the other, from that of each. */
function joinAdler(first: number, second: number, secondLength: number): number {
  const [firstLow, firstHigh] = [first & 0xffff, first >>> 16]
  const [secondLow, secondHigh] = [second & 0xffff, second >>> 16]
  const low = (firstLow + secondLow + BASE - 1) % BASE
  const high = (firstHigh + secondHigh + (secondLength % BASE) * (firstLow + BASE - 1)) % BASE
  return high * 0x10000 + low
}
