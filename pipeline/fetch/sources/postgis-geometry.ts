import { Failure } from '#pipeline/model/failure.ts'
import type { ServiceOf } from '#pipeline/model/source.ts'
import { type GeoPackageLayer, quoted, type StoredSrs } from './geopackage-file.ts'
import { isGeometry, type TableColumn } from './postgis-columns.ts'
import type { DatabasePlace } from './postgis-failure.ts'

/** Runs one statement whose rows are few. */
export type Ask = (sql: string, values?: unknown[]) => Promise<(string | null)[][]>

/** A geometry column: how it is asked for, and what is said of it. */
export interface GeometryColumn {
  /** ISO WKB in hexadecimal, curves as lines. */
  select: string
  isEmpty: string
  stored: Pick<GeoPackageLayer, 'geometryType' | 'z' | 'm' | 'srs'>
}

/** Type of a column → that of what is copied. Others, and no type, are GEOMETRY. */
const LINEAR: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION'].map((type) => [type, type])),
  CIRCULARSTRING: 'LINESTRING',
  COMPOUNDCURVE: 'LINESTRING',
  CURVEPOLYGON: 'POLYGON',
  MULTICURVE: 'MULTILINESTRING',
  MULTISURFACE: 'MULTIPOLYGON',
}

/**
 * Reads what PostGIS knows of the geometry column. Where the column itself states no SRID, its rows must agree on one.
 * @throws Failure `missing-column`, `service-failed`
 */
export async function geometryOf(
  { schema, table, geometryColumn }: ServiceOf<'postgis'>,
  columns: readonly TableColumn[],
  ask: Ask,
  place: DatabasePlace,
): Promise<GeometryColumn> {
  const column = columns.find(({ name }) => name === geometryColumn)
  if (!column || !isGeometry(column) || !column.isReadable) {
    const found = columns.filter(isGeometry).map(({ name }) => name)
    throw new Failure(
      'missing-column',
      `${place.table} of layer ${place.layer} has no geometry column ${geometryColumn} that may be read`,
      `set service.geometryColumn; it has ${found.join(', ') || 'none'}`,
    )
  }
  const extension = await ask(
    "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'",
  )
  // The extension may lie in a schema that is not on the search path.
  const postgis = quoted(extension[0][0]!)
  const geometry = `${quoted(geometryColumn)}::${postgis}.geometry`
  const [type, dimension, srid] = (
    await ask(
      `SELECT upper(type), coord_dimension, srid FROM ${postgis}.${column.type}_columns WHERE f_table_schema = $1 AND f_table_name = $2 AND f_${column.type}_column = $3`,
      [schema, table, geometryColumn],
    )
  )[0] ?? ['GEOMETRY', '2', '0']
  const from = `${quoted(schema)}.${quoted(table)}`
  const isTyped = type !== 'GEOMETRY'
  const hasM = type!.endsWith('M') || dimension === '4'
  return {
    // Symmetric: an arc that two neighbours share becomes the same points, whichever way it runs.
    select: `encode(${postgis}.ST_AsBinary(${postgis}.ST_CurveToLine(${geometry}, 32, 0, 1), 'NDR'), 'hex')`,
    isEmpty: `${postgis}.ST_IsEmpty(${geometry})`,
    stored: {
      geometryType: LINEAR[type!.replace(/Z?M?$/, '')] ?? 'GEOMETRY',
      z: !isTyped ? 2 : dimension === '4' || (dimension === '3' && !hasM) ? 1 : 0,
      m: !isTyped ? 2 : hasM ? 1 : 0,
      srs: await srsOf(srid === '0' ? await sridOfRows(from, geometry, postgis, ask, place) : Number(srid), postgis, ask, place),
    },
  }
}

async function sridOfRows(from: string, geometry: string, postgis: string, ask: Ask, { table, layer }: DatabasePlace): Promise<number> {
  const found = await ask(`SELECT DISTINCT ${postgis}.ST_SRID(${geometry}) AS srid FROM ${from} WHERE ${geometry} IS NOT NULL ORDER BY srid LIMIT 2`)
  if (found.length > 1)
    throw new Failure(
      'service-failed',
      `${table} of layer ${layer} has geometries in several systems: SRID ${found.join(' and ')}`,
      'read a view with one of them, or transform them there',
    )
  return Number(found[0]?.[0] ?? 0)
}

/**
 * No CRS. A GeoPackage has two ids of its own for that, but GDAL makes a local system of them, which nothing can be transformed from;
 * of one whose definition is none it says that there is none. The number is above all that PostGIS allows.
 */
const NO_SRS: StoredSrs = { id: 1_000_000, organization: 'NONE', organizationId: 1_000_000, definition: 'undefined' }

/** An SRID as the database defines it. 0 stays undefined: the definition's source.crs must say. */
async function srsOf(srid: number, postgis: string, ask: Ask, { table, layer }: DatabasePlace): Promise<StoredSrs> {
  if (srid <= 0) return NO_SRS
  const [found] = await ask(`SELECT auth_name, auth_srid, srtext FROM ${postgis}.spatial_ref_sys WHERE srid = $1`, [srid])
  if (!found?.[2]) throw new Failure('service-failed', `SRID ${srid}, of ${table} of layer ${layer}, is not in the database's spatial_ref_sys`, 'add it there')
  const [organization, organizationId, definition] = found
  return organization === null
    ? { id: srid, organization: 'NONE', organizationId: srid, definition }
    : { id: srid, organization, organizationId: Number(organizationId ?? srid), definition }
}
