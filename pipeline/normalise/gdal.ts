/** The one importer of gdal-async. Loaded in the GDAL process only: it fails inside worker threads and locks SQLite files. */
import gdal from 'gdal-async'
import { Failure } from '#pipeline/model/failure.ts'

gdal.config.set('OSR_DEFAULT_AXIS_MAPPING_STRATEGY', 'TRADITIONAL_GIS_ORDER')
gdal.config.set('OGR_CURRENT_DATE', '1970-01-01T00:00:00.000Z')
gdal.config.set('GDAL_PAM_ENABLED', 'NO')
gdal.config.set('OGR_GEOMETRY_ACCEPT_UNCLOSED_RING', 'YES')
gdal.config.set('GDAL_CACHEMAX', '32')

export { gdal }

/** @throws Failure `unknown-crs`, naming the layer where one is given */
export function crs(code: string, layer?: string): gdal.SpatialReference {
  try {
    return gdal.SpatialReference.fromUserInput(code)
  } catch (cause) {
    throw new Failure(
      'unknown-crs',
      `"${code}"${layer === undefined ? '' : `, the CRS of layer ${layer},`} is not a coordinate system PROJ knows`,
      'give it as EPSG:number',
      { cause },
    )
  }
}

/** Opens a dataset to read. `encoding` is for formats that carry none or a wrong one. */
export function open(path: string, encoding?: string): gdal.Dataset {
  gdal.config.set('SHAPE_ENCODING', encoding ?? null)
  try {
    return gdal.open(path)
  } catch (cause) {
    throw new Failure('unreadable-source', `${path} cannot be read: ${(cause as Error).message}`, 'check that the file is whole and in a format GDAL reads', {
      cause,
    })
  } finally {
    gdal.config.set('SHAPE_ENCODING', null)
  }
}
