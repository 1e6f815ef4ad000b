/** Files that GDAL reads in part without a word: half a layer is none. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { startGdal } from '#pipeline/normalise/gdal-client.ts'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { openWorkspace } from '#pipeline/workspace.ts'
import { makeSampleTown } from '../sample-town/make.ts'

const TOWN = join(REPOSITORY, '.data', 'sample-town')
const gdal = startGdal()
let folder = ''
let layers: LayerDefinition[] = []
beforeAll(async () => {
  makeSampleTown(TOWN)
  folder = mkdtempSync(join(tmpdir(), 'kvarter-damaged-'))
  layers = (await openWorkspace(REPOSITORY).dataset('sample/sample-town')).layers
}, 120_000)
afterAll(async () => {
  await gdal.close()
  rmSync(folder, { recursive: true })
})

const layerOf = (id: string) => layers.find((layer) => layer.id === id)!
const read = (layer: LayerDefinition, name: string) =>
  gdal.run('vector', {
    layer,
    files: [join(folder, name)],
    gridCrs: 'EPSG:3007',
    extent: { minE: 149504, minN: 6307328, maxE: 150528, maxN: 6308352 },
    out: join(folder, 'features.ndjson'),
  })
const member = (n: number, name: string) =>
  `<wfs:member><t:p gml:id="p.${n}"><t:id>${n}</t:id><t:name>${name}</t:name><t:at><gml:Point gml:id="q.${n}" srsName="http://www.opengis.net/def/crs/EPSG/0/3007"><gml:pos>6308000 ${150000 + n}</gml:pos></gml:Point></t:at></t:p></wfs:member>`
const gml = (names: readonly string[]) =>
  `<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="urn:t">${names.map((name, n) => member(n, name)).join('\n')}</wfs:FeatureCollection>`

describe('a damaged file is a failure, and what is whole is read whole', () => {
  test('a GeoPackage with a page of a table lost', async () => {
    const bytes = readFileSync(join(TOWN, 'byggnader.gpkg'))
    writeFileSync(join(folder, 'byggnader.gpkg'), bytes)
    expect((await read(layerOf('buildings'), 'byggnader.gpkg')).read).toBe(500)
    writeFileSync(join(folder, 'byggnader.gpkg'), bytes.fill(0xff, 100_000, 104_096))
    await expect(read(layerOf('buildings'), 'byggnader.gpkg')).rejects.toMatchObject({
      code: 'unreadable-source',
      message: expect.stringMatching(/buildings.*cannot be read to its end: after \d+ features/),
    })
  })

  test('a Shapefile whose table is cut short', async () => {
    for (const part of ['shp', 'shx', 'dbf', 'prj']) cpSync(join(TOWN, `gator.${part}`), join(folder, `gator.${part}`))
    expect((await read(layerOf('roads'), 'gator.shp')).read).toBe(102)
    const table = readFileSync(join(folder, 'gator.dbf'))
    writeFileSync(join(folder, 'gator.dbf'), table.subarray(0, table.length / 2))
    await expect(read(layerOf('roads'), 'gator.shp')).rejects.toMatchObject({
      code: 'unreadable-source',
      message: expect.stringContaining('gator.dbf is not whole'),
    })
  })

  test('GML that is not well-formed', async () => {
    const { idColumn: _, ...places } = { ...layerOf('places'), attributes: {} }
    writeFileSync(join(folder, 'a.gml'), gml(['a', 'b', 'c']))
    expect((await read(places, 'a.gml')).read).toBe(3)
    rmSync(join(folder, 'a.gfs'), { force: true })
    writeFileSync(join(folder, 'a.gml'), gml(['a', 'b & c', 'd']))
    await expect(read(places, 'a.gml')).rejects.toMatchObject({ code: 'unreadable-source', message: expect.stringMatching(/places.*XML parsing/) })
  })

  test('a table of points with columns X and Y is no raster', async () => {
    const { idColumn: _, ...trees } = { ...layerOf('trees'), attributes: {} }
    writeFileSync(join(folder, 'b.csv'), 'n,X,Y\n1,150000,6308000\n2,150003,6308001\n3,150100,6308077\n')
    expect((await read(trees, 'b.csv')).used).toBe(3)
  })
})
