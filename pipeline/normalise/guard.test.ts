import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { Feature } from '#pipeline/model/feature.ts'
import { KINDS } from '#pipeline/model/kind.ts'
import type { Zone } from '#pipeline/model/protect.ts'
import { startGdal } from './gdal-client.ts'
import { HIDDEN_FILE, PROTECTED_FILE, type Protected } from './protected-files.ts'
import { beside, boxRow, boxZone, CRS, define, EAST, EXTENT, geojson, NORTH, pointRow, type Row, temporaryFolder, zonesFile } from './try-layers.ts'
import { readZoneFiles } from './zones.ts'

const { folder, remove } = temporaryFolder()
const gdal = startGdal()
afterAll(async () => {
  await gdal.close()
  remove()
})
let serial = 0
const next = (end: string) => join(folder, `${++serial}${end}`)

const HOUSES = define({
  id: 'houses',
  idColumn: 'nr',
  attributes: { name: { column: 'namn' }, ridgeM: { column: 'hojd' }, storeys: { column: 'vaningar' } },
})
const COLUMNS = { namn: null, hojd: null, vaningar: null }
const house = (nr: string, box: [number, number, number, number], more: object = {}) => boxRow({ nr, namn: `Hus ${nr}`, hojd: 9, vaningar: 2, ...more }, ...box)

async function run(rows: readonly Row[], zones: readonly Zone[] | undefined, layer = HOUSES) {
  const out = next('.ndjson')
  const file = zones && (await zonesFile(next('.zones'), zones))
  const result = await gdal.run('vector', { layer, files: [geojson(next('.geojson'), rows)], gridCrs: CRS, extent: EXTENT, out, zones: file })
  const features: Feature[] = []
  for await (const feature of readFeatures(out, { layer: layer.id, kind: layer.kind })) features.push(feature)
  const done = zones && (JSON.parse(readFileSync(beside(out, PROTECTED_FILE), 'utf8')) as Protected)
  return { result, features, text: readFileSync(out, 'utf8'), done, hidden: zones ? await readZoneFiles([beside(out, HIDDEN_FILE)]) : [] }
}

describe('drop', () => {
  const secret = [
    house('A7', [50, 50, 10, 10], { hojd: 'sju' }),
    house('A8', [56, 52, 20, 10]),
    // The same number as a house that is not protected: that it is used twice must not be told.
    house('B1', [52, 58, 3, 3]),
  ]
  const open = [house('B1', [100, 100, 10, 10]), house('B2', [120, 100, 10, 10], { hojd: 'nio' })]

  test('what comes out is as if protected features had not been in the source', async () => {
    const guarded = await run([...secret.slice(0, 2), open[0], secret[2], open[1]], [boxZone([55, 55, 2, 4])])
    const without = await run(open, undefined)
    expect(guarded.text).toBe(without.text)
    expect(guarded.result).toEqual({ ...without.result, dropped: 3 })
    expect(guarded.done).toMatchObject({ dropped: 3, ids: [] })
    expect(guarded.hidden).toHaveLength(3)
  })

  test('touching is enough, and a radius reaches farther', async () => {
    const zone = boxZone([110, 100, 5, 5])
    expect((await run(open, [zone])).features.map(({ id }) => id)).toEqual(['B2'])
    expect((await run(open, [{ ...zone, radiusM: 6 }])).features).toEqual([])
  })

  test('acts on the kinds it names only', async () => {
    expect((await run(open, [boxZone([0, 0, 200, 200], { kinds: ['tree', 'place'] })])).features).toHaveLength(2)
    expect((await run(open, [boxZone([0, 0, 200, 200], { kinds: ['building'] })])).features).toHaveLength(0)
  })
})

describe('flatten', () => {
  test('keeps the place and nothing else', async () => {
    const { features, text, result, done } = await run(
      [house('A7', [50, 50, 10, 10], { hojd: 'sju' }), house('B1', [100, 100, 10, 10])],
      [boxZone([52, 52, 1, 1], { action: 'flatten' })],
    )
    expect(features[0]).toMatchObject({ attributes: {}, id: expect.stringMatching(/^g[0-9a-f]{12}$/) })
    expect(features[1]).toMatchObject({ id: 'B1', attributes: { name: 'Hus B1', ridgeM: 9, storeys: 2 } })
    expect(features[0].geometry).toEqual({ type: 'polygon', polygons: [[expect.any(Float64Array)]] })
    expect(text).not.toContain('A7')
    expect(result.problems).toEqual([])
    expect(done).toMatchObject({ flattened: 1, ids: [features[0].id] })
  })

  test('problems of it are told by their code only', async () => {
    const bowtie: Row = {
      properties: { ...COLUMNS, nr: 'A7' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [9, 9],
            [9, 0],
            [0, 9],
            [0, 0],
          ].map(([x, y]) => [EAST + 50 + x, NORTH - 50 - y]),
        ],
      },
    }
    const { result } = await run([bowtie], [boxZone([45, 45, 20, 20], { action: 'flatten' })])
    expect(result.problems).toEqual([{ code: 'invalid-geometry', layer: 'houses', message: '' }])
  })
})

describe('coarsen', () => {
  const PLACES = define({ id: 'nests', kind: 'place', idColumn: 'nr', attributes: { name: { column: 'namn' }, class: { column: 'slag' } } })
  const zone = boxZone([0, 0, 100, 100], { action: 'coarsen', toM: 50, keep: ['class'] })

  test('points come to the middle of their cells, all of them, with what is permitted', async () => {
    const rows = [pointRow({ nr: 'x1', namn: 'Boet', slag: 'sight' }, 12, 13), pointRow({ nr: 'x2', namn: 'Boet', slag: 'other' }, 44, 1)]
    const { features, text } = await run(rows, [zone], PLACES)
    for (const { geometry } of features) expect(geometry).toEqual({ type: 'point', points: Float64Array.of(EAST + 25, NORTH - 25) })
    expect(features.map(({ attributes }) => attributes)).toEqual([{ class: 'sight' }, { class: 'other' }])
    expect(new Set(features.map(({ id }) => id)).size).toBe(2)
    expect(text).not.toMatch(/x1|x2|Boet/)
  })

  test('polygons become the cells they cover, at least one', async () => {
    const { features } = await run([house('A', [12, 12, 3, 3]), house('B', [20, 20, 70, 30])], [boxZone([0, 0, 100, 100], { action: 'coarsen', toM: 10 })])
    const areas = features.map(({ geometry }) => (geometry.type === 'polygon' ? geometry.polygons.flat().map(areaOf) : []))
    expect(areas).toEqual([[100], [2100]])
    for (const { geometry } of features)
      if (geometry.type === 'polygon') for (const value of geometry.polygons.flat().flatMap((ring) => [...ring])) expect(value % 10).toBe(0)
  })
})

const areaOf = (ring: Float64Array): number => {
  let sum = 0
  for (let i = 0; i + 3 < ring.length; i += 2) sum += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1]
  return Math.abs(sum / 2)
}

test('features of no known place are told of by their code only, where anything of their kind is protected', async () => {
  const rows: Row[] = [
    { properties: { ...COLUMNS, nr: 'A7' }, geometry: null },
    {
      properties: { ...COLUMNS, nr: 'A8' },
      geometry: {
        type: 'Polygon',
        coordinates: [boxRow({}, 0, 0, 9, 9).geometry].map(() => [
          [NORTH, EAST],
          [NORTH + 9, EAST],
          [NORTH, EAST + 9],
          [NORTH, EAST],
        ]),
      },
    },
  ]
  const { result, done } = await run(rows, [boxZone([150, 150, 5, 5])])
  expect(result.problems.map(({ code }) => code)).toEqual(['null-geometry', 'outside-area'])
  for (const problem of result.problems) expect(problem).toEqual({ code: problem.code, layer: 'houses', message: '' })
  expect(done?.placeless).toBe(2)
  const other = await run(rows, [boxZone([150, 150, 5, 5], { kinds: ['tree'] })])
  expect(other.result.problems[0].featureId).toBe('A7')
})

describe.skipIf(!Object.hasOwn(KINDS, 'protect'))('a protect layer', () => {
  const PROTECT = define({
    id: 'secret',
    kind: 'protect',
    attributes: Object.fromEntries(['action', 'radiusM', 'toM', 'kinds', 'keep', 'reason'].map((name) => [name, { column: name }])),
  })
  const names = { action: null, radiusM: null, toM: null, kinds: null, keep: null, reason: 'Hotad person' }
  const read = async (rows: readonly Row[]) => {
    const out = next('.zones')
    await gdal.run('zones', { layers: [{ layer: PROTECT, files: [geojson(next('.geojson'), rows)] }], gridCrs: CRS, extent: EXTENT, out })
    expect(readFileSync(out, 'utf8')).not.toContain('Hotad')
    return readZoneFiles([out])
  }

  test('is read, but for the reasons', async () => {
    const zones = await read([
      pointRow({ ...names, action: 'drop', radiusM: 30, kinds: 'building, tree' }, 5, 5),
      boxRow({ ...names, action: 'coarsen', toM: 250, keep: 'name class' }, 5, 5, 9, 9),
      boxRow({ ...names, action: 'flatten' }, 5, 5, 9, 9),
    ])
    expect(zones).toMatchObject([
      { action: 'drop', radiusM: 30, kinds: ['building', 'tree'] },
      { action: 'coarsen', toM: 250, keep: ['name', 'class'] },
      { action: 'flatten', radiusM: 0 },
    ])
  })

  test.each<[string, Row]>([
    ['an unknown action', boxRow({ ...names, action: 'göm' }, 5, 5, 9, 9)],
    ['no action', boxRow(names, 5, 5, 9, 9)],
    ['a point without radius', pointRow({ ...names, action: 'drop' }, 5, 5)],
    ['an unknown kind', boxRow({ ...names, action: 'drop', kinds: 'hus' }, 5, 5, 9, 9)],
    ['an unknown attribute', boxRow({ ...names, action: 'coarsen', keep: 'owner' }, 5, 5, 9, 9)],
    ['a radius that is no number', boxRow({ ...names, action: 'drop', radiusM: 'stor' }, 5, 5, 9, 9)],
    ['no shape', { properties: { ...names, action: 'drop' }, geometry: null }],
    [
      'a line',
      {
        properties: { ...names, action: 'drop' },
        geometry: {
          type: 'LineString',
          coordinates: [
            [EAST, NORTH],
            [EAST + 5, NORTH],
          ],
        },
      },
    ],
    ['a place far away', pointRow({ ...names, action: 'drop', radiusM: 5 }, 5_000_000, 0)],
  ])('with %s stops the run, and the message holds no value', async (_, row) => {
    await expect(read([boxRow({ ...names, action: 'drop' }, 1, 1, 2, 2), row])).rejects.toMatchObject({
      code: 'unreadable-source',
      message: expect.not.stringMatching(/Hotad|göm|stor\b|hus|owner/),
    })
  })

  test('without features stops the run', async () => {
    await expect(read([])).rejects.toMatchObject({ name: 'Failure' })
  })
})
