import { hashAt, hashText } from '#pipeline/model/hash-random.ts'
import { SIZE } from './place.ts'

const wrap = (n: number, cells: number) => ((n % cells) + cells) % cells
const ease = (t: number) => t * t * t * (t * (t * 6 - 15) + 10)

/** Smooth noise in [−1, 1] with `cells` bumps across the town, the same on opposite edges. */
export function noise(seed: number, cells: number, u: number, v: number): number {
  const x = (u * cells) / SIZE
  const z = (v * cells) / SIZE
  const x0 = Math.floor(x)
  const z0 = Math.floor(z)
  const [west, east] = [wrap(x0, cells), wrap(x0 + 1, cells)]
  const [north, south] = [wrap(z0, cells), wrap(z0 + 1, cells)]
  const [tx, tz] = [ease(x - x0), ease(z - z0)]
  const top = hashAt(seed, west, north) * (1 - tx) + hashAt(seed, east, north) * tx
  const bottom = hashAt(seed, west, south) * (1 - tx) + hashAt(seed, east, south) * tx
  return (top * (1 - tz) + bottom * tz) / 0x80000000 - 1
}

/** Roughly normal noise with standard deviation 1, independent for each whole position. */
export function scatter(seed: number, x: number, z: number): number {
  const bits = hashAt(seed, x, z)
  const more = hashAt(seed + 1, x, z)
  const sum = (bits & 0xffff) + (bits >>> 16) + (more & 0xffff) + (more >>> 16)
  return (sum / 0x10000 - 2) * Math.sqrt(3)
}

/** 0 up to `from`, 1 beyond `to`, smooth between. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

export const mix = (a: number, b: number, t: number) => a + (b - a) * t

/** A stream of numbers in [0, 1) that depends on the name alone. */
export function dice(name: string): () => number {
  const seed = hashText(name)
  let rolls = 0
  return () => hashAt(seed, rolls++, 0) / 0x100000000
}

export const between = (roll: () => number, from: number, to: number) => from + (to - from) * roll()
export const pick = <T>(roll: () => number, from: readonly T[]): T => from[Math.floor(roll() * from.length)]
