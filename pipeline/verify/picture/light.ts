import { type Relief, reliefAt } from './relief.ts'
import { type Voxels, voxelAt } from './voxels.ts'
import type { Looks } from './look.ts'
import type { Hit } from './ray.ts'

/** Towards the sun; length 1. */
export type Direction = readonly [x: number, y: number, z: number]

/** Compass direction (0 north, 90 east) and height over the horizon in degrees → direction. */
export function towards(azimuth: number, elevation: number): Direction {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180]
  return [Math.sin(a) * Math.cos(e), Math.sin(e), -Math.cos(a) * Math.cos(e)]
}

/** Linear light of the sun on a surface that faces it, and of the open sky. */
export const SUN = [0.98, 0.91, 0.78] as const
export const SKY = [0.4, 0.46, 0.56] as const

const NORMAL_X = [-1, 1, 0, 0, 0, 0]
const NORMAL_Y = [0, 0, -1, 1, 0, 0]
const NORMAL_Z = [0, 0, 0, 0, -1, 1]
export const normal = (face: number): Direction => [NORMAL_X[face], NORMAL_Y[face], NORMAL_Z[face]]

/** True if nothing in the relief stands between a point and the sun. */
export function sunReaches(relief: Relief, [sx, sy, sz]: Direction, [px, py, pz]: Direction): boolean {
  // A block at a time along the longer of x and z.
  const run = Math.max(Math.abs(sx), Math.abs(sz))
  const [dx, dy, dz] = [sx / run, sy / run, sz / run]
  let [x, y, z] = [px, py, pz]
  while (y <= relief.highest + 1) {
    x += dx
    y += dy
    z += dz
    const top = reliefAt(relief, Math.floor(x), Math.floor(z)) + 1
    if (top > y) return false
  }
  return true
}

const AROUND = [1, 0, 1, 1, 0, 1, -1, 1, -1, 0, -1, -1, 0, -1, 1, -1]

/** The share of the sky over a place that nothing near stands before, 0…1. */
export function openness(relief: Relief, x: number, y: number, z: number): number {
  let hidden = 0
  for (let i = 0; i < 16; i += 2) {
    let steepest = 0
    for (let distance = 1; distance <= 8; distance *= 2) {
      const rise = (reliefAt(relief, x + AROUND[i] * distance, z + AROUND[i + 1] * distance) - y) / distance
      if (rise > steepest) steepest = rise
    }
    hidden += steepest / Math.sqrt(1 + steepest * steepest)
  }
  const roofed = reliefAt(relief, x, z) > y ? 0.55 : 1
  return roofed * (1 - 0.085 * hidden)
}

/** How much the blocks that touch a face's corners darken the spot (u, v) on it: 1 for not at all. */
export function cornerShade(voxels: Voxels, looks: Looks, hit: Hit, [u, v]: [number, number]): number {
  const { face } = hit
  const axis = face >> 1
  const [x, y, z] = [hit.x + NORMAL_X[face], hit.y + NORMAL_Y[face], hit.z + NORMAL_Z[face]]
  const dark = (a: number, b: number): number => {
    const state = axis === 0 ? voxelAt(voxels, x, y + b, z + a) : axis === 1 ? voxelAt(voxels, x + a, y, z + b) : voxelAt(voxels, x + a, y + b, z)
    return state < looks.count ? looks.shades[state] : 0
  }
  const a = u < 0.5 ? -1 : 1
  const b = v < 0.5 ? -1 : 1
  const nearU = Math.abs(u - 0.5) * 2
  const nearV = Math.abs(v - 0.5) * 2
  return 1 - 0.17 * (dark(a, 0) * nearU * nearU + dark(0, b) * nearV * nearV) - 0.08 * dark(a, b) * nearU * nearV
}
