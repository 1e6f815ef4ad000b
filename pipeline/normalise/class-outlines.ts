import { basename } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { crs, gdal, open } from './gdal.ts'

/** The column that says which class an outline has. */
const COLUMN = 'class'

/** Whether a layer of shapes is read from a raster: one that says what the codes of cells are. */
export const isFromRaster = ({ kind, classes }: Pick<LayerDefinition, 'kind' | 'classes'>): boolean => classes !== undefined && kind !== 'landcover'

/**
 * Outlines of a raster's cells that bear the codes a layer lists, in the raster's own CRS, joined along edges, with the class in a column.
 * Gives the path of a file in GDAL's memory, which the next call for the layer writes over.
 */
export function outlineClasses(file: string, layer: LayerDefinition): string {
  const source = open(file)
  const { x: width, y: height } = source.rasterSize
  const names = [...new Set(Object.values(layer.classes ?? {}))]
  const codes = new Map(Object.entries(layer.classes ?? {}).map(([code, name]) => [Number(code), names.indexOf(name) + 1]))
  const mask = gdal.open('classes', 'w', 'MEM', width, height, 1, gdal.GDT_Byte)
  mask.geoTransform = source.geoTransform
  const from = source.bands.get(layer.source.band)
  const to = mask.bands.get(1)
  for (let y = 0; y < height; y++) {
    const stored = from.pixels.read(0, y, width, 1) as unknown as ArrayLike<number>
    to.pixels.write(
      0,
      y,
      width,
      1,
      Uint8Array.from(stored, (code) => codes.get(code) ?? 0),
    )
  }
  const srs = layer.source.crs ? crs(layer.source.crs, layer.id) : source.srs
  const found = gdal.open('found', 'w', 'Memory')
  const outlines = found.layers.create('found', srs, gdal.wkbPolygon)
  outlines.fields.add(new gdal.FieldDefn('code', gdal.OFTInteger))
  gdal.polygonize({ src: to, mask: to, dst: outlines, pixValField: 0, connectedness: 4 })
  source.close()
  const path = `/vsimem/${layer.id}-${basename(file)}.fgb`
  const made = gdal.open(path, 'w', 'FlatGeobuf')
  const copy = made.layers.create('outlines', srs, gdal.wkbPolygon)
  copy.fields.add(new gdal.FieldDefn(COLUMN, gdal.OFTString))
  for (const record of outlines.features) {
    const feature = new gdal.Feature(copy)
    feature.setGeometry(record.getGeometry()!)
    feature.fields.set(COLUMN, names[record.fields.get('code') - 1])
    copy.features.add(feature)
  }
  made.close()
  return path
}
