/** The one importer of GDAL here, set so that equal input gives equal bytes. */
import gdal from 'gdal-async'
import { EPSG } from './place.ts'

gdal.config.set('OGR_CURRENT_DATE', '2026-01-01T00:00:00.000Z')
gdal.config.set('GDAL_PAM_ENABLED', 'NO')
gdal.config.set('OSR_DEFAULT_AXIS_MAPPING_STRATEGY', 'TRADITIONAL_GIS_ORDER')

export { gdal }
export const GRID = gdal.SpatialReference.fromEPSG(EPSG)
export const CRS84 = gdal.SpatialReference.fromEPSG(4326)
