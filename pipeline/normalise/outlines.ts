import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { AttributeValue, Geometry } from '#pipeline/model/feature.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import { mapAttributes } from './attributes.ts'
import { shapefileEncoding } from './encoding.ts'
import { gdal, open } from './gdal.ts'
import { fromWkb } from './wkb.ts'

export interface OutlinesAsk {
  layer: LayerDefinition
  files: string[]
  gridCrs: string
  extent: Extent
}

/** A shape as the source has it, in metres of the grid's CRS. */
export interface Outline {
  /** The id column's value, else the first vertex. */
  id: string
  attributes: Readonly<Record<string, AttributeValue>>
  geometry: Geometry
}

/** Reads the shapes of a vector source that touch an extent, whole. GDAL's own translation repairs, straightens and transforms them. @throws Failure */
export function readOutlines({ layer, files, gridCrs, extent }: OutlinesAsk): Outline[] {
  const { source, idColumn } = layer
  const outlines: Outline[] = []
  for (const file of files) {
    const dataset = open(file, source.encoding ?? shapefileEncoding(file))
    const copy = gdal.vectorTranslate('outlines', dataset, [
      ...['-f', 'Memory', '-nlt', 'CONVERT_TO_LINEAR', '-dim', 'XY', '-makevalid', '-t_srs', gridCrs],
      ...['-spat', String(extent.minE), String(extent.minN), String(extent.maxE), String(extent.maxN), '-spat_srs', gridCrs],
      ...(source.crs ? ['-s_srs', source.crs] : []),
      ...(source.where ? ['-where', source.where] : []),
      source.layer ?? dataset.layers.get(0).name,
    ])
    for (const record of copy.layers.get(0).features) {
      const shape = record.getGeometry()
      const geometry = shape && !shape.isEmpty() ? fromWkb(shape.toWKB('LSB')) : undefined
      if (!geometry) continue
      const columns = record.fields.toObject() as Record<string, unknown>
      const named = idColumn === undefined ? undefined : (columns[idColumn] as string | number | null | undefined)
      outlines.push({ id: String(named ?? firstPoint(geometry)), attributes: mapAttributes(layer, columns, () => {}), geometry })
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
