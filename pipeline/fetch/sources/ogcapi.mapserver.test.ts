import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gdal } from '#pipeline/normalise/gdal.ts'
import { sourceSchema } from '#pipeline/model/source.ts'
import { fetchOgcApi } from './ogcapi.ts'
import { tryContext } from './try-client.ts'
import { hasMapServer, tryMapServer, type TryLayer } from './try-mapserver.ts'

const COUNT = 150
const feature = (index: number) => ({
  type: 'Feature',
  properties: { nr: index + 1, namn: `Göra å ä ö ${index}` },
  geometry: { type: 'Point', coordinates: [319000 + index * 10.25, 6399000 + index * 3.5] },
})
const LAYER: TryLayer = {
  name: 'brunnar_åäö',
  epsg: 3006,
  type: 'POINT',
  features: Array.from({ length: COUNT }, (_, index) => feature(index)),
  metadata: { gml_featureid: 'nr' },
}

function ogcapi(url: string, more: object = {}) {
  const { service } = sourceSchema.parse({ service: { type: 'ogcapi', url, collection: LAYER.name, pageSize: 60, ...more } })
  if (service?.type !== 'ogcapi') throw new Error('no OGC API')
  return service
}

describe.skipIf(!hasMapServer)('OGC API of a MapServer', { timeout: 60_000 }, () => {
  test('comes whole by its links, and GDAL reads every feature in longitude and latitude', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const fetched = await fetchOgcApi(ogcapi(server.ogcapi), context)
    expect(fetched?.open).toEqual(['page-000001.geojson', 'page-000002.geojson', 'page-000003.geojson'])
    const rows = fetched!.open.flatMap((file) => {
      const dataset = gdal.open(join(context.folder, file))
      const layer = dataset.layers.get(0)
      expect(layer.srs?.getAuthorityCode(null!)).toBe('4326')
      const found = layer.features.map((one) => [one.fields.get('nr'), one.fields.get('namn'), (one.getGeometry() as gdal.Point).x < 13])
      dataset.close()
      return found
    })
    expect(rows).toEqual(Array.from({ length: COUNT }, (_, index) => [index + 1, `Göra å ä ö ${index}`, true]))
  })

  test('any page size and order give the same digest; then nothing has changed', async () => {
    await using server = await tryMapServer(LAYER)
    await using other = await tryMapServer({ ...LAYER, features: LAYER.features.toReversed() })
    await using context = await tryContext()
    await using again = await tryContext()
    const fetched = await fetchOgcApi(ogcapi(server.ogcapi), context)
    const turned = await fetchOgcApi(ogcapi(other.ogcapi, { pageSize: 50 }), again)
    expect(turned?.contentDigest).toBe(fetched?.contentDigest)
    const [page, same] = await Promise.all([context, again].map(({ folder }) => readFile(join(folder, 'page-000001.geojson'), 'utf8')))
    expect(page).not.toBe(same)
    await using third = await tryContext({ before: fetched?.state })
    expect(await fetchOgcApi(ogcapi(other.ogcapi), third)).toBeUndefined()
  })

  test('a collection that is not there is told', async () => {
    await using server = await tryMapServer(LAYER)
    await using context = await tryContext()
    const failing = fetchOgcApi(ogcapi(server.ogcapi, { collection: 'hus' }), context)
    await expect(failing).rejects.toMatchObject({ code: 'service-failed' })
  })
})
