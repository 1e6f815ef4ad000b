import { type BlockBox, type Region, REGION_SIZE, type WorldGrid } from '#pipeline/model/grid.ts'
import { fillPolygons } from '#pipeline/model/scanline.ts'
import type { MeasuredStyle } from './blocks.ts'
import type { ShapeKind } from './region-shapes.ts'
import type { Shape } from './source.ts'

/** What a column is, by the sources; bits. */
export const COLUMN = { area: 1, building: 2, water: 4, way: 8, bridge: 16 } as const

/** Half the width of a track's bed and of water that is a line of unknown width, in metres. */
const TRACK_HALF_M = 2
const STREAM_HALF_M = 1

export const boxOfRegion = ({ x, z }: Region): BlockBox => ({
  minX: x * REGION_SIZE,
  minZ: z * REGION_SIZE,
  maxX: (x + 1) * REGION_SIZE,
  maxZ: (z + 1) * REGION_SIZE,
})

/** The columns of a region in rows from the north-west, as bits of COLUMN. `area` is the world's closed ring in blocks. */
export function maskRegion(
  region: Region,
  area: Float64Array,
  { shapes, style, grid }: { shapes: ReadonlyMap<ShapeKind, Shape[]>; style: MeasuredStyle; grid: WorldGrid },
): Uint8Array {
  const box = boxOfRegion(region)
  const mask = new Uint8Array(REGION_SIZE * REGION_SIZE)
  const fill = (polygons: Float64Array[][], bit: number) =>
    fillPolygons(polygons, box, (z, from, to) => {
      for (let x = from; x < to; x++) mask[(z - box.minZ) * REGION_SIZE + x - box.minX] |= bit
    })
  const stroke = ({ lines }: Shape, halfM: number, bit: number) => {
    for (const line of lines) for (let i = 0; i + 3 < line.length; i += 2) strokeEdge(mask, box, line.subarray(i, i + 4), { half: halfM * grid.scale, bit })
  }
  const each = (kind: ShapeKind, take: (shape: Shape) => void) => shapes.get(kind)?.forEach(take)

  fill([[area]], COLUMN.area)
  each('building', ({ polygons }) => fill(polygons, COLUMN.building))
  each('water', (shape) => {
    fill(shape.polygons, COLUMN.water)
    stroke(shape, number(shape.attributes['widthM'], 2 * STREAM_HALF_M) / 2, COLUMN.water)
  })
  each('road', (shape) => {
    const known = style.roads[String(shape.attributes['class'] ?? 'street')]
    const half = number(shape.attributes['widthM'], known?.widthM ?? 0) / 2 + (known?.pavementM ?? 0)
    stroke(shape, half, bitOf(shape))
  })
  each('rail', (shape) => stroke(shape, TRACK_HALF_M, bitOf(shape)))
  return mask
}

const bitOf = ({ attributes: { level } }: Shape): number => (level === 'tunnel' ? 0 : level === 'bridge' ? COLUMN.bridge : COLUMN.way)
const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

export const grow = ({ minX, minZ, maxX, maxZ }: BlockBox, by: number): BlockBox => ({ minX: minX - by, minZ: minZ - by, maxX: maxX + by, maxZ: maxZ + by })

/** Marks the columns whose centres lie within `half` blocks of an edge. */
function strokeEdge(mask: Uint8Array, box: BlockBox, [ax, az, bx, bz]: Float64Array, { half, bit }: { half: number; bit: number }): void {
  const [dx, dz] = [bx - ax, bz - az]
  const length2 = dx * dx + dz * dz
  const fromX = Math.max(box.minX, Math.floor(Math.min(ax, bx) - half))
  const toX = Math.min(box.maxX, Math.ceil(Math.max(ax, bx) + half))
  const fromZ = Math.max(box.minZ, Math.floor(Math.min(az, bz) - half))
  const toZ = Math.min(box.maxZ, Math.ceil(Math.max(az, bz) + half))
  for (let z = fromZ; z < toZ; z++)
    for (let x = fromX; x < toX; x++) {
      const [px, pz] = [x + 0.5 - ax, z + 0.5 - az]
      const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + pz * dz) / length2))
      if ((px - t * dx) ** 2 + (pz - t * dz) ** 2 <= half * half) mask[(z - box.minZ) * REGION_SIZE + x - box.minX] |= bit
    }
}
