/** Bits for each of `count` values; at least `least`. */
export const bitsFor = (count: number, least: number): number => Math.max(least, 32 - Math.clz32(count - 1))

/** Longs that `count` values of `bits` take, none of them across two longs. */
export const longsFor = (count: number, bits: number): number => Math.ceil(count / Math.floor(64 / bits))

/** Writes values as big-endian longs at `at`: as many as fit in each, lowest bits first. Returns where they end. */
export function packLongs(view: DataView, at: number, { values, bits }: { values: ArrayLike<number>; bits: number }): number {
  const perLong = Math.floor(64 / bits)
  const count = values.length
  for (let next = 0; next < count; at += 8) {
    const end = Math.min(next + perLong, count)
    let low = 0
    let high = 0
    let shift = 0
    for (; next < end; next++, shift += bits) {
      const value = values[next]
      if (shift < 32) {
        low |= value << shift
        if (shift + bits > 32) high |= value >>> (32 - shift)
      } else high |= value << (shift - 32)
    }
    view.setInt32(at, high)
    view.setInt32(at + 4, low)
  }
  return at
}
