import { createHash, hash } from 'node:crypto'
import { Failure } from '#pipeline/model/failure.ts'

/** Bytes kept of each id's and each content's SHA-256: at a hundred million features two meet by chance once in 10²². */
const KEPT = 16
const RECORD = 2 * KEPT
const MOST_FEATURES = 30_000_000

/** Features already met, in 32 bytes each and a table of slots, whatever their ids' length. */
export interface FeatureSet {
  readonly size: number
  /** False where the key was there already. */
  add(key: string, digest: Buffer): boolean
  /** SHA-256 over all keys and digests, hex; the order they came in does not matter. */
  digest(): string
}

/** @throws Failure `service-limit` beyond thirty million features */
export function featureSet(layer: string): FeatureSet {
  let size = 0
  let records = Buffer.alloc(RECORD << 10)
  let slots = new Int32Array(1 << 11)

  /** Slot of a record, or the free slot where it belongs: slots hold the record's number from 1. */
  function slotOf(buffer: Buffer, at: number): number {
    for (let slot = buffer.readUInt32LE(at) & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const number = slots[slot]
      if (number === 0) return slot
      const start = (number - 1) * RECORD
      if (records.compare(buffer, at, at + KEPT, start, start + KEPT) === 0) return slot
    }
  }

  function grow(): void {
    if (size >= MOST_FEATURES)
      throw new Failure('service-limit', `layer ${layer} has more than ${MOST_FEATURES} features`, 'split it, or fetch it as a file: type http')
    const larger = Buffer.alloc(records.length * 2)
    records.copy(larger)
    records = larger
    slots = new Int32Array(slots.length * 2)
    for (let number = 1; number <= size; number++) slots[slotOf(records, (number - 1) * RECORD)] = number
  }

  /** Numbers of the records in order of their bytes: sorted by the first four natively, and those alike in them by the rest. */
  function sorted(): Uint32Array {
    const keys = new BigUint64Array(size)
    const words = new Uint32Array(keys.buffer)
    for (let number = 0; number < size; number++) {
      words[2 * number] = number
      words[2 * number + 1] = records.readUInt32BE(number * RECORD)
    }
    keys.sort()
    const order = new Uint32Array(size)
    for (let place = 0; place < size; place++) {
      const number = words[2 * place]
      let at = place
      for (; at > 0 && words[2 * at - 1] === words[2 * place + 1] && isBefore(number, order[at - 1]); at--) order[at] = order[at - 1]
      order[at] = number
    }
    return order
  }

  function isBefore(a: number, b: number): boolean {
    return records.compare(records, b * RECORD, (b + 1) * RECORD, a * RECORD, (a + 1) * RECORD) < 0
  }

  return {
    get size() {
      return size
    },
    add(key, digest) {
      if ((size + 1) * RECORD > records.length) grow()
      const name = hash('sha256', key, 'buffer')
      const slot = slotOf(name, 0)
      if (slots[slot] !== 0) return false
      name.copy(records, size * RECORD, 0, KEPT)
      digest.copy(records, size * RECORD + KEPT, 0, KEPT)
      slots[slot] = ++size
      return true
    },
    digest() {
      const total = createHash('sha256')
      for (const number of sorted()) total.update(records.subarray(number * RECORD, (number + 1) * RECORD))
      return total.digest('hex')
    },
  }
}
