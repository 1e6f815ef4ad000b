import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { type Service, sourceSchema } from '#pipeline/model/source.ts'
import type { FetchContext } from '../fetcher.ts'
import { fetchOgcApi } from './ogcapi.ts'
import { tryContext } from './try-client.ts'
import { EXCEPTION, type Fault, HTML, capabilities, gml, page, point, tryOgcApi, tryWfs } from './try-faulty.ts'
import { tryServer } from './try-server.ts'
import { fetchWfs } from './wfs.ts'

async function run(type: 'wfs' | 'ogcapi', url: string, context: FetchContext, more: object = {}) {
  const service = sourceSchema.parse({ service: { type, url, ...(type === 'wfs' ? { typeName: 't' } : { collection: 't' }), pageSize: 4, ...more } })
    .service as Service
  if (service.type === 'wfs') return fetchWfs(service, context)
  if (service.type === 'ogcapi') return fetchOgcApi(service, context)
  throw new Error(service.type)
}

async function expectFailure(type: 'wfs' | 'ogcapi', server: { url: string }, message: string, more?: object) {
  await using context = await tryContext({ layer: 'träd' })
  const failing = run(type, server.url, context, more)
  await expect(failing).rejects.toMatchObject({ code: 'service-failed', hint: expect.stringContaining('the last good snapshot stays in use') })
  await expect(failing).rejects.toThrow('layer träd')
  await expect(failing).rejects.toThrow(message)
}

describe('a WFS', () => {
  test('that is well comes whole, and is asked once more than it has', async () => {
    await using server = await tryWfs(() => undefined)
    await using context = await tryContext()
    expect((await run('wfs', server.url, context))?.open).toEqual(['page-000001.gml', 'page-000002.gml', 'page-000003.gml'])
    expect(await readdir(context.folder)).toEqual(['page-000001.gml', 'page-000002.gml', 'page-000003.gml'])
  })

  test.each<[string, Fault, string]>([
    ['gives the same page for every start', ({ count }) => ({ body: gml(0, count) }), 'feature t.0 came twice, the second time on page 2'],
    [
      'stops before its end',
      ({ start, count }) => (start >= 8 ? { body: gml(0, 0) } : { body: gml(start, start + count) }),
      'it promised 10 features, and 8 came, on 3 pages',
    ],
    ['counts too low', ({ start, count }) => ({ body: gml(start, start + count) }), 'it promised 10 features, and 12 had come with page 3'],
    [
      'counts otherwise on another page',
      ({ start, count }) => (start > 0 ? { body: gml(start, start + count, 11) } : undefined),
      'it promised 10 features, and 11 on page 2',
    ],
    [
      'gives fewer than it says',
      ({ start, count }) => (start > 0 ? { body: gml(start, start + count - 1, 10, count) } : undefined),
      'page 2 says that it holds 4 features, and holds 3',
    ],
    [
      'answers an exception with 200',
      ({ start }) => (start > 0 ? { body: EXCEPTION } : undefined),
      'answered page 2 with an exception: NoApplicableCode: ORA-00020',
    ],
    ['answers a web page with 200', ({ start }) => (start > 0 ? { body: HTML, type: 'text/html' } : undefined), 'answered with a web page ("Sign in")'],
    [
      'breaks off',
      ({ start }) => (start > 0 ? { body: gml(4, 8).slice(0, -'</wfs:FeatureCollection>'.length) } : undefined),
      'answered page 2 with XML that is not as it should be: cut off inside',
    ],
    ['defines entities', ({ start }) => (start > 0 ? { body: '<!DOCTYPE a [<!ENTITY b "c">]><a/>' } : undefined), 'a document type'],
    [
      'sends other text than it says',
      ({ start }) => (start > 0 ? { body: '<?xml version="1.0" encoding="klingon"?>å' } : undefined),
      'sent text that is not klingon',
    ],
  ])('that %s fails', async (_, fault, message) => {
    await using server = await tryWfs(fault)
    await expectFailure('wfs', server, message)
  })

  test('that counts all its features as fewer fails, on a page as in its count', async () => {
    await using server = await tryWfs(({ start, count }) => ({ body: gml(start, Math.min(10, start + count), 'unknown') }), {}, 8)
    await expectFailure('wfs', server, 'it promised 8 features, and 10 had come with page 3')
  })

  test('that does not know its count is read to its end, and no further', async () => {
    await using server = await tryWfs(({ start, count }) => ({ body: gml(start, Math.min(10, start + count), 'unknown') }), {}, 'unknown')
    await using context = await tryContext()
    expect((await run('wfs', server.url, context))?.open.length).toBe(3)
    await using endless = await tryWfs(({ start, count }) => ({ body: gml(start % 8, (start % 8) + count, 'unknown') }), {}, 'unknown')
    await expectFailure('wfs', endless, 'feature t.0 came twice, the second time on page 3')
  })

  test('without paging is asked for all at once, and must give all', async () => {
    await using server = await tryWfs(({ start, count }) => ({ body: gml(start, Math.min(10, count)) }), { paging: 'FALSE' })
    await using context = await tryContext()
    expect((await run('wfs', server.url, context))?.open).toEqual(['page-000001.gml'])
    await using short = await tryWfs(() => ({ body: gml(0, 6) }), { paging: 'FALSE' })
    await expectFailure('wfs', short, 'it promised 10 features, and 6 came, on 1 pages')
  })

  test('in another encoding is read in that', async () => {
    const named = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${gml(0, 10).replaceAll('gml:id="', 'namn="Råå" gml:id="')}`
    const digests: (string | undefined)[] = []
    for (const body of [Buffer.from(named('ISO-8859-1'), 'latin1'), Buffer.from(named('UTF-8')), Buffer.from(named('UTF-8').replaceAll('Råå', 'Raa'))]) {
      await using server = await tryWfs(() => ({ body }), { paging: 'FALSE' })
      await using context = await tryContext()
      digests.push((await run('wfs', server.url, context))?.contentDigest)
    }
    expect(digests[0]).toBe(digests[1])
    expect(digests[2]).not.toBe(digests[1])
  })

  test('of another version fails', async () => {
    await using server = await tryWfs(() => undefined, { version: '1.1.0' })
    await expectFailure('wfs', server, 'is no WFS 2.0: it says version 1.1.0')
  })

  const geojson = (start: number, count: number, more: object) =>
    page(start, count, 10, {
      features: Array.from({ length: Math.max(0, Math.min(count, 10 - start)) }, (_, index) => point(start + index, 319000, 6399000)),
      ...more,
    })
  const crs = (name: string) => ({ crs: { type: 'name', properties: { name } } })
  test.each<[string, object, string]>([
    ['that names its CRS is taken', crs('urn:ogc:def:crs:EPSG::3006'), '.geojson'],
    ['that names another CRS is left for GML', crs('EPSG:3007'), '.gml'],
    ['that names none, and would be longitude and latitude, is left for GML', {}, '.gml'],
    ['without ids is left for GML', { ...crs('EPSG:3006'), features: [{ type: 'Feature', properties: {}, geometry: null }] }, '.gml'],
  ])('GeoJSON %s', async (_, more, ending) => {
    await using server = await tryServer((url, _request, response) => {
      const value = (name: string) => url.searchParams.get(name)
      const start = Number(value('startIndex') ?? 0)
      const count = Number(value('count') ?? 100)
      if (value('request') === 'GetCapabilities') response.end(capabilities({ formats: '<Format>application/json</Format>' }))
      else if (value('resultType') === 'hits') response.end(gml(0, 0))
      else response.end(value('outputFormat') === 'application/json' ? geojson(start, count, more) : gml(start, Math.min(10, start + count)))
    })
    await using context = await tryContext()
    const fetched = await run('wfs', server.url, context)
    expect(fetched?.open).toEqual([1, 2, 3].map((number) => `page-00000${number}${ending}`))
    expect(await readdir(context.folder)).toEqual(fetched?.open)
  })
})

describe('an OGC API', () => {
  test('that is well, or gives fewer at a time, comes whole', async () => {
    await using server = await tryOgcApi(() => undefined)
    await using fewer = await tryOgcApi(({ start, total }) => ({ body: page(start, 1, total) }))
    await using context = await tryContext()
    await using other = await tryContext()
    const fetched = await run('ogcapi', server.url, context)
    const same = await run('ogcapi', fewer.url, other)
    expect([fetched?.open.length, same?.open.length]).toEqual([3, 10])
    expect(same?.contentDigest).toBe(fetched?.contentDigest)
  })

  const next = (href: string) => ({ links: [{ rel: 'next', href }] })
  test.each<[string, Fault, string]>([
    [
      'links in a circle',
      ({ start, count, total }) => (start >= 8 ? { body: page(start, count, total, { features: [], ...next('?limit=4&offset=4') }) } : undefined),
      'its pages go in a circle',
    ],
    ['links to another host', ({ count, total }) => ({ body: page(0, count, total, next('http://127.0.0.2:1/')) }), 'links to another host, 127.0.0.2:1'],
    ['links to another port', ({ count, total }) => ({ body: page(0, count, total, next('http://127.0.0.1:1/')) }), 'links to another host, 127.0.0.1:1'],
    [
      'loses the link before its end',
      ({ start, count, total }) => (start > 0 ? { body: page(start, count, total, { links: [] }) } : undefined),
      'it promised 10 features, and 8 came, on 2 pages',
    ],
    [
      'ignores the offset',
      ({ start, count, total }) => (start > 0 ? { body: page(0, count, total, next(`?limit=4&offset=${start + count}`)) } : undefined),
      'feature 0 came twice',
    ],
    [
      'goes on after its end',
      ({ start, count }) => ({ body: page(start, count, 1000, { numberMatched: 10 }) }),
      'it promised 10 features, and 12 had come with page 3',
    ],
    [
      'gives fewer than it says',
      ({ count, total }) => ({ body: page(0, count, total, { numberReturned: 5 }) }),
      'page 1 says that it holds 5 features, and holds 4',
    ],
    ['answers a web page with 200', () => ({ body: HTML, type: 'text/html' }), 'answered with a web page ("Sign in")'],
    ['answers an error with 200', () => ({ body: '{"code":"x"}' }), 'answered page 1 with JSON that is no feature collection'],
    [
      'gives metres for degrees',
      ({ total }) => ({ body: page(0, 1, total, { features: [point(1, 319000, 6399000)] }) }),
      'coordinates on page 1 that are no longitude and latitude',
    ],
    [
      'says another CRS than asked',
      ({ count, total }) => ({ body: page(0, count, total), crs: '<http://www.opengis.net/def/crs/EPSG/0/3006>' }),
      'does not say on page 1 that it is in longitude and latitude',
    ],
  ])('that %s fails', async (_, fault, message) => {
    await using server = await tryOgcApi(fault)
    await expectFailure('ogcapi', server, message)
  })
})
