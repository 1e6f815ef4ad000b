import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { AttributeValue, Geometry } from '#pipeline/model/feature.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import { mapAttributes, plainText } from './attributes.ts'
import { isFromRaster, outlineClasses } from './class-outlines.ts'
import { columnValue, plainColumns } from './columns.ts'
import { shapefileEncoding } from './encoding.ts'
import { gdal, open, readOnly } from './gdal.ts'
import { fromWkb } from './wkb.ts'
import { findSecrets } from './zones.ts'

export interface OutlinesAsk {
  layer: LayerDefinition
  files: string[]
  gridCrs: string
  extent: Extent
  /** Files of zones: what they touch is not there. */
  hidden?: readonly string[]
}

/** A shape as the source has it, in metres of the grid's CRS. */
export interface Outline {
  /** The id column's value, else the first vertex. */
  id: string
  attributes: Readonly<Record<string, AttributeValue>>
  geometry: Geometry
}

/** Reads the shapes of a vector source that touch an extent, whole. GDAL's own translation repairs, straightens and transforms them. @throws Failure */
export async function readOutlines({ layer, files, gridCrs, extent, hidden = [] }: OutlinesAsk): Promise<Outline[]> {
  const { source, idColumn } = layer
  const outlines: Outline[] = []
  const secrets = await findSecrets(hidden, layer.kind)
  for (const file of files) {
    const dataset = isFromRaster(layer) ? open(outlineClasses(file, layer)) : open(file, source.encoding ?? shapefileEncoding(file))
    const name = source.layer ?? dataset.layers.get(0).name
    readOnly(dataset, name)
    const copy = gdal.vectorTranslate('outlines', dataset, [
      ...['-f', 'Memory', '-nlt', 'CONVERT_TO_LINEAR', '-dim', 'XY', '-makevalid', '-t_srs', gridCrs],
      ...['-spat', String(extent.minE), String(extent.minN), String(extent.maxE), String(extent.maxN), '-spat_srs', gridCrs],
      ...(source.crs ? ['-s_srs', source.crs] : []),
      ...(source.where ? ['-where', source.where] : []),
      name,
    ])
    const plain = plainColumns(copy.layers.get(0).fields.getNames())
    for (const record of copy.layers.get(0).features) {
      const shape = record.getGeometry()
      const geometry = shape && !shape.isEmpty() ? fromWkb(shape.toWKB('LSB')) : undefined
      if (!geometry || secrets(geometry).length > 0) continue
      const columns = plain(record.fields.toObject() as Record<string, unknown>)
      const named = idColumn === undefined ? undefined : plainText(columnValue(columns, idColumn))
      outlines.push({ id: named ?? firstPoint(geometry), attributes: mapAttributes(layer, columns, () => {}), geometry })
    }
    copy.close()
    dataset.close()
  }
  return outlines
}

function firstPoint(geometry: Geometry): string {
  const flat = geometry.type === 'point' ? geometry.points : geometry.type === 'line' ? geometry.lines[0] : geometry.polygons[0][0]
  return `e${Math.round(flat[0] * 10)}n${Math.round(flat[1] * 10)}`
}
