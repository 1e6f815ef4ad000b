/** Numbers that look random and follow from a seed. */
export interface Chance {
  /** In [0, below). */
  number(below: number): number
  /** A whole number from 0 to below − 1. */
  whole(below: number): number
  /** True so often. */
  is(share: number): boolean
  one<T>(of: readonly T[]): T
}

/** A Weyl sequence through Murmur3's finaliser. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let h = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0) / 0x100000000
  }
  return {
    number: (below) => next() * below,
    whole: (below) => Math.floor(next() * below),
    is: (share) => next() < share,
    one: (of) => of[Math.floor(next() * of.length)],
  }
}
