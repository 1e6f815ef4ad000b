import { hashAt } from '#pipeline/model/hash-random.ts'
import { TEXTURES } from './look.ts'
import type { Texture } from './material.ts'

/** A place on a face: u to the right and v upwards in 0…1, and a number that differs from block to block. */
export interface Spot {
  u: number
  v: number
  /** True on upper and lower faces. */
  flat: boolean
  seed: number
}

/** A number in −1…1 for a cell of a grid laid on the face. */
function noise({ u, v, seed }: Spot, across: number, up: number): number {
  return (hashAt(seed, Math.floor(u * across), Math.floor(v * up)) & 0xffff) / 0x7fff - 1
}

const part = (value: number): number => value - Math.floor(value)

/** Courses of bricks: `rows` a block, each brick `length` of a block, every other row moved by half a brick. */
function courses(spot: Spot, { rows, length, joint, gap, vary }: { rows: number; length: number; joint: number; gap: number; vary: number }): number {
  const row = Math.floor(spot.v * rows)
  const along = spot.u / length + (row & 1) * 0.5
  if (part(spot.v * rows) < gap * rows || part(along) < gap / length) return joint
  return 1 + vary * ((hashAt(spot.seed, row, Math.floor(along)) & 0xffff) / 0x7fff - 1)
}

const RECIPES: Record<Texture, (spot: Spot) => number> = {
  plain: (spot) => 1 + 0.015 * noise(spot, 8, 8),
  stone: (spot) => 1 + 0.05 * noise(spot, 4, 8) + 0.03 * noise(spot, 8, 16),
  cobble: (spot) => 1 + 0.11 * noise(spot, 5, 5) + 0.05 * noise(spot, 16, 16),
  bricks: (spot) => courses(spot, { rows: 4, length: 0.5, joint: 1.28, gap: 0.035, vary: 0.09 }),
  ashlar: (spot) => courses(spot, { rows: 2, length: 1, joint: 0.78, gap: 0.045, vary: 0.06 }) * (1 + 0.03 * noise(spot, 8, 8)),
  tiles: (spot) => courses(spot, { rows: 2, length: 0.5, joint: 0.8, gap: 0.04, vary: 0.05 }),
  slabs: (spot) => (Math.min(spot.u, spot.v, 1 - spot.u, 1 - spot.v) < 0.035 ? 0.86 : 1 + 0.02 * noise(spot, 8, 8)),
  planks: (spot) => (part(spot.v * 4) < 0.1 ? 0.8 : 1 + 0.06 * noise(spot, 1, 4) + 0.03 * noise(spot, 4, 16)),
  bark: (spot) => (spot.flat ? 1 + 0.08 * Math.sin(Math.hypot(spot.u - 0.5, spot.v - 0.5) * 40) : 1 + 0.14 * noise(spot, 8, 2)),
  leaves: (spot) => 1 + 0.22 * noise(spot, 6, 6) + 0.1 * noise(spot, 12, 12),
  earth: (spot) => 1 + 0.08 * noise(spot, 8, 8),
  turf: (spot) => 1 + 0.1 * noise(spot, 8, 8) + 0.04 * noise(spot, 16, 16),
  cloth: (spot) => 1 + 0.05 * noise(spot, 16, 4),
  glass: (spot) => (Math.min(spot.u, spot.v, 1 - spot.u, 1 - spot.v) < 0.05 ? 1.25 : 1),
  sheet: (spot) => (part(spot.u * 2) < 0.04 ? 0.88 : 1),
  water: (spot) => 1 + 0.04 * noise(spot, 2, 4),
  lamp: (spot) => (Math.min(spot.u, spot.v, 1 - spot.u, 1 - spot.v) < 0.1 ? 0.8 : 1),
}

const BY_NUMBER = TEXTURES.map((texture) => RECIPES[texture])

/** How much brighter or darker than its colour a surface is at a spot; `detail` 0 gives 1 everywhere. */
export const textureAt = (texture: number, spot: Spot, detail: number): number => 1 + detail * (BY_NUMBER[texture](spot) - 1)
