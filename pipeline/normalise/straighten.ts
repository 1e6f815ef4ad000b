import { gdal, open } from './gdal.ts'
import { footprint } from './mend.ts'

/** Where one feature is found again. */
export interface FeatureAt {
  file: string
  layer: string
  fid: number
}

/**
 * One feature of a kind of shape that the binding does not know, as one that it does: arcs as straight lines, a body as its footprint.
 * Read through a dataset of its own, so that the reading of the layer goes on. Null where it has no shape.
 */
export function straightened(at: FeatureAt): gdal.Geometry | null {
  try {
    return translated(at, 'CONVERT_TO_LINEAR')
  } catch {
    const faces = translated(at, 'MULTIPOLYGON')
    return faces instanceof gdal.MultiPolygon ? footprint(faces) : faces
  }
}

function translated({ file, layer, fid }: FeatureAt, type: string): gdal.Geometry | null {
  const path = '/vsimem/straight.gpkg'
  const source = open(file)
  const made = gdal.vectorTranslate(path, source, ['-f', 'GPKG', '-nlt', type, '-fid', String(fid), '-nln', 'straight', layer])
  try {
    return made.layers.get(0).features.first()?.getGeometry() ?? null
  } finally {
    made.close()
    source.close()
    gdal.vsimem.release(path)
  }
}
