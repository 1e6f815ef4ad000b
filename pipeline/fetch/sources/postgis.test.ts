import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '#pipeline/model/failure.ts'
import { type ServiceOf, sourceSchema } from '#pipeline/model/source.ts'
import type { FetchContext, HttpClient } from '../fetcher.ts'
import { fetchPostgis } from './postgis.ts'
import { startPostgres, type TryPostgres } from './try-postgres.ts'

let postgres: TryPostgres | undefined
let folder: string

beforeAll(async () => {
  postgres = await startPostgres()
}, 120_000)
afterAll(async () => postgres?.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-postgis-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NO_HTTP = {} as HttpClient
const service = (given: object): ServiceOf<'postgis'> =>
  sourceSchema.parse({ service: { type: 'postgis', connection: 'TOWN_DB', ...given } }).service as ServiceOf<'postgis'>
const context = (more: Partial<FetchContext> = {}): FetchContext => ({
  layer: 'buildings',
  http: NO_HTTP,
  env: { TOWN_DB: postgres?.address },
  folder: mkdtempSync(join(folder, 'fetch-')),
  ...more,
})
const failureOf = async (given: object, more: Partial<FetchContext> = {}): Promise<Failure> =>
  fetchPostgis(service(given), context(more)).then(
    () => expect.fail('no failure'),
    (error: unknown) => error as Failure,
  )

/** What GDAL's own program says of the only layer. */
function ogrinfo(path: string) {
  const text = execFileSync('ogrinfo', ['-so', '-al', path], { encoding: 'utf8', stdio: 'pipe' })
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
  expect(text.match(/^Layer name: /gm)).toHaveLength(1)
  return {
    count: Number(field('Feature Count')),
    geometry: field('Geometry'),
    // The last identifier is that of the whole.
    srid: Number([...text.matchAll(/ID\["EPSG",(\d+)\]/g)].at(-1)?.[1]),
    fields: [...text.matchAll(/^(.+): (\w+(?:\(\w+\))?) \(\d+\.\d+\)/gm)].map((match) => [match[1], match[2]]),
  }
}
interface OgrFeature {
  properties: Record<string, unknown>
  geometry: { type: string; coordinates: unknown } | null
}
/** What GDAL reads, in the file's own coordinates. */
const featuresOf = (path: string, ...options: string[]): OgrFeature[] => {
  const args = ['-f', 'GeoJSON', ...options, '/vsistdout/', path]
  return (JSON.parse(execFileSync('ogr2ogr', args, { encoding: 'utf8', stdio: 'pipe' })) as { features: OgrFeature[] }).features
}
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const fetched = async (given: object, more: Partial<FetchContext> = {}) => {
  const where = context(more)
  const result = await fetchPostgis(service(given), where)
  expect(result).toBeDefined()
  return { ...result!, path: join(where.folder, result!.open[0]) }
}

/** @param rows how many */
const fillHouses = (rows: number) => `
  DROP TABLE IF EXISTS "Hus å";
  CREATE DOMAIN "våning" AS int2;
  CREATE TABLE "Hus å" (
    id int PRIMARY KEY, "gatuadress ä" text, "höjd ö" numeric(6,2), "fastighet ""x""" numeric(12,0), yta float8, "våningar" "våning", stort int8,
    rivs bool, byggt date, sett timestamptz, lokalt timestamp, koder int[], foto bytea, mitt geometry(Point, 3006), FID int, geom geometry(PolygonZ, 3006) NOT NULL);
  INSERT INTO "Hus å"
    SELECT n, 'Åkervägen ' || n || E' ä "ö" \\n\\'', n / 7.0, 123456789012 - n, n * 0.1, n % 9, 9007199254740993 + n, n % 2 = 0, date '2001-02-03' + n,
           timestamptz '2020-06-01 12:00:00.123456+02', timestamp '2020-06-01 12:00:00', ARRAY[n, 1], '\\x00ff', ST_SetSRID(ST_Point(1, 2), 3006), 7,
           ST_Translate('SRID=3006;POLYGON Z ((500000 6400000 12.5,500010 6400000 12.5,500010 6400010 13.25,500000 6400000 12.5))', n, 0)
      FROM generate_series(${rows}, 1, -1) n;
  DROP DOMAIN "våning" CASCADE`

describe('a real PostGIS', { timeout: 60_000 }, () => {
  beforeEach(({ skip }) => {
    if (!postgres) skip()
  })

  test('gives a table whole: GDAL reads count, CRS, columns, heights', async () => {
    await postgres!.run(fillHouses(2500).replace(/;\s*DROP DOMAIN.*$/s, ''))
    const { path, remarks, contentDigest } = await fetched({ table: 'Hus å' })
    const layer = ogrinfo(path)
    expect(layer.count).toBe(2500)
    expect(layer).toMatchObject({ srid: 3006, geometry: '3D Polygon' })
    expect(layer.fields).toEqual([
      ['id', 'Integer'],
      ['gatuadress ä', 'String'],
      ['höjd ö', 'Real'],
      ['fastighet "x"', 'Integer64'],
      ['yta', 'Real'],
      ['våningar', 'Integer'],
      ['stort', 'Integer64'],
      ['rivs', 'Integer(Boolean)'],
      ['byggt', 'Date'],
      ['sett', 'DateTime'],
      ['lokalt', 'String'],
      ['koder', 'String'],
      ['fid', 'Integer'],
    ])
    const [first] = featuresOf(path, '-limit', '1')
    expect(first.properties).toEqual({
      id: 1,
      'gatuadress ä': 'Åkervägen 1 ä "ö" \n\'',
      'höjd ö': 0.14,
      'fastighet "x"': 123456789011,
      yta: 0.1,
      våningar: 1,
      stort: expect.anything(),
      rivs: false,
      byggt: '2001-02-04',
      sett: '2020-06-01T10:00:00.123Z',
      lokalt: '2020-06-01T12:00:00',
      koder: '{1,1}',
      fid: 7,
    })
    expect(first.geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [500001, 6400000, 12.5],
          [500011, 6400000, 12.5],
          [500011, 6400010, 13.25],
          [500001, 6400000, 12.5],
        ],
      ],
    })
    const database = new DatabaseSync(path, { readOnly: true })
    const stort = database.prepare('SELECT stort FROM layer WHERE id = 1')
    stort.setReadBigInts(true)
    expect(stort.get()).toEqual({ stort: 9007199254740994n })
    database.close()
    expect(remarks).toEqual(['column foto is not copied: its type is bytea', 'column mitt is not copied: its type is geometry'])
    expect(contentDigest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('gives the same bytes and digest for the same rows, whatever their order in the table; and nothing new is nothing', async () => {
    await postgres!.run(
      'CREATE TABLE same (a text, b json, geom geometry); INSERT INTO same SELECT n, json_build_object(1, n), ST_Point(n, 0, 3006) FROM generate_series(1, 300) n',
    )
    const first = await fetched({ table: 'same' })
    await postgres!.run('CREATE TABLE other AS SELECT * FROM same ORDER BY random(); DROP TABLE same; ALTER TABLE other RENAME TO same')
    const second = await fetched({ table: 'same' })
    expect(second.contentDigest).toBe(first.contentDigest)
    expect(sha256(second.path)).toBe(sha256(first.path))
    expect(await fetchPostgis(service({ table: 'same' }), context({ before: first.state }))).toBeUndefined()
    await postgres!.run("UPDATE same SET a = 'x' WHERE a = '17'")
    expect((await fetched({ table: 'same' }, { before: first.state })).contentDigest).not.toBe(first.contentDigest)
  })

  test('gives curves as lines, the same points both ways; keeps null and empty geometry', async () => {
    await postgres!.run(`
      CREATE TABLE curves (id int PRIMARY KEY, geom geometry(CompoundCurve, 3006));
      INSERT INTO curves VALUES (1, 'SRID=3006;COMPOUNDCURVE(CIRCULARSTRING(0 0, 1 1, 2 0), (2 0, 3 0))'),
        (2, 'SRID=3006;COMPOUNDCURVE(CIRCULARSTRING(2 0, 1 1, 0 0))'), (3, NULL), (4, 'SRID=3006;COMPOUNDCURVE EMPTY')`)
    const { path } = await fetched({ table: 'curves' })
    expect(ogrinfo(path).geometry).toBe('Line String')
    const features = featuresOf(path)
    const [there, back] = features.map((feature) => feature.geometry?.coordinates as [number, number][])
    expect(there.length).toBeGreaterThan(30)
    expect(back.reverse()).toEqual(there.slice(0, -1))
    expect(features[2].geometry).toBeNull()
    expect(features).toHaveLength(4)
  })

  test('reads views without a stated SRID, geography, and what is not on the search path', async () => {
    await postgres!.run(`
      CREATE SCHEMA "Plan"; CREATE TABLE "Plan".points (id int PRIMARY KEY, g geography(PointZ));
      INSERT INTO "Plan".points VALUES (1, 'POINT Z (12 57 40)');
      CREATE MATERIALIZED VIEW "Plan".moved AS SELECT id, ST_Transform(g::geometry, 3006) AS geom FROM "Plan".points`)
    const points = ogrinfo((await fetched({ schema: 'Plan', table: 'points', geometryColumn: 'g' })).path)
    expect(points).toMatchObject({ geometry: '3D Point', srid: 4326 })
    const { path } = await fetched({ schema: 'Plan', table: 'moved' })
    expect(ogrinfo(path).srid).toBe(3006)
    expect(featuresOf(path)[0].geometry?.coordinates).toEqual([expect.any(Number), expect.any(Number), 40])
  })

  test('says no CRS where the database has none', async () => {
    await postgres!.run("CREATE TABLE nowhere (id int PRIMARY KEY, geom geometry); INSERT INTO nowhere VALUES (1, 'POINT(1 2)')")
    const { path } = await fetched({ table: 'nowhere' })
    expect(execFileSync('ogrinfo', ['-so', '-al', path], { encoding: 'utf8', stdio: 'pipe' })).toMatch(/SRS WKT:\n\(unknown\)\n/)
  })

  test('says what a file cannot hold', async () => {
    await postgres!.run(`CREATE TABLE odd (id int PRIMARY KEY, x float8, d date, geom geometry(Point, 3006));
      INSERT INTO odd VALUES (1, 'NaN', 'infinity', NULL), (2, 'Infinity', '0044-03-15 BC', NULL), (3, 1, '2020-01-01', NULL)`)
    const { remarks } = await fetched({ table: 'odd' })
    expect(remarks.map((text) => text.slice(0, 19))).toEqual(['column x: 2 values ', 'column d: 2 values '])
  })

  test('names are quoted: a table that would be SQL is a table', async () => {
    const table = 'x"; DROP TABLE curves; --'
    await postgres!.run(
      `CREATE TABLE "x""; DROP TABLE curves; --" ("a""b" int, geom geometry(Point, 3006)); CREATE TABLE IF NOT EXISTS curves (id int, geom geometry)`,
    )
    expect(ogrinfo((await fetched({ table })).path).fields[0][0]).toBe('a"b')
    await postgres!.run('SELECT * FROM curves')
  })

  test('a reader with few rights gets the columns that it may read', async () => {
    await postgres!
      .run(`CREATE ROLE reader LOGIN PASSWORD 'secret-reader'; CREATE TABLE shared (id int PRIMARY KEY, owner_name text, geom geometry(Point, 3006));
      GRANT SELECT (id, geom) ON shared TO reader; CREATE TABLE closed (id int, geom geometry)`)
    const env = { TOWN_DB: postgres!.address.replace(/\/\/[^@]*@/, '//reader:secret-reader@') }
    const { path, remarks } = await fetched({ table: 'shared' }, { env })
    expect(ogrinfo(path).fields.map(([name]) => name)).toEqual(['id'])
    expect(remarks).toEqual(['column owner_name is not copied: it may not be read'])
    expect(await failureOf({ table: 'closed' }, { env })).toMatchObject({ code: 'missing-column' })
  })

  test('what is wrong is a failure that says what to do, and holds no secret', async () => {
    await postgres!.run(`
      CREATE TABLE mixed (geom geometry); INSERT INTO mixed VALUES (ST_Point(0, 0, 3006)), (ST_Point(0, 0, 3007));
      CREATE TABLE twins (a int, "A" int, geom geometry(Point, 3006));
      CREATE TABLE big (t text, geom geometry(Point, 3006)); INSERT INTO big SELECT repeat('x', 1000) FROM generate_series(1, 300);
      CREATE VIEW broken AS SELECT 1 / (n - 250) AS id, ST_Point(n, 0, 3006)::geometry(Point, 3006) AS geom FROM generate_series(1, 300) n;
      CREATE VIEW slow AS SELECT pg_sleep(0.05)::text AS id, ST_Point(n, 0, 3006)::geometry(Point, 3006) AS geom FROM generate_series(1, 1000) n`)
    const { address, password } = postgres!
    const at = (text: string) => ({ env: { TOWN_DB: text } })
    const cases: [object, Partial<FetchContext>, string, RegExp][] = [
      [{ table: 'mixed' }, {}, 'service-failed', /SRID 3006 and 3007/],
      [{ table: 'twins' }, {}, 'service-failed', /differ in capitals/],
      [{ table: 'Mixed' }, {}, 'service-failed', /no table or view public.Mixed/],
      [{ table: 'mixed', geometryColumn: 'shape' }, {}, 'missing-column', /it has geom|no geometry column shape/],
      [{ table: 'big', limits: { megabytes: 0.1 } }, {}, 'service-limit', /larger than 0.1 MB/],
      [{ table: 'broken' }, {}, 'service-failed', /error 22012/],
      [{ table: 'slow', limits: { seconds: 1 } }, {}, 'service-limit', /more than 1 seconds/],
      [{ table: 'mixed' }, { signal: AbortSignal.abort() }, 'interrupted', /broken off/],
      [{ table: 'mixed' }, { env: {} }, 'no-credentials', /TOWN_DB/],
      [{ table: 'mixed' }, at('town password=hemlig-å-7!x'), 'no-credentials', /holds no address/],
      [{ table: 'mixed' }, at(address.replace(/:[^:@]*@/, ':hemlig-wrong@')), 'no-credentials', /refused/],
      [{ table: 'mixed' }, at(address.replace('/town', '/village')), 'service-failed', /not on its server/],
      [{ table: 'mixed' }, at(`postgres://owner:${encodeURIComponent(password)}@127.0.0.1:1/town`), 'service-failed', /does not answer \(ECONNREFUSED\)/],
      [{ table: 'mixed' }, at('postgres://owner:hemlig-7@host:port:3/town'), 'service-failed', /could not be made/],
    ]
    for (const [given, more, code, message] of cases) {
      const failure = await failureOf(given, more)
      expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringMatching(message) })
      expect(failure.hint).not.toBe('')
      expect(failure.cause).toBeUndefined()
      expect(`${failure.message} ${failure.hint} ${failure.stack}`).not.toMatch(/hemlig|owner|127\.0|kvarter-pg-/)
    }
  })

  test('a reading broken off while the database is busy ends at once', async () => {
    const stop = new AbortController()
    await postgres!.run(
      `CREATE OR REPLACE VIEW endless AS SELECT n::text || pg_sleep(600)::text AS id, ST_Point(0, 0, 3006)::geometry(Point, 3006) AS geom FROM generate_series(1, 9) n`,
    )
    const failing = failureOf({ table: 'endless' }, { signal: stop.signal })
    const running = async () =>
      (await postgres!.run("SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%endless%' AND state = 'active' AND pid <> pg_backend_pid()"))
        .rows[0] as {
        n: number
      }
    while ((await running()).n === 0);
    stop.abort()
    expect((await failing).code).toBe('interrupted')
  })
})
