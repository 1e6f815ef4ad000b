import { coverage, polygonsArea } from './coverage.ts'

/** A patch of cells: cell (x, z) of the grid, x from minX, z from minZ, is at index (z − minZ) · width + (x − minX). */
export interface CellGrid {
  minX: number
  minZ: number
  width: number
  depth: number
  /** 1 where the cell is the building's. */
  cover: Uint8Array
  /** Share of the cell inside the outline, 0…1, whoever owns it. */
  share: Float32Array
}

/** A building that covers no cell is still drawn from this area on, in m². */
export const LEAST_AREA_M2 = 2

const HALF = 0.5 - 1e-6

/**
 * The cells of a building: those at least half inside its outline. One so thin that these hold less than half its
 * area gets the cells it covers most of, as many as its area. `undefined`: too small to draw.
 * @param polygons rings x, z interleaved, in blocks, closed, outer ring first
 * @param cellM metres a block
 */
export function footprintCells(polygons: Float64Array[][], cellM = 1): CellGrid | undefined {
  const box = cellBox(polygons)
  if (!box) return undefined
  const share = coverage(polygons, box)
  const cover = new Uint8Array(share.length)
  let cells = 0
  for (let i = 0; i < share.length; i++) if (share[i] >= HALF) cells += cover[i] = 1
  const area = polygonsArea(polygons)
  const drawable = area * cellM * cellM >= LEAST_AREA_M2
  if (cells === 0 && !drawable) return undefined
  if (drawable && cells < area / 2) coverMost(share, cover, Math.max(1, Math.round(area)))
  return { ...box, cover, share }
}

function coverMost(share: Float32Array, cover: Uint8Array, count: number): void {
  const cells: number[] = []
  for (let i = 0; i < share.length; i++) if (share[i] > 0) cells.push(i)
  cells.sort((a, b) => share[b] - share[a] || a - b)
  for (const i of cells.slice(0, count)) cover[i] = 1
}

function cellBox(polygons: Float64Array[][]): { minX: number; minZ: number; width: number; depth: number } | undefined {
  let minX = Infinity
  let minZ = Infinity
  let maxX = -Infinity
  let maxZ = -Infinity
  for (const [outer] of polygons)
    for (let i = 0; i < outer.length; i += 2) {
      if (outer[i] < minX) minX = outer[i]
      if (outer[i] > maxX) maxX = outer[i]
      if (outer[i + 1] < minZ) minZ = outer[i + 1]
      if (outer[i + 1] > maxZ) maxZ = outer[i + 1]
    }
  if (!(maxX > minX && maxZ > minZ)) return undefined
  minX = Math.floor(minX)
  minZ = Math.floor(minZ)
  return { minX, minZ, width: Math.ceil(maxX) - minX, depth: Math.ceil(maxZ) - minZ }
}

export interface OwnedCells {
  id: string
  grid: CellGrid
}

/**
 * A building's cells after the neighbours it touches have had their say: a cell half covered by all of them together
 * goes to the one with the largest share, equal shares to the lowest id. Looks only at outlines, so that the answer is
 * the same in any order and each building can be settled alone. May leave a building without cells.
 */
export function settleShared(own: OwnedCells, neighbours: readonly OwnedCells[]): CellGrid {
  const { grid } = own
  const total = Float32Array.from(grid.share)
  const cover = Uint8Array.from(grid.share, (share, i) => (share > 0 || grid.cover[i] ? 1 : 0))
  for (const other of neighbours) {
    const fromX = Math.max(grid.minX, other.grid.minX)
    const toX = Math.min(grid.minX + grid.width, other.grid.minX + other.grid.width)
    const toZ = Math.min(grid.minZ + grid.depth, other.grid.minZ + other.grid.depth)
    for (let z = Math.max(grid.minZ, other.grid.minZ); z < toZ; z++)
      for (let x = fromX; x < toX; x++) {
        const i = (z - grid.minZ) * grid.width + x - grid.minX
        const theirs = other.grid.share[(z - other.grid.minZ) * other.grid.width + x - other.grid.minX]
        if (theirs === 0) continue
        total[i] += theirs
        if (theirs > grid.share[i] || (theirs === grid.share[i] && other.id < own.id)) cover[i] = 0
      }
  }
  for (let i = 0; i < cover.length; i++) if (cover[i] && total[i] < HALF && !grid.cover[i]) cover[i] = 0
  return { ...grid, cover }
}
