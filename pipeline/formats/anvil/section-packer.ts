import type { ByteSink } from '../nbt-write/byte-sink.ts'
import { SECTION } from './chunk-blocks.ts'
import { bitsFor, longsFor, packLongs } from './pack-longs.ts'

/** 16 states take 4 bits a block, the least there is: 256 longs. */
const NIBBLE_STATES = 16
const NIBBLE_BYTES = SECTION / 2
/** Words of two blocks in a section. */
const WORDS = SECTION / 2

/** Finds a section's states and packs them. After `pack`, `states` and `count` are its palette. */
export class SectionPacker {
  readonly states = new Uint16Array(SECTION)
  count = 0
  readonly #header: Uint8Array
  readonly #indexOf = new Int16Array(0x10000).fill(-1)
  readonly #indices = new Uint16Array(SECTION)

  /** @param header written before the longs and their number, where there are any */
  constructor(header: Uint8Array) {
    this.#header = header
  }

  /**
   * @param blocks state ids
   * @param words the same, two to a 32-bit word, the earlier one in the low half
   * @param first where the section begins in `blocks`
   */
  pack(sink: ByteSink, section: { blocks: Uint16Array; words: Int32Array; first: number }): void {
    const word = section.words[section.first >> 1]
    if (word >>> 16 === (word & 0xffff) && isFilledWith(section.words, section.first >> 1, word)) {
      this.states[0] = word & 0xffff
      this.count = 1
      return
    }
    this.count = 0
    const start = sink.length
    this.#putHeader(sink, NIBBLE_BYTES / 8)
    const at = sink.take(NIBBLE_BYTES)
    const fits = this.#packNibbles(sink.view, at, section)
    if (!fits) {
      sink.length = start
      this.#packWide(sink, section)
    }
    for (let i = 0; i < this.count; i++) this.#indexOf[this.states[i]] = -1
  }

  /** Half a long, eight blocks, a step; false when there are too many states, with those met so far kept. */
  #packNibbles(view: DataView, at: number, { words, first }: { words: Int32Array; first: number }): boolean {
    const from = first >> 1
    let last = ~words[from]
    let lastPacked = 0
    for (let i = 0; i < WORDS; i += 4) {
      const a = words[from + i]
      const b = words[from + i + 1]
      const c = words[from + i + 2]
      const d = words[from + i + 3]
      let packed = lastPacked
      if (a !== last || b !== last || c !== last || d !== last) {
        const high = this.#pair(d)
        packed = this.#pair(a) | (this.#pair(b) << 8) | (this.#pair(c) << 16) | (high << 24)
        if (this.count > NIBBLE_STATES) return false
        last = d
        lastPacked = high * 0x01010101
      }
      view.setInt32(at + (i ^ 4), packed) // big-endian: the half with the first blocks comes last
    }
    return true
  }

  /** The indices of a word's two states, in one byte. */
  #pair(word: number): number {
    let even = this.#indexOf[word & 0xffff]
    if (even < 0) even = this.#add(word & 0xffff)
    let odd = this.#indexOf[word >>> 16]
    if (odd < 0) odd = this.#add(word >>> 16)
    return even | (odd << 4)
  }

  #packWide(sink: ByteSink, { blocks, first }: { blocks: Uint16Array; first: number }): void {
    const indexOf = this.#indexOf
    const indices = this.#indices
    for (let i = 0; i < indices.length; i++) {
      const state = blocks[first + i]
      let index = indexOf[state]
      if (index < 0) index = this.#add(state)
      indices[i] = index
    }
    const bits = bitsFor(this.count, 4)
    const longs = longsFor(SECTION, bits)
    this.#putHeader(sink, longs)
    const at = sink.take(longs * 8)
    packLongs(sink.view, at, { values: indices, bits })
  }

  #add(state: number): number {
    const index = this.count++
    this.states[index] = state
    this.#indexOf[state] = index
    return index
  }

  #putHeader(sink: ByteSink, longs: number): void {
    sink.put(this.#header)
    const at = sink.take(4)
    sink.view.setInt32(at, longs)
  }
}

function isFilledWith(words: Int32Array, from: number, word: number): boolean {
  for (let i = from + 1; i < from + WORDS; i++) if (words[i] !== word) return false
  return true
}
