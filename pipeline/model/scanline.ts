import type { BlockBox } from './grid.ts'
import type { Polygons } from './shard.ts'

/**
 * Calls `span` for every run of columns whose centres lie inside the polygons (even-odd), row by row, cut to the box.
 * A centre exactly on an edge belongs to the polygon on its east and south.
 */
export function fillPolygons(polygons: Polygons, box: BlockBox, span: (z: number, fromX: number, toX: number) => void): void {
  const rows = box.maxZ - box.minZ
  const crossings: number[][] = []
  for (const rings of polygons) {
    crossings.length = 0
    for (const ring of rings) cross(ring, box, crossings)
    for (let row = 0; row < rows; row++) {
      const xs = crossings[row]
      if (!xs) continue
      xs.sort((a, b) => a - b)
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const from = Math.max(box.minX, Math.ceil(xs[i] - 0.5))
        const to = Math.min(box.maxX, Math.ceil(xs[i + 1] - 0.5))
        if (to > from) span(box.minZ + row, from, to)
      }
    }
  }
}

/** Where a ring's edges cross the rows' centre lines. */
function cross(ring: Float64Array, box: BlockBox, crossings: number[][]): void {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    let ax = ring[i]
    let az = ring[i + 1]
    let bx = ring[i + 2]
    let bz = ring[i + 3]
    if (az > bz) [ax, az, bx, bz] = [bx, bz, ax, az]
    const first = Math.max(box.minZ, Math.ceil(az - 0.5))
    const last = Math.min(box.maxZ - 1, Math.ceil(bz - 0.5) - 1)
    const slope = (bx - ax) / (bz - az)
    for (let z = first; z <= last; z++) (crossings[z - box.minZ] ??= []).push(ax + (z + 0.5 - az) * slope)
  }
}

/** The box of flat x, z runs, outward to whole blocks. */
export function boxOf(runs: Iterable<Float64Array>, margin = 0): BlockBox {
  const box = { minX: Infinity, minZ: Infinity, maxX: -Infinity, maxZ: -Infinity }
  for (const run of runs)
    for (let i = 0; i + 1 < run.length; i += 2) {
      box.minX = Math.min(box.minX, run[i])
      box.maxX = Math.max(box.maxX, run[i])
      box.minZ = Math.min(box.minZ, run[i + 1])
      box.maxZ = Math.max(box.maxZ, run[i + 1])
    }
  return { minX: Math.floor(box.minX - margin), minZ: Math.floor(box.minZ - margin), maxX: Math.ceil(box.maxX + margin), maxZ: Math.ceil(box.maxZ + margin) }
}

export const boxesTouch = (a: BlockBox, b: BlockBox): boolean => a.minX < b.maxX && b.minX < a.maxX && a.minZ < b.maxZ && b.minZ < a.maxZ

export function cutBox(a: BlockBox, b: BlockBox): BlockBox {
  return { minX: Math.max(a.minX, b.minX), minZ: Math.max(a.minZ, b.minZ), maxX: Math.min(a.maxX, b.maxX), maxZ: Math.min(a.maxZ, b.maxZ) }
}
