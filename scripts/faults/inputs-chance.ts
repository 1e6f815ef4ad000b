import { createHash } from 'node:crypto'

/** Numbers by chance, the same for the same seed. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  real(): number
  /** A whole number from 0 up to, not including, `n`. */
  below(n: number): number
  pick<T>(list: readonly T[]): T
}

/** A generator of 32 bits of state (mulberry32), begun from a text. */
export function chanceOf(seed: string): Chance {
  let state = createHash('sha256').update(seed).digest().readUInt32LE()
  const real = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(real() * n)
  return { real, below, pick: (list) => list[below(list.length)] }
}
