import { Malformed } from './damage.ts'

/** Bits for each of `count` palette entries, never fewer than `least`. */
export const bitsFor = (count: number, least: number): number => Math.max(least, 32 - Math.clz32(count - 1))

/** Longs that hold `count` values of `bits` bits, none straddling two longs. */
export const longsFor = (count: number, bits: number): number => Math.ceil(count / Math.floor(64 / bits))

/**
 * Unpacks values that fill longs from the lowest bit and never straddle.
 * @param at byte offset of the first long, big-endian
 * @param out receives one value an element
 */
export function unpackLongs(view: DataView, at: number, bits: number, out: Uint16Array): void {
  const mask = 2 ** bits - 1
  const per = Math.floor(64 / bits)
  const inLow = Math.floor(32 / bits)
  const count = out.length
  for (let i = 0, offset = at; i < count; offset += 8) {
    let high = view.getUint32(offset)
    let low = view.getUint32(offset + 4)
    const end = Math.min(count, i + per)
    const lowEnd = Math.min(end, i + inLow)
    for (; i < lowEnd; low >>>= bits) out[i++] = low & mask
    const over = inLow * bits
    if (over < 32 && i < end) {
      out[i++] = (low | (high << (32 - over))) & mask
      high >>>= bits - (32 - over)
    }
    for (; i < end; high >>>= bits) out[i++] = high & mask
  }
}

const MISSING = 0xffff
const table = new Uint16Array(4096)

/**
 * Unpacks palette indexes and looks them up; all one number comes back as that number.
 * @param data where the longs begin, how many there are, and bits for each index; there must be exactly as many as `size` asks for
 * @param palette numbers below 65 535
 * @throws Malformed when the length is wrong or an index lies outside the palette
 */
export function unpackPalette(view: DataView, data: { at: number; longs: number; bits: number }, palette: number[], size: number): Uint16Array | number {
  const { at, longs, bits } = data
  if (longs !== longsFor(size, bits)) throw new Malformed(`${longs} longs for a palette of ${palette.length}, not ${longsFor(size, bits)}`)
  table.fill(MISSING, 0, 2 ** bits)
  table.set(palette)
  const out = new Uint16Array(size)
  if (bits === 4) lookUpHalves(view, at, out)
  else {
    unpackLongs(view, at, bits, out)
    for (let i = 0; i < size; i++) out[i] = table[out[i]]
  }
  const first = out[0]
  let different = 0
  let above = 0
  for (let i = 0; i < size; i++) {
    const id = out[i]
    different |= id ^ first
    above |= id + 1
  }
  if (above > MISSING) throw new Malformed(`an index outside its palette of ${palette.length}`)
  return different === 0 ? first : out
}

/** Unpacks and looks up values of half a byte, which nearly all sections have: sixteen fill a long without a gap. */
function lookUpHalves(view: DataView, at: number, out: Uint16Array): void {
  let i = 0
  const fill = (word: number) => {
    out[i] = table[word & 15]
    out[i + 1] = table[(word >>> 4) & 15]
    out[i + 2] = table[(word >>> 8) & 15]
    out[i + 3] = table[(word >>> 12) & 15]
    out[i + 4] = table[(word >>> 16) & 15]
    out[i + 5] = table[(word >>> 20) & 15]
    out[i + 6] = table[(word >>> 24) & 15]
    out[i + 7] = table[word >>> 28]
    i += 8
  }
  for (let offset = at; i < out.length; offset += 8) {
    fill(view.getUint32(offset + 4))
    fill(view.getUint32(offset))
  }
}
