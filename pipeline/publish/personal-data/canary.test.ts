/** The whole road with the sample town and things planted in it that must not come out: looked for in every byte of the release. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from '#pipeline/model/kind.ts'
import { manifestSchema } from '#pipeline/model/manifest.ts'
import { topOf } from '#pipeline/verify/read/column.ts'
import { openWorld } from '#pipeline/verify/read/world.ts'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { kvarter } from '#pipeline/try-cli.ts'
import { findInBytes } from './find-in-bytes.ts'

const root = join(tmpdir(), `kvarter-canary-${process.pid}`)
const [workspace, data, output] = ['workspace', 'data', 'output'].map((name) => join(root, name))
const DATASET = 'datasets/sample/sample-town/dataset.json'
const WORLD = 'worlds/sample-town.json'

const UNMAPPED = 'Kanariefågel Ödla 4711'
const REASON = 'Skyddad folkbokföring Törnrosa'
const SECRET = 'Hemliga huset på Åkern'
const PERSON = '640823-3234'
const USE = 'Uppdiktat bruk Xylofon'
let secretId: string
let secretTree: string
let built: Awaited<ReturnType<typeof kvarter>>
let release: string

type Definition = Record<string, any>
const change = (file: string, edit: (definition: Definition) => void) => {
  const definition = JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')) as Definition
  edit(definition)
  mkdirSync(dirname(join(workspace, file)), { recursive: true })
  writeFileSync(join(workspace, file), JSON.stringify(definition))
}

type Point = [easting: number, northing: number]
let secretHouse: Point
let openHouse: Point

/** Plants in the table of buildings: one of two villas in the middle of the order is to be protected. */
function plant(path: string): void {
  const table = new DatabaseSync(path)
  // They keep the index of shapes, which stay as they are, and call functions that only GDAL has.
  for (const { name } of table.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all()) table.exec(`DROP TRIGGER "${String(name)}"`)
  const rows = table.prepare(`SELECT fid, byggnad_id AS id, andamal AS use, geom FROM byggnader WHERE geom IS NOT NULL AND byggnad_id <> '' ORDER BY fid`).all()
  const villas = rows.filter(({ use }) => use === 'Villa')
  const [secret, other] = [villas[Math.floor(villas.length / 2)], villas[Math.floor(villas.length / 3)]]
  secretId = String(secret['id'])
  table.exec('ALTER TABLE byggnader ADD COLUMN anteckning TEXT')
  table.prepare('UPDATE byggnader SET anteckning = ?').run(UNMAPPED)
  table.prepare('UPDATE byggnader SET namn = ?, andamal = ? WHERE fid = ?').run(SECRET, USE, secret['fid']!)
  table.prepare('UPDATE byggnader SET namn = ? WHERE fid = ?').run(`Ägare ${PERSON}`, other['fid']!)
  table.close()
  ;[secretHouse, openHouse] = [secret, other].map(({ geom }) => middle(Buffer.from(geom as Uint8Array)))
}

/** The middle of a GeoPackage shape's envelope: west, east, south, north (OGC 12-128r18 §2.1.3). */
function middle(blob: Buffer): Point {
  const [west, east, south, north] = [8, 16, 24, 32].map((at) => blob.readDoubleLE(at))
  return [(west + east) / 2, (south + north) / 2]
}

/** How far the world rises in the middle of a house above the lowest place within twelve blocks, in blocks. */
function riseOf([easting, northing]: Point): number {
  const { grid, editions } = manifestSchema.parse(JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8')))
  const world = openWorld(join(release, editions[0].path))
  const [x, z] = [Math.floor(easting - grid.origin.easting), Math.floor(grid.origin.northing - northing)]
  const tops = (reach: number) =>
    Array.from({ length: (2 * reach + 1) ** 2 }, (_, i) => {
      const [column, row] = [x - reach + (i % (2 * reach + 1)), z - reach + Math.floor(i / (2 * reach + 1))]
      return topOf(world.chunk(column >> 4, row >> 4)!, column, row)!
    })
  return Math.max(...tops(1)) - Math.min(...tops(12))
}

beforeAll(async () => {
  if (!Object.hasOwn(KINDS, 'protect')) return
  execFileSync(process.execPath, ['scripts/sample-town/make.ts', data], { cwd: REPOSITORY })
  plant(join(data, 'byggnader.gpkg'))
  const [easting, northing] = secretHouse
  cpSync(join(REPOSITORY, 'worlds', 'styles'), join(workspace, 'worlds', 'styles'), { recursive: true })
  // A tree in its garden, by which the place could be told.
  secretTree = 'T-hemlig-9'
  writeFileSync(
    join(data, 'trad.csv'),
    `${readFileSync(join(data, 'trad.csv'), 'utf8').trimEnd()}\n${secretTree};Tilia cordata;9,0;5,0;${easting};${northing}\n`,
  )
  const geometry = { type: 'Point', coordinates: [easting, northing] }
  const zone = { type: 'Feature', properties: { atgard: 'drop', radie: 3, orsak: REASON }, geometry }
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3007' } }
  writeFileSync(join(data, 'skydd.geojson'), JSON.stringify({ type: 'FeatureCollection', crs, features: [zone] }))
  change(DATASET, (dataset) =>
    dataset['layers'].push({
      id: 'secret',
      kind: 'protect',
      title: { sv: 'Hemligt lager Q', en: 'Secret layer Q' },
      source: { path: 'skydd.geojson' },
      publication: 'internal',
      attributes: { action: { column: 'atgard' }, radiusM: { column: 'radie' }, reason: { column: 'orsak' } },
    }),
  )
  change(WORLD, () => {})
  built = await kvarter(['build', 'sample-town', '--workspace', workspace, '--data', data, '--output', output, '--workers', '1', '--json'])
  release = dirname(String(built.last['manifest']))
}, 600_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe.skipIf(!Object.hasOwn(KINDS, 'protect'))('a release of the sample town', () => {
  test('is built', () => {
    expect(built.err).toBe('')
    // 3: done, and held for the personal data.
    expect(built.code).toBe(3)
  })

  test('holds no byte of what is protected, of what is not mapped, nor of the protect layer', { timeout: 300_000 }, async () => {
    expect(secretId.length).toBeGreaterThan(3)
    const needles = [UNMAPPED, REASON, SECRET, USE, secretId, secretTree, 'Hemligt lager Q', 'Secret layer Q', 'skydd.geojson']
    expect(await findInBytes(release, needles)).toEqual([])
    // That the search can find at all: a name that is published.
    expect(await findInBytes(join(release, 'report'), ['Exempelstad'])).not.toEqual([])
  })

  test('shows no house where one is protected, neither from its outline nor from its roof in the heights', () => {
    expect(riseOf(openHouse)).toBeGreaterThan(4)
    expect(riseOf(secretHouse)).toBeLessThan(4)
  })

  test('is to be held for the personal data in it, and what is told of it holds no value', () => {
    expect(built.last['held']).toContainEqual({ en: 'personal data (personnummer) in name, 1 times', sv: 'personuppgifter (personnummer) i name, 1 gånger' })
    expect(built.out).not.toContain('3234')
  })
})
