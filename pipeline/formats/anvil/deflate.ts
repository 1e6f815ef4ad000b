import { constants, Deflate } from 'minizlib'

/** The fastest level: at any, a chunk of a city takes one sector. Every write is a stream of its own. */
const OPTIONS = { level: 1, chunkSize: 1 << 14, flush: constants.Z_FINISH }
/** Of a stream: zlib, a window of 32 kB, the fastest level. */
const HEADER = Uint8Array.of(0x78, 0x01)
const CHECKSUM = 4
/** Of a stored block: its kind, its length and the length's complement. */
const BLOCK_HEADER = 5
const BLOCK_BYTES = 0xffff
const BASE = 65521
/** Bytes that Adler-32's sums can take before they must be reduced. */
const REDUCE_EVERY = 5552

let deflated: Uint8Array[] = []
const deflater = new Deflate(OPTIONS).on('data', (bytes: Buffer) => deflated.push(bytes))

/** zlib, as chunks are stored. One deflater is used again and again: to make one costs a third of the work on a chunk. */
export function deflate(bytes: Uint8Array): Uint8Array {
  deflated = []
  deflater.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  deflater.reset()
  return deflated.length === 1 ? deflated[0] : Buffer.concat(deflated)
}

/** The beginning of a zlib stream, stored as it is, and its checksum. */
export interface StoredHead {
  stream: Uint8Array
  adler: number
}

/** Source: RFC 1950, RFC 1951 §3.2.4. */
export function storeHead(head: Uint8Array): StoredHead {
  const blocks = Math.ceil(head.length / BLOCK_BYTES)
  const stream = new Uint8Array(HEADER.length + head.length + blocks * BLOCK_HEADER)
  const view = new DataView(stream.buffer)
  stream.set(HEADER)
  let at = HEADER.length
  for (let from = 0; from < head.length; from += BLOCK_BYTES) {
    const block = head.subarray(from, from + BLOCK_BYTES)
    view.setUint16(at + 1, block.length, true)
    view.setUint16(at + 3, ~block.length, true)
    stream.set(block, at + BLOCK_HEADER)
    at += BLOCK_HEADER + block.length
  }
  return { stream, adler: adlerOf(head) }
}

/**
 * A zlib stream of a head and what follows it, where that is deflated already: so chunks that differ in their heads alone are deflated once.
 * @param body a zlib stream
 * @param bodyLength bytes it inflates to
 */
export function withStoredHead({ stream, adler }: StoredHead, body: Uint8Array, bodyLength: number): Uint8Array {
  const joined = Buffer.allocUnsafe(stream.length + body.length - HEADER.length)
  joined.set(stream)
  joined.set(body.subarray(HEADER.length), stream.length)
  const end = joined.length - CHECKSUM
  joined.writeUInt32BE(joinAdler(adler, joined.readUInt32BE(end), bodyLength), end)
  return joined
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
