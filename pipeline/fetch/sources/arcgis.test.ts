import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '#pipeline/model/failure.ts'
import { type ServiceOf, sourceSchema } from '#pipeline/model/source.ts'
import { createHttpClient } from '../http/client.ts'
import type { FetchState } from '../fetcher.ts'
import { fetchArcgis } from './arcgis.ts'
import { tryArcgis, type TryArcgis } from './try-arcgis.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kvarter-arcgis-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function run(layer: TryArcgis, given: object = {}, before?: FetchState) {
  await using server = await tryArcgis(layer)
  const service = sourceSchema.parse({ service: { type: 'arcgis', url: server.url, pageSize: 40, limits: { retries: 0 }, ...given } })
    .service as ServiceOf<'arcgis'>
  const folder = mkdtempSync(join(root, 'fetch-'))
  const http = createHttpClient({ service, layer: 'trees', env: {} })
  const fetched = await fetchArcgis(service, { layer: 'trees', http, env: {}, folder, before })
  return { fetched, folder, queries: server.queries }
}
const failureOf = (layer: TryArcgis, given: object = {}): Promise<Failure> =>
  run(layer, given).then(
    () => expect.fail('no failure'),
    (error: unknown) => error as Failure,
  )
const ogrinfo = (...args: string[]) => execFileSync('ogrinfo', ['-al', ...args], { encoding: 'utf8', stdio: 'pipe' })

describe('a layer', { timeout: 30_000 }, () => {
  test('comes whole as GeoJSON in CRS84, in pages that the service allows', async () => {
    const { fetched, folder, queries } = await run({ count: 105, most: 30 })
    expect(fetched?.open).toEqual(['page-000001.geojson', 'page-000002.geojson', 'page-000003.geojson', 'page-000004.geojson'])
    expect(readdirSync(folder).sort()).toEqual(fetched?.open)
    expect(queries.map((query) => [query.get('resultOffset'), query.get('resultRecordCount'), query.get('outSR')])).toEqual(
      [0, 30, 60, 90].map((start) => [String(start), '30', null]),
    )
    const text = ogrinfo(join(folder, fetched!.open[0]))
    expect(text).toContain('Feature Count: 30')
    expect(text).toMatch(/GEOGCRS\["WGS 84"/)
    expect(text).toContain('Trädslag (String) = Skogslönn åäö')
    expect(text).toContain('POINT Z (11.9003 57.7 3)')
  })

  test('comes in the CRS asked for, as JSON that says so', async () => {
    const { fetched, folder } = await run({ count: 45 }, { outSr: 3007 })
    expect(fetched?.open).toEqual(['page-000001.json', 'page-000002.json'])
    const text = ogrinfo(join(folder, fetched!.open[1]))
    expect(text).toContain('Feature Count: 5')
    expect(text).toMatch(/ID\["EPSG",3007\]\]\n/)
    expect(text).toContain('POINT Z (148123 6398000 123)')
    expect(text).toContain('Trädslag (String) = Skogslönn åäö')
  })

  test('comes by ranges of ids where there is no paging, and in its own CRS where there is no GeoJSON', async () => {
    const { fetched, folder, queries } = await run({ count: 95, paging: false, formats: 'JSON' })
    expect(fetched?.open).toHaveLength(3)
    expect(queries.map((query) => query.get('where'))).toEqual(['OID >= 3 AND OID <= 120', 'OID >= 123 AND OID <= 240', 'OID >= 243 AND OID <= 285'])
    expect(ogrinfo('-so', join(folder, fetched!.open[0]))).toMatch(/Feature Count: 40[\s\S]*ID\["EPSG",3007\]\]\n/)
  })

  test.each([true, false])('may be empty (paging: %s)', async (paging) => {
    const { fetched } = await run({ count: 0, paging })
    expect(fetched?.open).toHaveLength(1)
  })

  test('has one digest whatever its pages, and is nothing new the second time', async () => {
    const digests = new Set<string | undefined>()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: 50 }), fc.integer({ min: 4, max: 50 }), fc.boolean(), async (pageSize, most, paging) => {
        digests.add((await run({ count: 37, most, paging }, { pageSize })).fetched?.contentDigest)
      }),
      { numRuns: 12 },
    )
    expect(digests.size).toBe(1)
    const { fetched } = await run({ count: 37 })
    expect((await run({ count: 37 }, {}, fetched?.state)).fetched).toBeUndefined()
    expect((await run({ count: 38 }, {}, fetched?.state)).fetched?.contentDigest).not.toBe(fetched?.contentDigest)
  })

  test('comes whole from a service that gives fewer than asked for', async () => {
    const short = (query: URLSearchParams, nth: number) => {
      if (nth < 1) return undefined
      const start = Number(query.get('resultOffset'))
      const features = Array.from({ length: Math.min(7, 20 - start) }, (_, n) => ({ type: 'Feature', geometry: null, properties: { OID: start + n } }))
      return { type: 'FeatureCollection', features, exceededTransferLimit: start + 7 < 20 }
    }
    expect((await run({ count: 20, fault: short })).fetched?.open).toHaveLength(3)
  })
})

const point = (OID: number, x: number) => ({ type: 'Feature', id: OID, properties: { OID }, geometry: { type: 'Point', coordinates: [x, 57] } })
const collection = (features: unknown[], more: object = {}) => ({ type: 'FeatureCollection', features, ...more })

test('a feature may lack its geometry, in either format', async () => {
  const bare = (query: URLSearchParams, nth: number) =>
    nth < 1 ? undefined : query.get('f') === 'json' ? { features: [{ attributes: { OID: 1 } }] } : collection([{ type: 'Feature', properties: { OID: 1 } }])
  for (const given of [{}, { outSr: 3007 }]) expect((await run({ count: 1, fault: bare }, given)).fetched?.open).toHaveLength(1)
})

describe('never half a layer:', () => {
  test.each<[string, TryArcgis, string, RegExp]>([
    [
      'an error with status 200',
      { count: 90, fault: (_, nth) => (nth === 2 ? { error: { code: 500, message: 'Error performing query\noperation', details: [] } } : undefined) },
      'service-failed',
      /page 2 with error 500: Error performing query operation/,
    ],
    [
      'an error for the description',
      { count: 9, fault: () => ({ error: { code: 400, message: 'Invalid URL' } }) },
      'service-failed',
      /description of the layer with error 400: Invalid URL/,
    ],
    ['no token', { count: 9, fault: () => ({ error: { code: 499, message: 'Token Required', details: [] } }) }, 'no-credentials', /asks for a token/],
    [
      'a token that has ended',
      { count: 90, fault: (_, nth) => (nth === 2 ? { error: { code: 498, message: 'Invalid Token', details: [] } } : undefined) },
      'no-credentials',
      /does not take the token/,
    ],
    ['a web page', { count: 90, fault: (_, nth) => (nth === 2 ? '<!DOCTYPE html><title>Sign in</title>' : undefined) }, 'service-failed', /web page/],
    ['a web page for the description', { count: 90, fault: () => '<html></html>' }, 'service-failed', /description of the layer with a web page/],
    ['half an answer', { count: 90, fault: (_, nth) => (nth === 2 ? '{"type":"FeatureCollection","features":[' : undefined) }, 'service-failed', /not whole/],
    [
      'a count too great',
      { count: 90, fault: (query) => (query.has('returnCountOnly') ? { count: 91 } : undefined) },
      'service-failed',
      /promised 91 features, and 90 came/,
    ],
    [
      'a count too small',
      { count: 90, fault: (query) => (query.has('returnCountOnly') ? { count: 80 } : undefined) },
      'service-failed',
      /promised 80 features, and/,
    ],
    [
      'a count that is none',
      { count: 90, fault: (query) => (query.has('returnCountOnly') ? { count: '90' } : undefined) },
      'service-failed',
      /how many features/,
    ],
    [
      'ids that are fewer than the count',
      { count: 90, paging: false, fault: (query) => (query.has('returnIdsOnly') ? { objectIds: [1, 2] } : undefined) },
      'service-failed',
      /names 2/,
    ],
    ['the same page twice', { count: 90, fault: (query, nth) => void (nth === 2 && query.set('resultOffset', '0')) }, 'service-failed', /feature 3 came twice/],
    [
      'pages for ever',
      {
        count: 90,
        fault: (_, nth) =>
          nth > 0
            ? collection(
                Array.from({ length: 40 }, (_, n) => point(nth * 1000 + n, 12)),
                { exceededTransferLimit: true },
              )
            : undefined,
      },
      'service-failed',
      /promised 90 features, and 120 had come/,
    ],
    [
      'empty pages that promise more',
      { count: 90, fault: (_, nth) => (nth > 1 ? collection([], { exceededTransferLimit: true }) : undefined) },
      'service-failed',
      /promised 90 features, and 40 came/,
    ],
    [
      'a feature without id',
      { count: 1, fault: (_, nth) => (nth > 0 ? collection([{ type: 'Feature', geometry: null, properties: {} }]) : undefined) },
      'service-failed',
      /without object id/,
    ],
    ['GeoJSON in metres', { count: 1, fault: (_, nth) => (nth > 0 ? collection([point(1, 148000)]) : undefined) }, 'service-failed', /not in degrees/],
    [
      'GeoJSON that names another CRS',
      { count: 1, fault: (_, nth) => (nth > 0 ? collection([point(1, 12)], { crs: { type: 'name', properties: { name: 'EPSG:3857' } } }) : undefined) },
      'service-failed',
      /EPSG:3857/,
    ],
    [
      'an edit meanwhile',
      {
        count: 9,
        edited: (() => {
          let n = 0
          return () => n++
        })(),
      },
      'service-failed',
      /edited meanwhile/,
    ],
    [
      'a layer that may not be queried',
      { count: 9, fault: (_, nth) => (nth < 0 ? { type: 'Feature Layer', objectIdField: 'OID', capabilities: 'Map' } : undefined) },
      'service-failed',
      /may not be queried/,
    ],
    ['a layer without object ids', { count: 9, fault: (_, nth) => (nth < 0 ? { type: 'Table', fields: [] } : undefined) }, 'service-failed', /no object id/],
    ['a whole service', { count: 9, fault: (_, nth) => (nth < 0 ? { layers: [{ id: 0 }] } : undefined) }, 'bad-definition', /whole service/],
  ])('%s', async (_, layer, code, message) => {
    const failure = await failureOf(layer)
    expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringMatching(message) })
    expect(failure.message).toContain('layer trees')
    expect(failure.hint).not.toBe('')
  })

  test('another CRS than the one asked for', async () => {
    const failure = await failureOf({ count: 9, fault: (query) => query.delete('outSR') }, { outSr: 3006 })
    expect(failure.message).toMatch(/asked for CRS 3006, and sends 3007/)
  })

  test('more than the limit', async () => {
    expect((await failureOf({ count: 90 }, { limits: { megabytes: 0.005, retries: 0 } })).code).toBe('service-limit')
  })
})
