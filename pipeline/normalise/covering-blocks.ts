import type { Extent } from '#pipeline/model/normalised.ts'
import type { Zone } from '#pipeline/model/protect.ts'
import { boxOf, cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { distanceToEdge, runsOf } from '#pipeline/model/touch.ts'

/** Squares of the CRS, counted from its origin, of which some are marked. */
export interface Squares {
  /** The number of the marked square that holds a point; −1 where it is not marked. */
  at(easting: number, northing: number): number
  /** False where no square of the row is marked. */
  hasRow(northing: number): boolean
}

/** Longest stretch of an edge that is looked at as one, in squares. */
const STRETCH = 16

/** Marks every square of an extent that comes within a zone's radius and a margin of its shape; a square more is marked, never one less. */
export function coveringBlocks({ minE, minN, maxE, maxN }: Extent, zones: readonly Zone[], sideM: number, marginM: number): Squares {
  // As blocks: x counts eastwards and z southwards.
  const box = { minX: Math.floor(minE / sideM), maxX: Math.ceil(maxE / sideM), minZ: Math.floor(-maxN / sideM), maxZ: Math.ceil(-minN / sideM) }
  const wide = box.maxX - box.minX
  const marks = new Uint8Array(wide * (box.maxZ - box.minZ))
  const rows = new Uint8Array(box.maxZ - box.minZ)
  const span = (z: number, from: number, to: number) => {
    marks.fill(1, (z - box.minZ) * wide + from - box.minX, (z - box.minZ) * wide + to - box.minX)
    rows[z - box.minZ] = 1
  }
  for (const { shape, radiusM } of zones) {
    const toSquares = (run: Float64Array) => run.map((value, i) => (i & 1 ? -value : value) / sideM)
    const reach = (radiusM + marginM) / sideM
    if (shape.type === 'polygon') {
      const polygons = shape.polygons.map((rings) => rings.map(toSquares))
      fillPolygons(polygons, cutBox(boxOf(polygons.flat()), box), span)
    }
    for (const run of runsOf(shape).map(toSquares))
      if (shape.type === 'point') for (let i = 0; i < run.length; i += 2) markEdge([run[i], run[i + 1], run[i], run[i + 1]], reach, box, span)
      else for (let i = 0; i + 3 < run.length; i += 2) markEdge([run[i], run[i + 1], run[i + 2], run[i + 3]], reach, box, span)
  }
  const rowOf = (northing: number) => Math.floor(-northing / sideM) - box.minZ
  return {
    at(easting, northing) {
      const number = rowOf(northing) * wide + Math.floor(easting / sideM) - box.minX
      return marks[number] === 1 ? number : -1
    },
    hasRow: (northing) => rows[rowOf(northing)] === 1,
  }
}

/** Marks the squares whose middle is nearer to an edge than the reach and half a diagonal: all that a wide line along it touches. */
function markEdge(
  [ax, az, bx, bz]: [number, number, number, number],
  reach: number,
  box: ReturnType<typeof boxOf>,
  span: (z: number, from: number, to: number) => void,
): void {
  const far = reach + Math.SQRT1_2
  const pieces = Math.max(1, Math.ceil(Math.hypot(bx - ax, bz - az) / STRETCH))
  for (let piece = 0; piece < pieces; piece++) {
    const [from, to] = [piece / pieces, (piece + 1) / pieces]
    const edge = [ax + (bx - ax) * from, az + (bz - az) * from, ax + (bx - ax) * to, az + (bz - az) * to] as const
    const near = cutBox(boxOf([Float64Array.from(edge)], far), box)
    for (let z = near.minZ; z < near.maxZ; z++)
      for (let x = near.minX; x < near.maxX; x++) if (!(distanceToEdge(x + 0.5, z + 0.5, ...edge) > far)) span(z, x, x + 1)
  }
}
