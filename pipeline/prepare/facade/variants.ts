import { hashText, randomFor } from '#pipeline/model/hash-random.ts'
import type { CellGrid } from '../building/footprint.ts'

/**
 * Which of `count` variants a building wears, so that neighbours differ: its first pick by hash, unless a neighbour of
 * higher precedence picked the same; then the first of the others that no neighbour picked first. Looks no farther than the
 * neighbours, so that a change does not travel.
 */
export function variantFor(id: string, neighbours: readonly string[], count: number): number {
  const pick = (of: string) => hashText(`facade\u0000${of}`) % count
  const own = pick(id)
  const rank = (of: string) => hashText(`precedence\u0000${of}`)
  const yields = neighbours.some((other) => pick(other) === own && (rank(other) > rank(id) || (rank(other) === rank(id) && other < id)))
  if (!yields) return own
  const taken = new Set(neighbours.map(pick))
  const start = Math.floor(randomFor(id, 'second') * count)
  for (let step = 0; step < count; step++) {
    const variant = (start + step) % count
    if (variant !== own && !taken.has(variant)) return variant
  }
  return (own + 1 + Math.floor(randomFor(id, 'third') * (count - 1))) % count
}

/**
 * The variant of each cell of a large footprint dressed as a row of houses about `length` blocks long: the outline is
 * parted into houses, each cell belongs to the nearest, and no house looks like the one before it.
 */
export function houseVariants(
  grid: CellGrid,
  ring: Float64Array,
  { length, first, count, id }: { length: number; first: number; count: number; id: string },
): Uint8Array {
  const variants = new Uint8Array(grid.cover.length).fill(first)
  const seeds = seedsAlong(ring, length)
  if (seeds.length < 2 || count < 2) return variants
  const wears = [first]
  for (let seed = 1; seed < seeds.length; seed++) {
    const step = 1 + (hashText(`${id}:${seed}`) % (count - 1))
    let next = (wears[seed - 1] + step) % count
    if (seed === seeds.length - 1 && next === first && count > 2) next = (next + 1 + (next + 1 === wears[seed - 1] ? 1 : 0)) % count
    wears.push(next)
  }
  for (let cell = 0; cell < variants.length; cell++) {
    if (grid.cover[cell] === 0) continue
    const x = grid.minX + (cell % grid.width) + 0.5
    const z = grid.minZ + Math.floor(cell / grid.width) + 0.5
    let best = 0
    let least = Infinity
    for (let seed = 0; seed < seeds.length; seed++) {
      const away = (seeds[seed].x - x) ** 2 + (seeds[seed].z - z) ** 2
      if (away < least) [least, best] = [away, seed]
    }
    variants[cell] = wears[best]!
  }
  return variants
}

/** Points along a closed ring, evenly, about `length` apart. */
function seedsAlong(ring: Float64Array, length: number): { x: number; z: number }[] {
  let around = 0
  for (let i = 0; i + 3 < ring.length; i += 2) around += Math.hypot(ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1])
  const count = Math.max(1, Math.round(around / length))
  const apart = around / count
  const seeds: { x: number; z: number }[] = []
  let ahead = apart / 2
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [dx, dz] = [ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1]]
    const side = Math.hypot(dx, dz)
    for (; ahead < side; ahead += apart) seeds.push({ x: ring[i] + (dx * ahead) / side, z: ring[i + 1] + (dz * ahead) / side })
    ahead -= side
  }
  return seeds
}
