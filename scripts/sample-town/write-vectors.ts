import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CRS84, gdal, GRID } from './gdal.ts'
import type { Table, Value } from './table.ts'

const TYPES = { text: gdal.OFTString, whole: gdal.OFTInteger, real: gdal.OFTReal }
const SHAPES = { polygon: gdal.wkbPolygon, line: gdal.wkbLineString, point: gdal.wkbPoint, any: gdal.wkbUnknown }
const DRIVERS: Readonly<Record<string, { driver: string; options: string[] }>> = {
  gpkg: { driver: 'GPKG', options: ['SPATIAL_INDEX=YES'] },
  shp: { driver: 'ESRI Shapefile', options: ['ENCODING=ISO-8859-1', 'DBF_DATE_LAST_UPDATE=2026-01-01'] },
}
/** Offset in a DBF of the byte that names the code page. */
const CODE_PAGE = 29

/** Writes tables, those of one file together, in the format its name asks for. */
export function writeVectors(folder: string, tables: readonly Table[]): void {
  for (const [file, group] of Map.groupBy(tables, (table) => table.file)) {
    const path = join(folder, file)
    const extension = file.split('.').at(-1)!
    if (extension === 'csv') writeCsv(path, group[0])
    else if (extension === 'geojson') writeGeoJson(path, group[0])
    else writeDataset(path, extension, group)
    if (extension === 'shp') forgetEncoding(path)
  }
}

function writeDataset(path: string, extension: string, tables: readonly Table[]): void {
  const { driver, options } = DRIVERS[extension]
  const dataset = gdal.drivers.get(driver).create(path, 0, 0, 0, gdal.GDT_Byte)
  for (const { layer: name, fields, geometry, rows } of tables) {
    const layer = dataset.layers.create(name, GRID, SHAPES[geometry], options)
    for (const [field, type] of fields) layer.fields.add(new gdal.FieldDefn(field, TYPES[type]))
    const curved = rows.filter(({ wkt }) => wkt?.startsWith('CURVE'))
    for (const { values, wkt } of rows) {
      if (wkt?.startsWith('CURVE')) continue
      const feature = new gdal.Feature(layer)
      fields.forEach(([field], i) => feature.fields.set(field, values[i]))
      if (wkt !== null) feature.setGeometry(gdal.Geometry.fromWKT(wkt))
      layer.features.add(feature)
    }
    if (curved.length > 0) appendCurves(dataset, { layer: name, fields, rows: curved })
  }
  dataset.close()
}

/** Curved shapes cannot be made through the binding; GDAL reads them from text. */
function appendCurves(dataset: gdal.Dataset, { layer, fields, rows }: Pick<Table, 'layer' | 'fields' | 'rows'>): void {
  const quoted = (value: Value) => (value === null ? '' : `"${value}"`)
  const lines = [['WKT', ...fields.map(([name]) => name)].join(','), ...rows.map(({ values, wkt }) => [quoted(wkt), ...values.map(quoted)].join(','))]
  const folder = mkdtempSync(join(tmpdir(), 'curves-'))
  writeFileSync(join(folder, 'curves.csv'), `${lines.join('\n')}\n`)
  const text = gdal.open(join(folder, 'curves.csv'))
  gdal.vectorTranslate(dataset, text, ['-append', '-nln', layer])
  text.close()
  rmSync(folder, { recursive: true })
}

/** As older programs leave a Shapefile: Latin-1, and nothing that says so. */
function forgetEncoding(path: string): void {
  rmSync(path.replace(/shp$/, 'cpg'), { force: true })
  const table = path.replace(/shp$/, 'dbf')
  const bytes = readFileSync(table)
  bytes[CODE_PAGE] = 0
  writeFileSync(table, bytes)
}

/** Files in CRS84, as RFC 7946 has it; the others say which system they are in, as older GeoJSON did. */
const IN_DEGREES = new Set(['gang-och-cykel.geojson', 'platser.geojson'])

function writeGeoJson(path: string, { layer, fields, rows }: Table): void {
  const degrees = [...IN_DEGREES].some((name) => path.endsWith(name))
  const transformation = new gdal.CoordinateTransformation(GRID, CRS84)
  const features = rows.map(({ values, wkt }) => ({
    type: 'Feature',
    properties: Object.fromEntries(fields.map(([field], i) => [field, values[i]])),
    geometry: wkt === null ? null : shapeOf(wkt, degrees ? transformation : undefined),
  }))
  const crs = degrees ? {} : { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${GRID.getAuthorityCode(null)}` } } }
  writeFileSync(path, `${JSON.stringify({ type: 'FeatureCollection', name: layer, ...crs, features })}\n`)
}

function shapeOf(wkt: string, transformation: gdal.CoordinateTransformation | undefined): unknown {
  if (wkt.endsWith('EMPTY')) return { type: 'LineString', coordinates: [] }
  const geometry = gdal.Geometry.fromWKT(wkt)
  if (transformation) {
    try {
      geometry.transform(transformation)
    } catch {
      return { type: 'Point', coordinates: [56.9, 12] }
    }
  }
  const digits = transformation ? 7 : 3
  const round = (value: unknown): unknown => (Array.isArray(value) ? value.map(round) : Number((value as number).toFixed(digits)))
  const { type, coordinates } = geometry.toObject() as { type: string; coordinates: unknown[] }
  return { type, coordinates: round(coordinates) }
}

/** Semicolons, decimal commas, a byte order mark: what a Swedish spreadsheet makes. */
function writeCsv(path: string, { fields, rows }: Table): void {
  const text = (value: Value) => (value === null ? '' : String(value))
  const lines = rows.map(({ values, wkt }) => {
    const [east = '', north = ''] = /POINT \((\S+) (\S+)\)/.exec(wkt ?? '')?.slice(1) ?? []
    return [...values.map(text), east.replace('.', ','), north.replace('.', ',')].join(';')
  })
  writeFileSync(path, `\uFEFF${[...fields.map(([name]) => name), 'X', 'Y'].join(';')}\r\n${lines.join('\r\n')}\r\n`)
}
