import { basename } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { crs, gdal, open } from './gdal.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import type { Jobs, RasterResult } from './jobs.ts'
import { boxRing } from './transform.ts'

/**
 * Samples a raster layer at block centres into one flat file over the part of the extent it covers.
 * Heights are bilinear between source cells, never averaged over a block (design: the grid contract); classes take the nearest cell.
 */
export async function warpRaster({ layer, files, gridCrs, extent, cellM, out }: Jobs['raster']['ask']): Promise<RasterResult> {
  const sources = files.map((file) => openRaster(file, layer))
  const covered = unite(sources.map((source) => extentOf(source, layer, gridCrs)))
  const part = snap(intersect(covered, extent), extent, cellM)
  if (!part) return {}
  const made = gdal.warp(out, null, sources, [
    ...['-of', 'ENVI', '-ot', 'Float32', '-dstnodata', 'nan', '-overwrite'],
    ...['-t_srs', gridCrs, '-te', String(part.minE), String(part.minN), String(part.maxE), String(part.maxN), '-tr', String(cellM), String(cellM)],
    ...['-r', layer.kind === 'landcover' ? 'near' : 'bilinear', '-et', '0', '-wo', 'XSCALE=1', '-wo', 'YSCALE=1', '-wm', '32'],
  ])
  const { x: width, y: height } = made.rasterSize
  made.close()
  for (const source of sources) source.close()
  return { raster: { ...part, path: out, cellM, width, height } }
}

function openRaster(file: string, layer: LayerDefinition): gdal.Dataset {
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
  const { crs: said, band, nodata } = layer.source
  if (!dataset.srs && !said) throw new Failure('unknown-crs', `${basename(file)} does not say its coordinate system`, `add source.crs to layer ${layer.id}`)
  if (said) crs(said, layer.id)
  const changes = [...(said ? ['-a_srs', said] : []), ...(dataset.bands.count() > 1 ? ['-b', String(band)] : [])]
  const view = changes.length > 0 ? gdal.translate(`/vsimem/${layer.id}-${basename(file)}.vrt`, dataset, ['-of', 'VRT', ...changes]) : dataset
  return nodata.length > 0 ? withoutValues(view, layer) : view
}

/** A copy in which every further no-data value is the one that the band declares. */
function withoutValues(source: gdal.Dataset, layer: LayerDefinition): gdal.Dataset {
  const { x: width, y: height } = source.rasterSize
  const copy = gdal.open(`/vsimem/${layer.id}-cleaned`, 'w', 'MEM', width, height, 1, gdal.GDT_Float32)
  copy.srs = source.srs
  copy.geoTransform = source.geoTransform
  const from = source.bands.get(1)
  const to = copy.bands.get(1)
  const gaps = new Set([...layer.source.nodata, ...(from.noDataValue === null ? [] : [from.noDataValue])].map(Math.fround))
  to.noDataValue = Number.NaN
  for (let y = 0; y < height; y++) {
    const row = Float32Array.from(from.pixels.read(0, y, width, 1) as Float32Array, (value) => (gaps.has(Math.fround(value)) ? Number.NaN : value))
    to.pixels.write(0, y, width, 1, row)
  }
  return copy
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
