import { basename } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { alive } from './alive.ts'
import { crs, gdal, open } from './gdal.ts'
import type { Extent, FlatRaster } from '#pipeline/model/normalised.ts'
import type { Jobs, RasterResult } from './jobs.ts'
import { boxRing } from './transform.ts'

/** No ground and no roof on Earth lies outside, in metres: what does is a no-data value that nobody declared. */
const LOWEST_M = -500
const HIGHEST_M = 9500
/** Cells kept around the part of a source that is cleaned. */
const MARGIN = 16

/**
 * Samples a raster layer at block centres into one flat file over the part of the extent it covers.
 * Heights are bilinear between source cells, never averaged over a block (design: the grid contract); classes take the nearest cell.
 */
export async function warpRaster(ask: Jobs['raster']['ask']): Promise<RasterResult> {
  if (ask.layer.source.flat !== undefined) return { raster: levelGround(ask.layer.source.flat, ask) }
  const made = warp(ask, false)
  if (!made || ask.layer.kind === 'landcover' || !holdsImplausible(made.raster)) return made?.raster ? { raster: made.raster } : {}
  const { raster, dropped } = warp(ask, true)!
  const message = `${dropped.cells} cells hold heights such as ${dropped.example} m and were taken as no data; list the value in source.nodata`
  return { raster, problems: [{ code: 'implausible-value', layer: ask.layer.id, message }] }
}

/** Ground at one height over the whole extent, for a place that no terrain model covers. */
function levelGround(heightM: number, { gridCrs, extent, cellM, out }: Jobs['raster']['ask']): FlatRaster {
  const width = Math.round((extent.maxE - extent.minE) / cellM)
  const height = Math.round((extent.maxN - extent.minN) / cellM)
  const made = gdal.open(out, 'w', 'ENVI', width, height, 1, gdal.GDT_Float32)
  made.srs = crs(gridCrs)
  made.geoTransform = [extent.minE, cellM, 0, extent.maxN, 0, -cellM]
  made.bands.get(1).fill(heightM)
  made.close()
  return { ...extent, path: out, cellM, width, height }
}

interface Dropped {
  cells: number
  example: number
}

interface Warped {
  raster: FlatRaster
  dropped: Dropped
}

/** @param strict whether heights that cannot be are taken away before they blend with others */
function warp(ask: Jobs['raster']['ask'], strict: boolean): Warped | undefined {
  const { layer, files } = ask
  const opened = files.map((file) => openRaster(file, layer))
  try {
    return warpOpened(
      opened.map(({ view }) => view),
      ask,
      strict,
    )
  } finally {
    for (const { close } of opened) close()
  }
}

function warpOpened(opened: readonly gdal.Dataset[], { layer, gridCrs, extent, cellM, out }: Jobs['raster']['ask'], strict: boolean): Warped | undefined {
  const dropped: Dropped = { cells: 0, example: 0 }
  const part = snap(intersect(unite(opened.map((source) => extentOf(source, layer, gridCrs))), extent), extent, cellM)
  if (!part) return undefined
  const sources = opened.flatMap((source) =>
    needsCleaning(source, layer, strict) ? (cleaned(source, { layer, gridCrs, part, strict }, dropped) ?? []) : source,
  )
  if (sources.length === 0) return undefined
  const how = [
    ...['-of', 'ENVI', '-ot', 'Float32', '-dstnodata', 'nan', '-overwrite'],
    ...['-t_srs', gridCrs, '-te', String(part.minE), String(part.minN), String(part.maxE), String(part.maxN), '-tr', String(cellM), String(cellM)],
    ...['-r', layer.kind === 'landcover' ? 'near' : 'bilinear', '-et', '0', '-wo', 'XSCALE=1', '-wo', 'YSCALE=1', '-wm', '32'],
  ]
  const made = gdal.warp(out, null, sources, how, { progress_cb: alive })
  const { x: width, y: height } = made.rasterSize
  made.close()
  for (const source of sources) if (!opened.includes(source)) source.close()
  return { raster: { ...part, path: out, cellM, width, height }, dropped }
}

function holdsImplausible({ path, width, height }: FlatRaster): boolean {
  const made = open(path)
  const band = made.bands.get(1)
  let found = false
  for (let y = 0; y < height && !found; y++) found = (band.pixels.read(0, y, width, 1) as Float32Array).some(isImplausible)
  made.close()
  return found
}

/** Whether no height can be that, in metres. */
export const isImplausible = (metres: number): boolean => metres < LOWEST_M || metres > HIGHEST_M

/** A source as its layer says it is. A view of a dataset must be closed first: GDAL crashes where the dataset goes before it. */
interface OpenRaster {
  view: gdal.Dataset
  close(): void
}

function openRaster(file: string, layer: LayerDefinition): OpenRaster {
  const dataset = open(file)
  if (dataset.bands.count() < layer.source.band)
    throw new Failure(
      'unreadable-source',
      `${basename(file)} has no raster band ${layer.source.band}`,
      `check source.path and source.band of layer ${layer.id}`,
    )
  if (!dataset.geoTransform)
    throw new Failure(
      'no-georeference',
      `${basename(file)} does not say where it lies`,
      'give it a world file or a georeference, such as with gdal_edit.py -a_ullr',
    )
  const { crs: said, band } = layer.source
  if (!dataset.srs && !said) throw new Failure('unknown-crs', `${basename(file)} does not say its coordinate system`, `add source.crs to layer ${layer.id}`)
  if (said) crs(said, layer.id)
  const changes = [...(said ? ['-a_srs', said] : []), ...(dataset.bands.count() > 1 ? ['-b', String(band)] : [])]
  if (changes.length === 0) return { view: dataset, close: () => dataset.close() }
  const view = gdal.translate(`/vsimem/${layer.id}-${basename(file)}.vrt`, dataset, ['-of', 'VRT', ...changes])
  const close = () => {
    view.close()
    dataset.close()
  }
  return { view, close }
}

function needsCleaning(source: gdal.Dataset, layer: LayerDefinition, strict: boolean): boolean {
  const { scale, offset } = source.bands.get(1)
  return strict || layer.source.nodata.length > 0 || (scale || 1) !== 1 || (offset || 0) !== 0
}

/** A copy of the cells around a part of the grid, in metres, with one no-data value for all; undefined where the source lies elsewhere. */
function cleaned(
  source: gdal.Dataset,
  { layer, gridCrs, part, strict }: { layer: LayerDefinition; gridCrs: string; part: Extent; strict: boolean },
  dropped: Dropped,
): gdal.Dataset | undefined {
  const window = windowOver(source, part, gridCrs)
  if (!window) return undefined
  const { x, y, width, height } = window
  const copy = gdal.open(`/vsimem/${layer.id}-cleaned`, 'w', 'MEM', width, height, 1, gdal.GDT_Float32)
  copy.srs = source.srs
  const [left, ex, ey, top, nx, ny] = source.geoTransform as number[]
  copy.geoTransform = [left + x * ex + y * ey, ex, ey, top + x * nx + y * ny, nx, ny]
  const from = source.bands.get(1)
  const to = copy.bands.get(1)
  const gaps = new Set([...layer.source.nodata, ...(from.noDataValue === null ? [] : [from.noDataValue])].map(Math.fround))
  const [factor, base] = [from.scale || 1, from.offset || 0]
  const read = (stored: number): number => {
    if (gaps.has(Math.fround(stored))) return Number.NaN
    const value = stored * factor + base
    if (!strict || !isImplausible(value)) return value
    if (dropped.cells++ === 0) dropped.example = value
    return Number.NaN
  }
  to.noDataValue = Number.NaN
  for (let row = 0; row < height; row++) {
    alive()
    to.pixels.write(0, row, width, 1, Float32Array.from(from.pixels.read(x, y + row, width, 1) as unknown as ArrayLike<number>, read))
  }
  return copy
}

/** The cells of a source that a part of the grid lies on, with a margin. */
function windowOver(source: gdal.Dataset, part: Extent, gridCrs: string): { x: number; y: number; width: number; height: number } | undefined {
  const [left, ex, ey, top, nx, ny] = source.geoTransform as number[]
  const det = ex * ny - ey * nx
  const to = new gdal.CoordinateTransformation(crs(gridCrs), source.srs!)
  const [east, north] = [(part.minE + part.maxE) / 2, (part.minN + part.maxN) / 2]
  const ring = [...boxRing([part.minE, part.minN, part.maxE, part.maxN]), [east, part.minN], [east, part.maxN], [part.minE, north], [part.maxE, north]]
  const cells = ring.map(([e, n]) => {
    const { x, y } = to.transformPoint(e, n)
    return { x: ((x - left) * ny - (y - top) * ey) / det, y: ((y - top) * ex - (x - left) * nx) / det }
  })
  const { x: width, y: height } = source.rasterSize
  const bounds = (values: number[], size: number) => [
    Math.max(0, Math.floor(Math.min(...values)) - MARGIN),
    Math.min(size, Math.ceil(Math.max(...values)) + MARGIN),
  ]
  const [minX, maxX] = bounds(
    cells.map((cell) => cell.x),
    width,
  )
  const [minY, maxY] = bounds(
    cells.map((cell) => cell.y),
    height,
  )
  return maxX > minX && maxY > minY ? { x: minX, y: minY, width: maxX - minX, height: maxY - minY } : undefined
}

function extentOf(source: gdal.Dataset, layer: LayerDefinition, gridCrs: string): Extent {
  const [left, cellX, , top, , cellY] = source.geoTransform as number[]
  const { x: width, y: height } = source.rasterSize
  const to = new gdal.CoordinateTransformation(source.srs ?? crs(layer.source.crs!), crs(gridCrs))
  const corners = boxRing([left, top + cellY * height, left + cellX * width, top]).map(([x, y]) => to.transformPoint(x, y))
  const east = corners.map((p) => p.x)
  const north = corners.map((p) => p.y)
  return { minE: Math.min(...east), minN: Math.min(...north), maxE: Math.max(...east), maxN: Math.max(...north) }
}

function unite(extents: Extent[]): Extent {
  return {
    minE: Math.min(...extents.map((e) => e.minE)),
    minN: Math.min(...extents.map((e) => e.minN)),
    maxE: Math.max(...extents.map((e) => e.maxE)),
    maxN: Math.max(...extents.map((e) => e.maxN)),
  }
}

function intersect(a: Extent, b: Extent): Extent {
  return { minE: Math.max(a.minE, b.minE), minN: Math.max(a.minN, b.minN), maxE: Math.min(a.maxE, b.maxE), maxN: Math.min(a.maxN, b.maxN) }
}

/** Outward to whole cells counted from the extent's north-west corner; undefined where nothing is left. */
function snap(part: Extent, { minE, maxN }: Extent, cellM: number): Extent | undefined {
  if (part.maxE <= part.minE || part.maxN <= part.minN) return undefined
  const cells = (metres: number, round: (n: number) => number) => round(metres / cellM) * cellM
  return {
    minE: minE + cells(part.minE - minE, Math.floor),
    maxE: minE + cells(part.maxE - minE, Math.ceil),
    minN: maxN - cells(maxN - part.minN, Math.ceil),
    maxN: maxN - cells(maxN - part.maxN, Math.floor),
  }
}
