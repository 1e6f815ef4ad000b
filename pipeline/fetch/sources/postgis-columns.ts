import { quoted, type StoredType, type StoredValue } from './geopackage-file.ts'

/** A column as the database describes it. */
export interface TableColumn {
  name: string
  /** Name of the type; of a domain, that of its base. */
  type: string
  /** Precision and scale of a numeric, as PostgreSQL packs them; −1 is none. */
  typmod: number
  /** Place in the primary key, from 0; null outside it. */
  keyPlace: number | null
  isReadable: boolean
}

/** A column that is copied: how it is asked for, and stored. */
export interface CopiedColumn {
  name: string
  type: StoredType
  select: string
  /** The database's text → what is stored; undefined is a value that the file cannot hold. */
  store: (text: string) => StoredValue | undefined
}

/** Columns, with their place in the primary key, of tables, views and materialised views; the standard's catalogue leaves the last out. $1 schema, $2 table. */
export const COLUMNS_SQL = `
  SELECT a.attname, coalesce(b.typname, t.typname), CASE a.atttypmod WHEN -1 THEN t.typtypmod ELSE a.atttypmod END,
         array_position(i.indkey::int2[], a.attnum), has_column_privilege(c.oid, a.attnum, 'SELECT')
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
    LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
   WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   ORDER BY a.attnum`

const GEOMETRIES = ['geometry', 'geography']
/** What a table of attributes cannot hold. */
const NOT_COPIED = [...GEOMETRIES, 'bytea', 'raster', 'box2d', 'box3d', 'topogeometry']

export const isGeometry = (column: TableColumn): boolean => GEOMETRIES.includes(column.type)
export const isCopied = (column: TableColumn): boolean => column.isReadable && !NOT_COPIED.includes(column.type)

/** How a column is copied. Types without a like in a GeoPackage become text as the database writes them. */
export function copiedColumn({ name, type, typmod }: TableColumn): CopiedColumn {
  const column = quoted(name)
  const as = (stored: StoredType, store: CopiedColumn['store']): CopiedColumn => ({ name, type: stored, select: `${column}::text`, store })
  switch (type) {
    case 'int2':
    case 'int4':
      return as('MEDIUMINT', Number)
    case 'int8':
      return as('INTEGER', BigInt)
    case 'float4':
    case 'float8':
      return as('DOUBLE', finite)
    case 'numeric':
      return as(...numeric(typmod))
    case 'bool':
      return as('BOOLEAN', (text) => (text === 'true' ? 1 : 0))
    case 'date':
      return as('DATE', (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined))
    case 'timestamp':
      // Of no zone; a GeoPackage's DATETIME is UTC.
      return as('TEXT', (text) => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? text.replace(' ', 'T') : undefined))
    case 'timestamptz':
      return as('DATETIME', utcTime)
    default:
      return as('TEXT', (text) => text)
  }
}

const finite = (text: string): number | undefined => {
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Whole numbers stay whole: they may be ids. 18 digits are what 64 bits always hold. */
function numeric(typmod: number): [StoredType, CopiedColumn['store']] {
  const precision = typmod < 4 ? undefined : ((typmod - 4) >> 16) & 0xffff
  const scale = (typmod - 4) & 0x7ff
  if (precision === undefined || scale !== 0) return ['DOUBLE', finite]
  return precision <= 18 ? ['INTEGER', (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined)] : ['TEXT', (text) => text]
}

/** The session's zone is UTC. Thousandths of a second are what a GeoPackage holds. */
function utcTime(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text)
  return match ? `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0').slice(0, 3)}Z` : undefined
}
