import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import { crs, gdal, open } from './gdal.ts'
import { isImplausible } from './raster.ts'

/** What can be read at a point: heights between cells, the highest of the four cells around, the class of the cell it lies in. */
export type Sampled = 'terrain' | 'surface' | 'highest' | 'landcover'

export interface SampleAsk {
  sources: { layer: LayerDefinition; files: string[] }[]
  gridCrs: string
  /** Easting, northing, interleaved. */
  points: Float64Array
  want: Sampled[]
  /** Files of zones: within them nothing but terrain is told. */
  hidden?: readonly string[]
}

/** One value a point: metres over the grid's datum, or 1 + index in GROUND_CLASSES; NaN is no data. What no source holds is absent. */
export type SampleAnswer = Partial<Record<Sampled, Float32Array>>

/** Cells read at once; points spread wider than this are taken in halves. */
const MOST_CELLS = 4_000_000
const MOST_OPEN = 64

/**
 * Reads raster sources at points of the grid's CRS, each point moved by PROJ and read between the source's own cell centres: nothing is warped.
 * Where layers of a kind overlap, the higher order wins where it has data. @throws Failure
 */
export function samplePoints({ sources, gridCrs, points, want }: SampleAsk): SampleAnswer {
  const moved = mover(points, gridCrs)
  const read = (how: Sampled): Float32Array | undefined => {
    const kind = how === 'highest' ? 'surface' : how
    const ordered = sources.filter(({ layer }) => layer.kind === kind).toSorted((a, b) => b.layer.order - a.layer.order || (a.layer.id < b.layer.id ? -1 : 1))
    if (ordered.length === 0) return undefined
    const values = new Float32Array(points.length / 2).fill(Number.NaN)
    for (const { layer, files } of ordered) {
      const found = new Float32Array(values.length).fill(layer.source.flat ?? Number.NaN)
      for (const file of files) readInto(openRaster(file, layer), { moved, how, skip: values }, found)
      const ground = layer.height?.above === 'ground' && kind === 'surface' ? terrain() : undefined
      for (let i = 0; i < values.length; i++)
        if (Number.isNaN(values[i])) values[i] = how === 'landcover' ? found[i] : found[i] + (layer.height?.offsetM ?? 0) + (ground ? ground[i] : 0)
    }
    return values
  }
  let bare: Float32Array | undefined
  const terrain = (): Float32Array | undefined => (bare ??= read('terrain'))
  const answer: SampleAnswer = {}
  for (const how of want) {
    const values = how === 'terrain' ? terrain() : read(how)
    if (values) answer[how] = values
  }
  return answer
}

interface Raster {
  band: gdal.RasterBand
  width: number
  height: number
  /** A point of the raster's CRS → cells from its upper left corner: x = c0 + c1·e + c2·n, y = c3 + c4·e + c5·n. */
  toCells: number[]
  srs: gdal.SpatialReference
  srsKey: string
  valueOf: (stored: number) => number
  close(): void
}

const opened = new Map<string, Raster>()

function openRaster(file: string, layer: LayerDefinition): Raster {
  const key = `${file}\0${JSON.stringify([layer.source, layer.classes])}`
  let raster = opened.get(key)
  if (raster) return raster
  const dataset = open(file)
  const { crs: said, band: number, nodata } = layer.source
  const band = dataset.bands.get(number)
  const srs = said ? crs(said) : dataset.srs!
  const { x: width, y: height } = dataset.rasterSize
  const gaps = new Set([...nodata, ...(band.noDataValue === null ? [] : [band.noDataValue])].map(Math.fround))
  const [factor, offset] = [band.scale || 1, band.offset || 0]
  const classes = new Map(Object.entries(layer.classes ?? {}).map(([code, name]) => [Number(code), GROUND_CLASSES.findIndex((known) => known === name) + 1]))
  const meaning = layer.classes ? (stored: number) => classes.get(stored) || Number.NaN : (stored: number) => plausible(stored * factor + offset)
  raster = {
    band,
    width,
    height,
    toCells: invert(dataset.geoTransform as number[]),
    srs,
    srsKey: said ?? srs.toWKT(),
    valueOf: (stored) => (gaps.has(Math.fround(stored)) ? Number.NaN : meaning(stored)),
    close: () => dataset.close(),
  }
  opened.set(key, raster)
  if (opened.size > MOST_OPEN) {
    const [oldest, last] = opened.entries().next().value!
    opened.delete(oldest)
    last.close()
  }
  return raster
}

const plausible = (metres: number): number => (isImplausible(metres) ? Number.NaN : metres)

/** The inverse of a geotransform, which may be turned. */
function invert([left, ex, ey, top, nx, ny]: number[]): number[] {
  const det = ex * ny - ey * nx
  const [c1, c2, c4, c5] = [ny / det, -ey / det, -nx / det, ex / det]
  return [-(c1 * left + c2 * top), c1, c2, -(c4 * left + c5 * top), c4, c5]
}

/** Gives the points in a raster's CRS, computed once for each CRS. */
function mover(points: Float64Array, gridCrs: string): (raster: Raster) => Float64Array {
  const known = new Map<string, Float64Array>()
  return ({ srs, srsKey }) => {
    let there = known.get(srsKey)
    if (!there) known.set(srsKey, (there = transform(points, new gdal.CoordinateTransformation(crs(gridCrs), srs))))
    return there
  }
}

/** Many points in one call, as the vertices of a line; one by one where some do not exist in the other CRS. */
function transform(points: Float64Array, to: gdal.CoordinateTransformation): Float64Array {
  const count = points.length / 2
  if (count >= 2) {
    const wkb = Buffer.alloc(9 + points.byteLength)
    wkb.set([1, 2], 0)
    wkb.writeUInt32LE(count, 5)
    wkb.set(new Uint8Array(points.buffer, points.byteOffset, points.byteLength), 9)
    const line = gdal.Geometry.fromWKB(wkb)
    try {
      line.transform(to)
      const moved = Buffer.from(line.toWKB('LSB')).subarray(9)
      return new Float64Array(Uint8Array.from(moved).buffer)
    } catch {}
  }
  return points.map((_, i) => {
    try {
      const { x, y } = to.transformPoint(points[i & ~1], points[i | 1])
      return i & 1 ? y : x
    } catch {
      return Number.NaN
    }
  })
}

function readInto(
  raster: Raster,
  { moved, how, skip }: { moved: (raster: Raster) => Float64Array; how: Sampled; skip: Float32Array },
  out: Float32Array,
): void {
  const at = moved(raster)
  const [c0, c1, c2, c3, c4, c5] = raster.toCells as [number, number, number, number, number, number]
  const cells = new Float64Array(at.length)
  const inside = new Uint32Array(out.length)
  let count = 0
  for (let i = 0; i < out.length; i++) {
    if (!Number.isNaN(skip[i]) || !Number.isNaN(out[i])) continue
    const x = c0 + c1 * at[2 * i] + c2 * at[2 * i + 1]
    const y = c3 + c4 * at[2 * i] + c5 * at[2 * i + 1]
    if (!(x >= 0 && y >= 0 && x < raster.width && y < raster.height)) continue
    cells[2 * i] = x
    cells[2 * i + 1] = y
    inside[count++] = i
  }
  if (count > 0) readWindow(raster, { cells, indexes: inside.subarray(0, count), how }, out)
}

/** Reads the window around some points and gives each its value. */
function readWindow(raster: Raster, { cells, indexes, how }: { cells: Float64Array; indexes: Uint32Array; how: Sampled }, out: Float32Array): void {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const i of indexes) {
    minX = Math.min(minX, cells[2 * i])
    maxX = Math.max(maxX, cells[2 * i])
    minY = Math.min(minY, cells[2 * i + 1])
    maxY = Math.max(maxY, cells[2 * i + 1])
  }
  const x0 = Math.max(0, Math.floor(minX) - 1)
  const y0 = Math.max(0, Math.floor(minY) - 1)
  const width = Math.min(raster.width, Math.floor(maxX) + 2) - x0
  const height = Math.min(raster.height, Math.floor(maxY) + 2) - y0
  if (width * height > MOST_CELLS && indexes.length > 1) {
    const half = indexes.length >> 1
    for (const part of [indexes.subarray(0, half), indexes.subarray(half)]) readWindow(raster, { cells, indexes: part, how }, out)
    return
  }
  const window = raster.band.pixels.read(x0, y0, width, height) as unknown as ArrayLike<number>
  const valueAt = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? Number.NaN : raster.valueOf(window[y * width + x]))
  const sample = how === 'landcover' ? nearest : how === 'highest' ? highest : bilinear
  for (const i of indexes) out[i] = sample(valueAt, cells[2 * i] - x0, cells[2 * i + 1] - y0)
}

type ValueAt = (x: number, y: number) => number

const nearest = (valueAt: ValueAt, x: number, y: number): number => valueAt(Math.floor(x), Math.floor(y))

/** A point less than this share of a cell from a line of centres lies on it, so that a gap beyond is no neighbour. */
const ON_CENTRE = 1e-6

/** Between the centres of four cells; NaN where one that counts has no data. */
function bilinear(valueAt: ValueAt, x: number, y: number): number {
  const [column, fx] = split(x)
  const [row, fy] = split(y)
  const along = (line: number) => {
    const west = valueAt(column, line)
    return fx === 0 ? west : west * (1 - fx) + valueAt(column + 1, line) * fx
  }
  return fy === 0 ? along(row) : along(row) * (1 - fy) + along(row + 1) * fy
}

function split(position: number): [number, number] {
  const from = position - 0.5
  const cell = Math.floor(from + ON_CENTRE)
  const part = from - cell
  return [cell, part < ON_CENTRE ? 0 : part]
}

function highest(valueAt: ValueAt, x: number, y: number): number {
  const [column] = split(x)
  const [row] = split(y)
  let most = Number.NaN
  for (const value of [valueAt(column, row), valueAt(column + 1, row), valueAt(column, row + 1), valueAt(column + 1, row + 1)])
    if (!Number.isNaN(value) && !(value <= most)) most = value
  return most
}
