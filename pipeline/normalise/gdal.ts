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
    gdal.lastError = null
    // A table with columns X and Y would be taken for a raster.
    const dataset = /\.csv$/i.test(path) ? gdal.open(path, 'r', 'CSV') : gdal.open(path)
    mustBeWithoutFault()
    return dataset
  } catch (cause) {
    throw new Failure('unreadable-source', `${path} cannot be read: ${(cause as Error).message}`, 'check that the file is whole and in a format GDAL reads', {
      cause,
    })
  } finally {
    gdal.config.set('SHAPE_ENCODING', null)
  }
}

/** Errors of this level are those of CE_Failure and beyond: something was given up. */
const GIVEN_UP = 3

/** Some drivers give what they could read of a damaged file, and say so nowhere but in the last error. */
function mustBeWithoutFault(): void {
  const error = gdal.lastError as { level: number; message: string } | null
  if (error && error.level >= GIVEN_UP) throw new Error(error.message)
}

function mustBeWhole(path: string, count: number): void {
  try {
    mustBeWithoutFault()
  } catch (cause) {
    throw new Failure(
      'unreadable-source',
      `${path} cannot be read to its end: after ${count} features, ${(cause as Error).message}`,
      'the file is damaged: deliver it again',
      { cause },
    )
  }
}

/** A layer's features, all of them: where the file is damaged, the binding's own list ends without a word. @throws Failure `unreadable-source` */
export function* featuresOf(source: gdal.Layer, path: string): Generator<gdal.Feature> {
  const features = source.features[Symbol.iterator]()
  for (let count = 0; ; count++) {
    gdal.lastError = null
    const { done, value } = features.next()
    if (!done) yield value
    else return mustBeWhole(path, count)
  }
}

/**
 * Tells a dataset that one layer is read and no other. A driver that finds all layers in one pass, as that of OpenStreetMap does,
 * otherwise keeps the others' features and gives up when they are too many; other drivers know no such command and have no need of it.
 */
export function readOnly(dataset: gdal.Dataset, layer: string): void {
  if (dataset.driver.description !== 'OSM') return
  try {
    dataset.executeSQL(`SET interest_layers = ${layer}`)
  } catch {} // it gives no layer back, which the binding takes for a fault
}
