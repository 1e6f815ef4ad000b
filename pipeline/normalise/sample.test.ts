import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { startGdal } from './gdal-client.ts'
import type { Sampled } from './sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-sample-'))
const gdal = startGdal()
afterAll(async () => {
  await gdal.close()
  rmSync(folder, { recursive: true })
})

const define = ({ source, ...part }: { source?: object; [field: string]: unknown }): LayerDefinition =>
  ({
    id: 'layer',
    kind: 'terrain',
    order: 0,
    attributes: {},
    ...part,
    source: { path: '', crs: 'EPSG:3006', band: 1, nodata: [], ...source },
  }) as unknown as LayerDefinition

let serial = 0
/** An ASCII grid; rows from the north. */
function asc(rows: number[][], { left = 319_000, bottom = 6_399_000, cell = 2 } = {}): string {
  const path = join(folder, `${++serial}.asc`)
  const head = [`ncols ${rows[0].length}`, `nrows ${rows.length}`, `xllcorner ${left}`, `yllcorner ${bottom}`, `cellsize ${cell}`, 'NODATA_value -9999']
  writeFileSync(path, [...head, ...rows.map((row) => row.join(' '))].join('\n'))
  return path
}

async function sample(
  sources: { layer: LayerDefinition; files: string[] }[],
  points: [number, number][],
  want: Sampled[] = ['terrain'],
  gridCrs = 'EPSG:3006',
) {
  const answer = await gdal.run('sample', { sources, gridCrs, points: Float64Array.from(points.flat()), want })
  return want.map((how) => answer[how] && [...answer[how]].map((value) => Math.round(value * 1000) / 1000))
}

test('reads between cell centres, and nothing beyond the last of them or beside a gap', async () => {
  const file = asc([
    [1, 3, -9999],
    [5, 11, 20],
  ])
  const points: [number, number][] = [
    [319_001, 6_399_003],
    [319_002, 6_399_003],
    [319_001, 6_399_002],
    [319_002.5, 6_399_002],
    [319_004, 6_399_002],
    [319_003, 6_399_003],
    [319_000.5, 6_399_001],
    [318_000, 6_399_001],
  ]
  expect(await sample([{ layer: define({}), files: [file] }], points)).toEqual([[1, 2, 3, 6, NaN, 3, NaN, NaN]])
})

test('a further value can mean no data, and an offset brings heights to the datum', async () => {
  const file = asc([[1, 3, 0]])
  const layer = define({ source: { nodata: [0] }, height: { datum: 'EPSG:5613', offsetM: 0.5, above: 'datum' } })
  expect(
    await sample(
      [{ layer, files: [file] }],
      [
        [319_002, 6_399_001],
        [319_004, 6_399_001],
      ],
    ),
  ).toEqual([[2.5, NaN]])
})

test('the higher order wins where it has data; heights above ground stand on the terrain', async () => {
  const low = { layer: define({ id: 'a', order: 0 }), files: [asc([[1, 1, 1]])] }
  const high = { layer: define({ id: 'b', order: 1 }), files: [asc([[7, 7, -9999]])] }
  const surface = { layer: define({ id: 'c', kind: 'surface', height: { datum: 'EPSG:5613', offsetM: 0, above: 'ground' } }), files: [asc([[10, 12, 30]])] }
  const points: [number, number][] = [
    [319_002, 6_399_001],
    [319_004.5, 6_399_001],
  ]
  expect(await sample([low, high, surface], points, ['terrain', 'surface', 'highest'])).toEqual([
    [7, 1],
    [7 + 11, 1 + 12 + 0.75 * 18],
    [7 + 12, 1 + 30],
  ])
})

test('land cover is that of the cell, as the definition names it; a kind without a source is absent', async () => {
  const layer = define({ kind: 'landcover', classes: { 1: 'paved', 7: 'water' } })
  const points: [number, number][] = [
    [319_000.1, 6_399_001],
    [319_003.9, 6_399_001],
    [319_004.1, 6_399_001],
  ]
  expect(await sample([{ layer, files: [asc([[1, 7, 4]])] }], points, ['landcover', 'surface'])).toEqual([[1, 8, NaN], undefined])
})

const hasProj = process.env['REQUIRE_REAL_DATA'] === '1' || spawnSync('cs2cs').error === undefined
if (!hasProj) console.warn('SKIPPED: there is no cs2cs (Debian: proj-bin) to compare with')

test.skipIf(!hasProj)('points come to the source as PROJ’s own command brings them', async () => {
  // A ramp whose value is the easting of the cell's centre: what is read tells where the point was looked for.
  const ramp = Array.from({ length: 60 }, () => Array.from({ length: 60 }, (_, x) => 10 * x + 5))
  const rise = Array.from({ length: 60 }, (_, y) => Array.from({ length: 60 }, () => 10 * (59 - y) + 5))
  const sources = (rows: number[][]) => [{ layer: define({}), files: [asc(rows, { cell: 10 })] }]
  const points = Array.from({ length: 20 }, (_, i): [number, number] => [147_800 + 17.3 * i, 6_397_600 + ((i * 97.1) % 300)])
  const text = execFileSync('cs2cs', ['-f', '%.6f', 'EPSG:3007', 'EPSG:3006'], { input: points.map(([e, n]) => `${n} ${e}`).join('\n'), encoding: 'utf8' })
  const proj = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const [east] = await sample(sources(ramp), points, ['terrain'], 'EPSG:3007')
  const [north] = await sample(sources(rise), points, ['terrain'], 'EPSG:3007')
  for (const [i, [northing, easting]] of proj.entries()) {
    expect(Math.abs(319_000 + east![i] - easting)).toBeLessThan(0.005)
    expect(Math.abs(6_399_000 + north![i] - northing)).toBeLessThan(0.005)
  }
})

test('shapes come repaired, in the grid’s system, those that touch the extent only', async () => {
  const path = join(folder, 'houses.geojson')
  const house = (id: string, x: number, ring: [number, number][]) => ({
    type: 'Feature',
    properties: { id, use: 'B' },
    geometry: { type: 'Polygon', coordinates: [ring.map(([a, b]) => [x + a, 6_399_500 + b])] },
  })
  const bowTie: [number, number][] = [
    [0, 0],
    [10, 10],
    [10, 0],
    [0, 10],
    [0, 0],
  ]
  const plain: [number, number][] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 0],
  ]
  writeFileSync(
    path,
    JSON.stringify({ type: 'FeatureCollection', features: [house('bow', 319_500, bowTie), house('plain', 319_530, plain), house('far', 322_000, plain)] }),
  )
  const layer = define({ kind: 'building', idColumn: 'id', attributes: { use: { column: 'use', lookup: { B: 'housing' } } } })
  const [corner] = await gdal.run('transform', { from: 'EPSG:3006', to: 'EPSG:3007', points: [[319_530, 6_399_500]] })
  const [e, n] = corner
  const extent = { minE: e - 50, minN: n - 50, maxE: e + 50, maxN: n + 50 }
  const found = await gdal.run('outlines', { layer, files: [path], gridCrs: 'EPSG:3007', extent })
  expect(found.map(({ id, attributes }) => [id, attributes])).toEqual([
    ['bow', { use: 'housing' }],
    ['plain', { use: 'housing' }],
  ])
  const [bow, square] = found.map(({ geometry }) => (geometry.type === 'polygon' ? geometry.polygons : []))
  expect(bow).toHaveLength(2)
  const ring = [...square[0][0]]
  expect(ring).toHaveLength(10)
  const isCorner = ring.some((value, i) => i % 2 === 0 && Math.hypot(value - e, ring[i + 1] - n) < 0.001)
  expect(isCorner).toBe(true)
})
