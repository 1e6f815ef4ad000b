import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gdal } from '#pipeline/normalise/gdal.ts'
import { sourceSchema } from '#pipeline/model/source.ts'
import type { FetchContext } from '../fetcher.ts'
import { tryContext } from './try-client.ts'
import { hasMapServer, tryMapServer, type TryLayer } from './try-mapserver.ts'
import { fetchWfs } from './wfs.ts'

const NAMES = ['Ån', 'Östra vägen', 'Kärr & mosse <1>', "L'Été", 'Ärlan "två"', '日本']
const feature = (index: number) => ({
  type: 'Feature',
  properties: { nr: index + 1, namn: `${NAMES[index % NAMES.length]} ${index}`, kod: String(index).padStart(4, '0') },
  geometry: { type: 'Point', coordinates: [319000 + index * 10.25, 6399000 + index * 3.5] },
})
const LAYER: TryLayer = {
  name: 'träd',
  epsg: 3006,
  type: 'POINT',
  features: Array.from({ length: 250 }, (_, index) => feature(index)),
  metadata: { gml_featureid: 'nr' },
}

function wfs(url: string, more: object = {}) {
  const { service } = sourceSchema.parse({ service: { type: 'wfs', url, typeName: 'träd', pageSize: 100, ...more } })
  if (service?.type !== 'wfs') throw new Error('no WFS')
  return service
}

/** All features as GDAL reads them from the files: number, name, code, x, y. */
function readByGdal(context: FetchContext, files: readonly string[]) {
  return files.flatMap((file) => {
    const dataset = gdal.open(join(context.folder, file))
    const layer = dataset.layers.get(0)
    const rows = layer.features.map((found) => {
      const point = found.getGeometry() as gdal.Point
      return [found.fields.get('nr'), found.fields.get('namn'), String(found.fields.get('kod')), point.x, point.y, layer.srs?.getAuthorityCode(null!)]
    })
    dataset.close()
    return rows
  })
}
const EXPECTED = LAYER.features.map((_, index) => {
  const { properties, geometry } = feature(index)
  return [properties.nr, properties.namn, properties.kod, ...geometry.coordinates, '3006']
})

describe.skipIf(!hasMapServer)('WFS of a MapServer', { timeout: 60_000 }, () => {
  test('comes whole in pages of GML, and GDAL reads every feature in place', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const fetched = await fetchWfs(wfs(server.wfs), context)
    expect(fetched?.open).toEqual(['page-000001.gml', 'page-000002.gml', 'page-000003.gml'])
    expect(fetched?.state).toEqual({ digest: fetched?.contentDigest })
    expect((await readdir(context.folder)).filter((name) => name.endsWith('.geojson'))).toEqual([])
    expect(readByGdal(context, fetched!.open)).toEqual(EXPECTED)
  })

  test('any page size, a changed order and another day give the same digest, a changed name another', async () => {
    const digests: (string | undefined)[] = []
    const reversed = { ...LAYER, features: LAYER.features.toReversed() }
    const changed = {
      ...LAYER,
      features: LAYER.features.map((one, index) => (index === 17 ? { ...feature(17), properties: { ...feature(17).properties, namn: 'Å' } } : one)),
    }
    for (const [layer, pageSize] of [
      [LAYER, 250],
      [LAYER, 60],
      [reversed, 125],
      [changed, 250],
    ] as const) {
      await using server = await tryMapServer(layer)
      await using context = await tryContext()
      const fetched = await fetchWfs(wfs(server.wfs, { pageSize }), context)
      digests.push(fetched?.contentDigest)
      const [first] = fetched!.open
      expect(await readFile(join(context.folder, first), 'utf8')).toContain('timeStamp=')
    }
    expect(digests[0]).toMatch(/^[\da-f]{64}$/)
    expect(new Set(digests.slice(0, 3)).size).toBe(1)
    expect(digests[3]).not.toBe(digests[0])
  })

  test('nothing is returned where nothing changed', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const fetched = await fetchWfs(wfs(server.wfs), context)
    await using again = await tryContext({ before: fetched?.state })
    expect(await fetchWfs(wfs(server.wfs), again)).toBeUndefined()
    await using other = await tryContext({ before: { digest: '0' } })
    expect(await fetchWfs(wfs(server.wfs), other)).toBeDefined()
  })

  test('a service that gives, and counts, no more than 60 at a time comes whole', async () => {
    await using server = await tryMapServer({ ...LAYER, metadata: { ...LAYER.metadata, 'map:wfs_maxfeatures': '60' } })
    await using context = await tryContext()
    const fetched = await fetchWfs(wfs(server.wfs), context)
    expect(fetched?.open.length).toBe(5)
    expect(readByGdal(context, fetched!.open).length).toBe(250)
  })

  test('features without ids come whole, told apart by what they say', async () => {
    await using server = await tryMapServer({ ...LAYER, metadata: {} })
    await using context = await tryContext()
    const fetched = await fetchWfs(wfs(server.wfs), context)
    expect(readByGdal(context, fetched!.open).length).toBe(250)
  })

  test('another CRS is asked for where it is offered only', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const fetched = await fetchWfs(wfs(server.wfs, { srsName: 'urn:ogc:def:crs:EPSG::4326' }), context)
    const [[, , , x, y, code]] = readByGdal(context, fetched!.open)
    expect([Math.floor(Number(x)), Math.floor(Number(y)), code]).toEqual([11, 57, '4326'])
    await using refused = await tryContext()
    await expect(fetchWfs(wfs(server.wfs, { srsName: 'EPSG:3010' }), refused)).rejects.toThrow('the service of layer a has no CRS EPSG:3010; it has urn:ogc')
  })

  test('a feature type that is not there is told, with those that are', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const failing = fetchWfs(wfs(server.wfs, { typeName: 'hus' }), context)
    await expect(failing).rejects.toMatchObject({ code: 'service-failed', message: 'the service of layer a has no feature type hus; it has ms:träd' })
  })
})
