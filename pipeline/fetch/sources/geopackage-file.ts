import { DatabaseSync } from 'node:sqlite'

/** Column types of a GeoPackage that are written here (OGC 12-128r18, table 1). */
export type StoredType = 'MEDIUMINT' | 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'TEXT' | 'DATE' | 'DATETIME'
export type StoredValue = string | number | bigint | null

/** Coordinate system as a GeoPackage states it. */
export interface StoredSrs {
  /** Above 0; 0 is undefined and geographic, −1 undefined and Cartesian. */
  id: number
  organization: string
  organizationId: number
  /** WKT 1. */
  definition: string
}

export interface GeoPackageLayer {
  table: string
  description: string
  columns: readonly { name: string; type: StoredType }[]
  geometryColumn: string
  /** GEOMETRY, POINT, MULTIPOLYGON … */
  geometryType: string
  /** 0 never, 1 always, 2 may be. */
  z: 0 | 1 | 2
  m: 0 | 1 | 2
  srs: StoredSrs
}

export interface GeoPackageWriter {
  /** @param wkb ISO WKB; undefined is no geometry */
  add(values: readonly StoredValue[], wkb: Buffer | undefined, isEmpty?: boolean): void
  close(): void
}

/** The three rows every GeoPackage must have (OGC 12-128r18, requirement 11). */
const REQUIRED_SRS: readonly StoredSrs[] = [
  { id: -1, organization: 'NONE', organizationId: -1, definition: 'undefined' },
  { id: 0, organization: 'NONE', organizationId: 0, definition: 'undefined' },
  {
    id: 4326,
    organization: 'EPSG',
    organizationId: 4326,
    definition:
      'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
  },
]

/** Fixed, so that the same rows give the same bytes. */
const LAST_CHANGE = '1970-01-01T00:00:00.000Z'

/** A name as SQL writes it, in SQLite and PostgreSQL alike. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Begins a GeoPackage of one table (OGC 12-128r18), filled row by row. The same calls give the same bytes with the same SQLite.
 * No other part of the process may have the file open.
 */
export function createGeoPackage(path: string, layer: GeoPackageLayer): GeoPackageWriter {
  const database = new DatabaseSync(path)
  // Only a whole file is ever used, so that nothing needs to survive a crash.
  database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300')
  database.exec('BEGIN')
  writeContents(database, layer)
  const names = [layer.geometryColumn, ...layer.columns.map((column) => column.name)]
  const insert = database.prepare(`INSERT INTO ${quoted(layer.table)} (${names.map(quoted).join()}) VALUES (${names.map(() => '?').join()})`)
  return {
    add(values, wkb, isEmpty = false) {
      insert.run(wkb === undefined ? null : Buffer.concat([geometryHeader(layer.srs.id, isEmpty), wkb]), ...values)
    },
    close() {
      database.exec('COMMIT')
      database.close()
    },
  }
}

function writeContents(database: DatabaseSync, layer: GeoPackageLayer): void {
  database.exec(`
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
      organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
      last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
      CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
      z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
      CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
      CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));`)
  const { table, description, geometryColumn, geometryType, z, m, srs } = layer
  const addSrs = database.prepare('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)')
  for (const one of [...REQUIRED_SRS.filter(({ id }) => id !== srs.id), srs])
    addSrs.run(`${one.organization}:${one.organizationId}`, one.id, one.organization, one.organizationId, one.definition)
  database.prepare("INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, NULL, NULL, NULL, NULL, ?)").run(table, table, description, LAST_CHANGE, srs.id)
  database.prepare('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)').run(table, geometryColumn, geometryType, srs.id, z, m)
  const taken = [geometryColumn, ...layer.columns.map((column) => column.name)]
  const columns = layer.columns.map(({ name, type }) => `, ${quoted(name)} ${type}`).join('')
  database.exec(
    `CREATE TABLE ${quoted(table)} (${quoted(freeName('fid', taken))} INTEGER PRIMARY KEY NOT NULL, ${quoted(geometryColumn)} ${geometryType}${columns})`,
  )
}

/** A name that no column has; SQLite does not tell A from a. */
function freeName(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()))
  let name = wanted
  for (let n = 2; lower.has(name); n++) name = `${wanted}_${n}`
  return name
}

/** GP, version 1, little-endian and without envelope; bit 4 of the flags is an empty geometry (OGC 12-128r18 §2.1.3). */
function geometryHeader(srs: number, isEmpty: boolean): Buffer {
  const header = Buffer.from([0x47, 0x50, 0, isEmpty ? 0x11 : 0x01, 0, 0, 0, 0])
  header.writeInt32LE(srs, 4)
  return header
}
