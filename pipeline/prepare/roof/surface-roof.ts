import type { CellGrid } from '../building/footprint.ts'
import { findPlanes, type Plane, planeAt } from './planes.ts'
import { fallSide, innerCells, type Roof } from './roof.ts'
import { medianAround, medianFiltered, withoutOutliers } from './smooth.ts'

/** Heights nearer together than this, from the tenth to the ninetieth percentile, make a flat roof, in blocks, unless more than PLANT_SHARE of them lie as far from the middle. */
const FLAT_SPREAD = 1.5
const PLANT_SHARE = 0.02
/** Where a plane is farther than this from what was seen, what was seen is drawn. */
const STRAY = 0.9
/** A plane is drawn where it explains this share of its cells within half a block; else the filtered heights are. */
const EXPLAINED = 0.7
/** The lowest a roof's top can be over the floor, in half blocks: a room and its roof. */
const LEAST_HALVES = 6
/** Fewer known cells than this tell a height, not a shape. */
const FEW = 9

/**
 * A roof from a surface model: `heights` in blocks above the floor at each cell's centre, NaN where unknown.
 * Cells at the footprint's rim, where a raster blends roof and ground, continue what lies inside them.
 * Undefined where no height is known.
 */
export function roofFromSurface(grid: CellGrid, heights: Float32Array): Roof | undefined {
  const { width, depth, cover } = grid
  const inner = innerCells(grid)
  const known = (mask: Uint8Array) => heights.map((height, cell) => (mask[cell] === 1 ? height : Number.NaN))
  let inside = known(inner)
  if (count(inside) < FEW) inside = known(cover)
  const sorted = inside.filter((height) => !Number.isNaN(height)).sort()
  if (sorted.length === 0) return undefined
  if (sorted.length < FEW || isFlat(sorted)) return levelRoof(grid, sorted[sorted.length >> 1], chimneysOf({ width, depth, heights: inside }))

  const { heights: clean, chimneys } = withoutOutliers({ width, depth, heights: inside })
  const patch = { width, depth, heights: medianFiltered({ width, depth, heights: clean }) }
  const { planes, owner } = findPlanes(patch)
  const trusted = trustedPlanes(planes, owner, patch.heights, width)
  const halves = new Int16Array(cover.length)
  const slope = new Uint8Array(cover.length)
  const source = nearestKnown(grid, patch.heights)
  const loose: number[] = []
  for (let cell = 0; cell < cover.length; cell++) {
    if (cover[cell] === 0) continue
    const from = source[cell]
    const found = trusted[owner[from] - 1]
    const plane = found && Math.abs(planeAt(found, from, width) - patch.heights[from]) <= STRAY ? found : undefined
    const height = plane ? continued(plane, { cell, from, width, near: patch.heights[from] }) : patch.heights[from]
    halves[cell] = Math.max(LEAST_HALVES, Math.round(2 * height))
    if (plane) slope[cell] = fallSide(plane.gx, plane.gz)
    else loose.push(cell)
  }
  calm(halves, loose, grid)
  const flat = planes.every(({ gx, gz }) => gx === 0 && gz === 0)
  return { halves, slope, flat, chimneys: chimneys.map((cell) => ({ cell, top: halves[cell] + 2 })) }
}

function isFlat(sorted: Float32Array): boolean {
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  const middle = at(0.5)
  const far = sorted.reduce((sum, height) => sum + (Math.abs(height - middle) > FLAT_SPREAD ? 1 : 0), 0)
  return at(0.9) - at(0.1) < FLAT_SPREAD && far <= PLANT_SHARE * sorted.length
}

const count = (heights: Float32Array): number => heights.reduce((sum, height) => sum + (Number.isNaN(height) ? 0 : 1), 0)

/** A flat roof at one height. */
export function levelRoof({ cover }: CellGrid, height: number, chimneys: readonly number[] = []): Roof {
  const top = Math.max(LEAST_HALVES, 2 * Math.round(height))
  return {
    halves: new Int16Array(cover.length).fill(top),
    slope: new Uint8Array(cover.length),
    flat: true,
    chimneys: chimneys.map((cell) => ({ cell, top: top + 2 })),
  }
}

const chimneysOf = (patch: Parameters<typeof withoutOutliers>[0]): number[] => withoutOutliers(patch).chimneys

/** A plane outside the cells it was found on: at a rim it may go on by a cell or two, never run away. */
function continued(plane: Plane, { cell, from, width, near }: { cell: number; from: number; width: number; near: number }): number {
  const height = planeAt(plane, cell, width)
  if (cell === from) return height
  const reach = 1 + 2 * Math.max(Math.abs(plane.gx), Math.abs(plane.gz))
  return Math.min(near + reach, Math.max(near - reach, height))
}

/** Half a block up and down again is the raster's noise: a loose cell takes the middle of its surroundings where that is as near. */
function calm(halves: Int16Array, loose: readonly number[], { width, depth, cover }: CellGrid): void {
  const before = { width, depth, heights: Float32Array.from(halves, (half, cell) => (cover[cell] === 1 ? half : Number.NaN)) }
  for (const cell of loose) {
    const middle = Math.round(medianAround(before, cell, 1))
    if (Math.abs(middle - halves[cell]) <= 1) halves[cell] = middle
  }
}

function trustedPlanes(planes: readonly Plane[], owner: Uint16Array, heights: Float32Array, width: number): (Plane | undefined)[] {
  const fits = new Uint32Array(planes.length)
  const all = new Uint32Array(planes.length)
  for (let cell = 0; cell < owner.length; cell++) {
    const index = owner[cell] - 1
    if (index < 0) continue
    all[index]++
    if (Math.abs(planeAt(planes[index], cell, width) - heights[cell]) <= 0.5) fits[index]++
  }
  return planes.map((plane, index) => (fits[index] >= EXPLAINED * all[index] ? plane : undefined))
}

/** For each covered cell the nearest cell with a known height, found ring by ring from those that have one. */
function nearestKnown({ width, depth, cover }: CellGrid, heights: Float32Array): Int32Array {
  const source = new Int32Array(cover.length).fill(-1)
  const queue: number[] = []
  for (let cell = 0; cell < cover.length; cell++)
    if (!Number.isNaN(heights[cell])) {
      source[cell] = cell
      queue.push(cell)
    }
  for (const cell of queue) {
    const x = cell % width
    const z = (cell - x) / width
    for (const [dx, dz] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, 1],
      [1, -1],
      [-1, -1],
    ] as const) {
      const next = cell + dx + dz * width
      if (x + dx < 0 || x + dx >= width || z + dz < 0 || z + dz >= depth || source[next] !== -1 || cover[next] === 0) continue
      source[next] = source[cell]!
      queue.push(next)
    }
  }
  for (let cell = 0; cell < cover.length; cell++) if (source[cell] === -1) source[cell] = queue[0]!
  return source
}
