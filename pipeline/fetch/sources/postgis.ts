/** The one importer of pg and pg-cursor. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { Failure } from '#pipeline/model/failure.ts'
import type { ServiceOf } from '#pipeline/model/source.ts'
import type { Fetched, FetchContext } from '../fetcher.ts'
import { createGeoPackage, type GeoPackageLayer, quoted } from './geopackage-file.ts'
import { COLUMNS_SQL, type CopiedColumn, copiedColumn, isCopied, type TableColumn } from './postgis-columns.ts'
import { databaseFailure, type DatabasePlace } from './postgis-failure.ts'
import { type Ask, geometryOf, type GeometryColumn } from './postgis-geometry.ts'

type PostgisService = ServiceOf<'postgis'>
/** Every value as the database writes it, so that no zone or precision of this machine changes it. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig
const CONNECT_MS = 30_000
const MOST_ROWS = 1000
/** Aim for one reading of a cursor: rows of great polygons are read fewer at a time. */
const BYTES_AT_A_TIME = 16e6

/** A table, and what of it was left out. */
export interface FetchedTable extends Fetched {
  /** In plain English: columns not copied, values the file cannot hold. */
  remarks: string[]
}

/**
 * Copies a table, view or materialised view of a PostGIS database into a GeoPackage, whole and as it was at one moment.
 * Curves become lines, z stays. Rows lie in order of the primary key, or of all they hold.
 * @throws Failure `no-credentials`, `service-failed`, `service-limit`, `missing-column`, `interrupted`
 */
export async function fetchPostgis(service: PostgisService, context: FetchContext): Promise<FetchedTable | undefined> {
  const { layer, env, signal } = context
  const { seconds } = service.limits
  const place: DatabasePlace = { layer, variable: service.connection, table: `${service.schema}.${service.table}`, seconds }
  const address = env[service.connection]
  if (!address) throw new Failure('no-credentials', `environment variable ${service.connection}, the database of layer ${layer}, is not set`, 'set it')
  if (!/^postgres(ql)?:\/\//.test(address))
    throw new Failure(
      'no-credentials',
      `environment variable ${service.connection}, the database of layer ${layer}, holds no address`,
      'postgres://user:password@host/database',
    )

  const ended = AbortSignal.any([AbortSignal.timeout(seconds * 1000), ...(signal ? [signal] : [])])
  let client: pg.Client | undefined
  const end = () => void client?.end().catch(() => {})
  try {
    ended.throwIfAborted()
    client = new pg.Client({ connectionString: address, connectionTimeoutMillis: Math.min(CONNECT_MS, seconds * 1000), application_name: 'kvarter' })
    client.on('error', () => {})
    ended.addEventListener('abort', end)
    await client.connect()
    return await copyTable(client, service, context, place, ended)
  } catch (error) {
    if (signal?.aborted) throw new Failure('interrupted', `reading of ${place.table} was broken off`, 'run again')
    throw databaseFailure(ended.aborted ? { code: '57014' } : error, place)
  } finally {
    ended.removeEventListener('abort', end)
    end()
  }
}

async function copyTable(
  client: pg.Client,
  service: PostgisService,
  context: FetchContext,
  place: DatabasePlace,
  ended: AbortSignal,
): Promise<FetchedTable | undefined> {
  const ask: Ask = async (sql, values = []) => (await client.query({ text: sql, values, rowMode: 'array', types: AS_TEXT })).rows as (string | null)[][]
  await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const settings = {
    statement_timeout: `${service.limits.seconds}s`,
    TimeZone: 'UTC',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'iso_8601',
    extra_float_digits: '1',
  }
  for (const [name, value] of Object.entries(settings)) await ask('SELECT set_config($1, $2, true)', [name, value])

  const table = `${quoted(service.schema)}.${quoted(service.table)}`
  const columns = await columnsOf(service, ask, place)
  const geometry = await geometryOf(service, columns, ask, place)
  const copied = columns.filter(isCopied).map(copiedColumn)
  const remarks = columns
    .filter((column) => !isCopied(column) && column.name !== service.geometryColumn)
    .map(({ name, type, isReadable }) => `column ${name} is not copied: ${isReadable ? `its type is ${type}` : 'it may not be read'}`)
  const promised = Number((await ask(`SELECT count(*) FROM ${table}`))[0][0])

  const selected = [geometry.select, geometry.isEmpty, ...copied.map((column) => column.select)]
  const sql = `SELECT ${selected.join(', ')} FROM ${table} ORDER BY ${orderOf(columns, copied, geometry)}`
  const stored: GeoPackageLayer = {
    ...geometry.stored,
    table: 'layer',
    description: remarks.join('; '),
    geometryColumn: service.geometryColumn,
    columns: copied,
  }
  const rows = readRows(client.query(new Cursor<(string | null)[]>(sql, [], { rowMode: 'array', types: AS_TEXT })), service, place, ended)
  const written = await writeRows(join(context.folder, 'layer.gpkg'), stored, copied, rows)
  if (written.rows !== promised)
    throw new Failure(
      'service-failed',
      `${place.table} of layer ${place.layer} holds ${promised} rows and gave ${written.rows}`,
      'run again; the last good snapshot stays',
    )
  if (context.before?.['digest'] === written.digest) return undefined
  return { open: ['layer.gpkg'], contentDigest: written.digest, state: { digest: written.digest }, remarks: [...remarks, ...written.remarks] }
}

async function columnsOf({ schema, table }: PostgisService, ask: Ask, place: DatabasePlace): Promise<TableColumn[]> {
  const rows = await ask(COLUMNS_SQL, [schema, table])
  if (rows.length === 0)
    throw new Failure(
      'service-failed',
      `the database of layer ${place.layer} has no table or view ${place.table}`,
      'check service.schema and service.table, capitals too',
    )
  const columns = rows.map(([name, type, typmod, keyPlace, isReadable]): TableColumn => {
    return { name: name!, type: type!, typmod: Number(typmod), keyPlace: keyPlace === null ? null : Number(keyPlace), isReadable: isReadable === 't' }
  })
  const twin = columns.find((column, n) => columns.findIndex(({ name }) => name.toLowerCase() === column.name.toLowerCase()) !== n)
  if (twin)
    throw new Failure(
      'service-failed',
      `${place.table} of layer ${place.layer} has two columns ${twin.name} that differ in capitals only`,
      'read a view that names them apart',
    )
  return columns
}

/** By primary key; without one, by everything, so that only rows alike in all can change places. */
function orderOf(columns: readonly TableColumn[], copied: readonly CopiedColumn[], geometry: GeometryColumn): string {
  const key = columns.filter((column) => column.keyPlace !== null).sort((a, b) => a.keyPlace! - b.keyPlace!)
  if (key.length > 0 && key.every((column) => column.isReadable)) return key.map(({ name }) => quoted(name)).join(', ')
  return [...copied.map(({ select }) => `${select} COLLATE "C"`), geometry.select].join(', ')
}

/** Rows, some at a time, within the limits. */
async function* readRows(
  cursor: Cursor<(string | null)[]>,
  { limits }: PostgisService,
  place: DatabasePlace,
  ended: AbortSignal,
): AsyncGenerator<(string | null)[]> {
  let bytes = 0
  let count = 0
  for (let most = 100; ; most = Math.max(1, Math.min(MOST_ROWS, Math.floor((BYTES_AT_A_TIME * count) / bytes)))) {
    const rows = await cursor.read(most)
    ended.throwIfAborted()
    if (rows.length === 0) return
    for (const row of rows) {
      // The geometry comes in hexadecimal.
      bytes += row.reduce((sum, text) => sum + (text?.length ?? 0), 1 - (row[0]?.length ?? 0) / 2)
      if (bytes > limits.megabytes * 1e6)
        throw new Failure('service-limit', `${place.table} of layer ${place.layer} is larger than ${limits.megabytes} MB`, 'raise limits.megabytes')
      yield row
    }
    count += rows.length
  }
}

/** Writes the rows, and digests them with their columns: a database file's own bytes change with the version of SQLite. */
async function writeRows(path: string, stored: GeoPackageLayer, copied: readonly CopiedColumn[], rows: AsyncIterable<(string | null)[]>) {
  const digest = createHash('sha256').update(JSON.stringify([stored, copied]))
  const lost = new Map<string, number>()
  const file = createGeoPackage(path, stored)
  let count = 0
  try {
    for await (const row of rows) {
      digest.update(`\n${JSON.stringify(row)}`)
      const [wkb, isEmpty, ...texts] = row
      const values = texts.map((text, n) => {
        const value = text === null ? null : copied[n].store(text)
        if (value === undefined) lost.set(copied[n].name, (lost.get(copied[n].name) ?? 0) + 1)
        return value ?? null
      })
      file.add(values, wkb === null ? undefined : Buffer.from(wkb, 'hex'), isEmpty === 't')
      count++
    }
  } finally {
    file.close()
  }
  const remarks = [...lost].map(([name, times]) => `column ${name}: ${times} values are none that a file holds (infinite, not a number, before year 1)`)
  return { rows: count, digest: digest.digest('hex'), remarks }
}
