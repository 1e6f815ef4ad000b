import { extname } from 'node:path'

/** Files that GDAL opens; what lies beside them under the same stem goes along. */
const OPENED = ['.tif', '.tiff', '.asc', '.img', '.vrt', '.gpkg', '.shp', '.geojson', '.json', '.csv', '.gml', '.fgb', '.parquet', '.tab', '.dxf', '.jp2']

/** What may lie beside them, after the stem or the whole name. */
const SIDECARS = /\.(dbf|shx|prj|qpj|cpg|qix|sbn|sbx|shp\.xml|tfw|tifw|wld|j2w|pgw|aux\.xml|ovr|msk|rrd|rpc|hdr|csvt|gfs|xsd|dat|map|id|ind|tfwx|prj\.xml)$/i

export const isOpened = (name: string): boolean => OPENED.includes(extname(name).toLowerCase())

/** Whether a file out of a service is one to open. A VRT is not: it names other files, here or anywhere, to be read in its place. */
export const isOpenedFromAfar = (name: string): boolean => isOpened(name) && extname(name).toLowerCase() !== '.vrt'

/** Whether one path names a sidecar of another, in the same folder. */
export function isSidecarOf(path: string, opened: string): boolean {
  const stem = opened.slice(0, opened.length - extname(opened).length).toLowerCase()
  return path.toLowerCase().startsWith(`${stem}.`) && SIDECARS.test(path) && !isOpened(path)
}
