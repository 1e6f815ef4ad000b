import { hashAt } from '#pipeline/model/hash-random.ts'

/** Side of a noise tile; it repeats without a seam. */
export const TILE = 128

/**
 * A tile of smooth patches about `patch` blocks wide, as ranks: every value 0…255 covers the same share of the tile,
 * so that a threshold at 256·share picks exactly that share, in patches.
 */
export function patchNoise(seed: number, patch: number): Uint8Array {
  const lattice = Math.max(1, Math.round(TILE / patch))
  const corner = (x: number, z: number) => hashAt(seed, x % lattice, z % lattice) / 0x100000000
  const ease = (t: number) => t * t * (3 - 2 * t)
  const raw = new Float64Array(TILE * TILE)
  for (let z = 0; z < TILE; z++)
    for (let x = 0; x < TILE; x++) {
      const [u, v] = [(x * lattice) / TILE, (z * lattice) / TILE]
      const [x0, z0] = [Math.floor(u), Math.floor(v)]
      const [fx, fz] = [ease(u - x0), ease(v - z0)]
      const top = corner(x0, z0) * (1 - fx) + corner(x0 + 1, z0) * fx
      const bottom = corner(x0, z0 + 1) * (1 - fx) + corner(x0 + 1, z0 + 1) * fx
      raw[z * TILE + x] = top * (1 - fz) + bottom * fz + hashAt(seed + 1, x, z) / 0x100000000 / (4 * patch)
    }
  const sorted = raw.slice().sort()
  return Uint8Array.from(raw, (value) => Math.floor((rankIn(sorted, value) * 256) / sorted.length))
}

/** How many values of a sorted array are less than a value. */
function rankIn(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
