import type { Heights } from './smooth.ts'

/** A cell fits a plane within this many blocks, and when its own slope turns away from the plane's by less than TURN. */
const FIT = 0.5
const TURN = 0.4
/** The fewest cells of a plane: a dormer. */
const LEAST_CELLS = 6
/** A plane flatter than this is a terrace. */
const LEVEL = 0.13
/** A slope is read from heights no farther apart than this many blocks: beyond is a step. */
const STEP = 1.4

/** height = a + gx·x + gz·z, in blocks, x and z from the patch's corner. */
export interface Plane {
  a: number
  gx: number
  gz: number
  cells: number
}

/** Which plane each cell belongs to, as index + 1; 0 is none. */
export interface Segments {
  planes: Plane[]
  owner: Uint16Array
}

/** Finds a roof's planes by growing them from where the roof is smoothest. */
export function findPlanes(patch: Heights): Segments {
  const { width, heights } = patch
  const local = localSlopes(patch)
  const owner = new Uint16Array(heights.length)
  const planes: Plane[] = []
  const seeds = Array.from(heights.keys()).filter((cell) => !Number.isNaN(local.residual[cell]))
  seeds.sort((a, b) => local.residual[a] - local.residual[b] || a - b)
  for (const seed of seeds) {
    if (owner[seed] !== 0) continue
    const sum = new PlaneSum(width)
    const start: Plane = planeThrough(seed, heights[seed], local.gx[seed], local.gz[seed], width)
    const cells = grow(patch, local, owner, { seed, start, sum, mark: planes.length + 1 })
    if (cells.length < LEAST_CELLS || planes.length >= 0xfffe) {
      for (const cell of cells) owner[cell] = 0
      continue
    }
    planes.push(levelled(sum.solve() ?? start, cells, patch))
  }
  adopt(patch, planes, owner)
  return { planes, owner }
}

export const planeAt = ({ a, gx, gz }: Plane, cell: number, width: number): number => a + gx * (cell % width) + gz * Math.floor(cell / width)

function planeThrough(cell: number, height: number, gx: number, gz: number, width: number): Plane {
  return { a: height - gx * (cell % width) - gz * Math.floor(cell / width), gx, gz, cells: 1 }
}

interface Local {
  gx: Float32Array
  gz: Float32Array
  residual: Float32Array
}

/** A plane through each cell's surroundings that lie on one surface with it, and how well it fits. */
function localSlopes(patch: Heights): Local {
  const { width, depth, heights } = patch
  const local: Local = {
    gx: new Float32Array(heights.length),
    gz: new Float32Array(heights.length),
    residual: new Float32Array(heights.length).fill(Number.NaN),
  }
  const sum = new PlaneSum(width)
  for (let cell = 0; cell < heights.length; cell++) {
    if (Number.isNaN(heights[cell])) continue
    sum.clear()
    const cx = cell % width
    const cz = (cell - cx) / width
    for (let z = Math.max(0, cz - 2); z <= Math.min(depth - 1, cz + 2); z++)
      for (let x = Math.max(0, cx - 2); x <= Math.min(width - 1, cx + 2); x++) {
        const other = z * width + x
        if (Math.abs(heights[other] - heights[cell]) <= STEP * Math.max(1, Math.abs(x - cx), Math.abs(z - cz))) sum.add(other, heights[other])
      }
    const plane = sum.count >= 5 ? sum.solve() : undefined
    if (!plane) continue
    local.gx[cell] = plane.gx
    local.gz[cell] = plane.gz
    local.residual[cell] = sum.residual(plane) + (25 - sum.count) * 0.02
  }
  return local
}

interface Growth {
  seed: number
  start: Plane
  sum: PlaneSum
  mark: number
}

function grow({ width, heights }: Heights, local: Local, owner: Uint16Array, { seed, start, sum, mark }: Growth): number[] {
  const cells = [seed]
  owner[seed] = mark
  sum.add(seed, heights[seed])
  let plane = start
  let fitted = 1
  for (const cell of cells) {
    if (cells.length >= 2 * fitted && cells.length >= LEAST_CELLS) {
      plane = sum.solve() ?? plane
      fitted = cells.length
    }
    const x = cell % width
    for (const next of [x > 0 ? cell - 1 : -1, x + 1 < width ? cell + 1 : -1, cell - width, cell + width]) {
      if (next < 0 || next >= owner.length || owner[next] !== 0 || Number.isNaN(heights[next])) continue
      if (Math.abs(heights[next] - planeAt(plane, next, width)) > FIT) continue
      if (!Number.isNaN(local.residual[next]) && Math.hypot(local.gx[next] - plane.gx, local.gz[next] - plane.gz) > TURN) continue
      owner[next] = mark
      sum.add(next, heights[next])
      cells.push(next)
    }
  }
  return cells
}

/** A nearly level plane becomes level at its cells' median. */
function levelled(plane: Plane, cells: readonly number[], { heights }: Heights): Plane {
  if (Math.hypot(plane.gx, plane.gz) >= LEVEL) return { ...plane, cells: cells.length }
  const sorted = Float32Array.from(cells, (cell) => heights[cell]).sort()
  return { a: sorted[sorted.length >> 1], gx: 0, gz: 0, cells: cells.length }
}

/** Gives cells that no plane took to the plane beside them that fits best, while any fits within a block. */
function adopt({ width, heights }: Heights, planes: readonly Plane[], owner: Uint16Array): void {
  for (let round = 0; round < 4; round++) {
    const taken: [cell: number, plane: number][] = []
    for (let cell = 0; cell < owner.length; cell++) {
      if (owner[cell] !== 0 || Number.isNaN(heights[cell])) continue
      let best = 0
      let least = 2 * FIT
      for (const next of [cell - 1, cell + 1, cell - width, cell + width, cell - width - 1, cell - width + 1, cell + width - 1, cell + width + 1]) {
        const index = owner[next] ?? 0
        if (index === 0) continue
        const away = Math.abs(heights[cell] - planeAt(planes[index - 1], cell, width))
        if (away < least) [least, best] = [away, index]
      }
      if (best > 0) taken.push([cell, best])
    }
    if (taken.length === 0) return
    for (const [cell, plane] of taken) owner[cell] = plane
  }
}

/** Running sums of a least-squares plane. */
class PlaneSum {
  readonly #width: number
  count = 0
  #x = 0
  #z = 0
  #h = 0
  #xx = 0
  #xz = 0
  #zz = 0
  #xh = 0
  #zh = 0
  #hh = 0

  constructor(width: number) {
    this.#width = width
  }

  clear(): void {
    this.count = this.#x = this.#z = this.#h = this.#xx = this.#xz = this.#zz = this.#xh = this.#zh = this.#hh = 0
  }

  add(cell: number, h: number): void {
    const x = cell % this.#width
    const z = (cell - x) / this.#width
    this.count++
    this.#x += x
    this.#z += z
    this.#h += h
    this.#xx += x * x
    this.#xz += x * z
    this.#zz += z * z
    this.#xh += x * h
    this.#zh += z * h
    this.#hh += h * h
  }

  /** Undefined where the cells lie on one line. */
  solve(): Plane | undefined {
    const n = this.count
    const xx = this.#xx - (this.#x * this.#x) / n
    const zz = this.#zz - (this.#z * this.#z) / n
    const xz = this.#xz - (this.#x * this.#z) / n
    const determinant = xx * zz - xz * xz
    if (n < 4 || determinant < 1e-6 * n) return undefined
    const xh = this.#xh - (this.#x * this.#h) / n
    const zh = this.#zh - (this.#z * this.#h) / n
    const gx = (xh * zz - zh * xz) / determinant
    const gz = (zh * xx - xh * xz) / determinant
    return { a: (this.#h - gx * this.#x - gz * this.#z) / n, gx, gz, cells: n }
  }

  /** Root mean square distance of the cells from a plane they were solved to. */
  residual({ gx, gz }: Plane): number {
    const n = this.count
    const hh = this.#hh - (this.#h * this.#h) / n
    const xh = this.#xh - (this.#x * this.#h) / n
    const zh = this.#zh - (this.#z * this.#h) / n
    return Math.sqrt(Math.max(0, hh - gx * xh - gz * zh) / n)
  }
}
