import { hash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '#pipeline/model/failure.ts'
import { type ServiceOf, sourceSchema } from '#pipeline/model/source.ts'
import type { FetchState } from '../fetcher.ts'
import { createHttpClient } from '../http/client.ts'
import { readChecksum } from './stac-assets.ts'
import { fetchStac } from './stac.ts'
import { tryServer } from './try-server.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kvarter-stac-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const bytesOf = (name: string) => `II*\0${name}`
const item = (id: string, assets: object = { dem: { href: `../tiles/${encodeURIComponent(id)}.tif`, roles: ['data'] } }, more: object = {}) => ({
  type: 'Feature',
  stac_version: '1.1.0',
  id,
  geometry: null,
  properties: { datetime: null, 'proj:code': 'EPSG:3007' },
  links: [],
  assets,
  ...more,
})
const list = (features: object[], more: object = {}) => ({ type: 'FeatureCollection', features, ...more })
const next = (href: string, more: object = {}) => ({ links: [{ rel: 'next', href, ...more }] })

type Answers = Record<string, unknown>
interface Given {
  /** By path and query; functions answer themselves. Tiles answer with their name. */
  answers: Answers
  path?: string
  service?: object
  before?: FetchState | undefined
}

/** Requests as they came. */
interface Heard {
  path: string
  authorization: string | undefined
  condition: string | undefined
}

async function run({ answers, path = '/api/search', service: given = {}, before }: Given) {
  const heard: Heard[] = []
  await using server = await tryServer((url, request: IncomingMessage, response: ServerResponse) => {
    const where = url.pathname + url.search
    heard.push({ path: where, authorization: request.headers.authorization, condition: request.headers['if-none-match'] })
    const answer = answers[where]
    if (typeof answer === 'function') return (answer as (response: ServerResponse) => void)(response)
    if (answer !== undefined) return void response.writeHead(200, { 'content-type': 'application/geo+json' }).end(JSON.stringify(answer))
    if (!url.pathname.startsWith('/tiles/')) return void response.writeHead(404).end()
    const etag = `"${url.pathname}"`
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
    response.writeHead(200, { 'content-type': 'image/tiff; application=geotiff', etag }).end(bytesOf(decodeURIComponent(url.pathname)))
  })
  const service = sourceSchema.parse({ service: { type: 'stac', url: server.url + path, limits: { retries: 0 }, ...given } }).service as ServiceOf<'stac'>
  const folder = mkdtempSync(join(root, 'fetch-'))
  const env = { TOKEN: 'hemlig-token' }
  const fetched = await fetchStac(service, { layer: 'heights', http: createHttpClient({ service, layer: 'heights', env }), env, folder, before })
  return { fetched, folder, heard, tiles: heard.filter(({ path }) => path.startsWith('/tiles/')) }
}
const failureOf = (given: Given): Promise<Failure> =>
  run(given).then(
    () => expect.fail('no failure'),
    (error: unknown) => error as Failure,
  )
const pages: Answers = {
  '/api/search': list([item('b'), item('a')], { ...next('?page=2'), numberMatched: 3 }),
  '/api/search?page=2': list([item('c')], { numberMatched: 3 }),
}

describe('a catalogue', () => {
  test('gives the files of all items on all pages, by name', async () => {
    const { fetched, folder } = await run({ answers: pages })
    expect(fetched?.open).toEqual(['a.tif', 'b.tif', 'c.tif'])
    expect(readdirSync(folder).sort()).toEqual(fetched?.open)
    expect(readFileSync(join(folder, 'b.tif'), 'utf8')).toBe(bytesOf('/tiles/b.tif'))
    expect(fetched?.remarks).toEqual(['the items say CRS EPSG:3007'])
  })

  test('may be one item, with addresses relative to where it says it lies', async () => {
    const self = { links: [{ rel: 'self', href: '/deep/down/item.json' }] }
    const { fetched, tiles } = await run({
      answers: { '/api/item': item('x', { a: { href: '../../tiles/1', type: 'image/tiff', roles: ['data'] } }, self) },
      path: '/api/item',
    })
    expect(fetched?.open).toEqual(['x.tif'])
    expect(tiles.map(({ path }) => path)).toEqual(['/tiles/1'])
  })

  test('gives assets of the role asked for only, with names safe and apart', async () => {
    const of = (name: string, roles: string[]) => ({ href: `/tiles/${name}.tif`, roles })
    const answers = {
      '/api/search': list([
        item('../../etc/å', { dsm: of('1', ['dsm', 'data']), other: of('2', ['dsm']), thumb: of('3', ['thumbnail']) }),
        item('N.1', { a: of('4', ['dsm']) }),
        item('n 1', { a: of('5', ['dsm']) }, { collection: 'z' }),
      ]),
    }
    const { fetched, folder } = await run({ answers, service: { role: 'dsm' } })
    expect(fetched?.open).toEqual(['å-dsm.tif', 'å-other.tif', 'N_1.tif', 'n_1-2.tif'])
    expect(readdirSync(folder)).toHaveLength(4)
  })

  test('has its checksums verified, and is not asked again while they stay', async () => {
    const path = '/tiles/a.tif'
    const checked = (text: string) => ({ '/api/search': list([item('a', { a: { href: path, roles: ['data'], 'file:checksum': text, 'file:size': 16 } })]) })
    const good = `1220${hash('sha256', bytesOf(path))}`
    const { fetched } = await run({ answers: checked(good) })
    expect(fetched?.open).toEqual(['a.tif'])
    const again = await run({ answers: checked(good), before: fetched?.state })
    expect([again.fetched, again.tiles]).toEqual([undefined, []])
    expect((await failureOf({ answers: checked(`1220${hash('sha256', 'other')}`) })).message).toBe(
      'a of layer heights is not what its item says: its sha256 differs',
    )
    expect((await run({ answers: checked('d50110d41d8cd98f00b204e9800998ecf8427e') })).fetched?.remarks[1]).toMatch(/1 checksums are of a kind/)
  })

  test('is asked by ETag, and fetched whole again where one file changed', async () => {
    const { fetched } = await run({ answers: pages })
    const same = await run({ answers: pages, before: fetched?.state })
    expect(same.fetched).toBeUndefined()
    expect(same.tiles.map(({ condition }) => condition)).toEqual(['"/tiles/a.tif"', '"/tiles/b.tif"', '"/tiles/c.tif"'])
    const changed = {
      ...pages,
      '/tiles/b.tif': (response: ServerResponse) => response.writeHead(200, { 'content-type': 'image/tiff', etag: '"new"' }).end('new'),
    }
    const after = await run({ answers: changed, before: fetched?.state })
    expect(after.fetched?.open).toEqual(['a.tif', 'b.tif', 'c.tif'])
    expect(readFileSync(join(after.folder, 'b.tif'), 'utf8')).toBe('new')
    expect(after.fetched?.state?.['etag b']).toBe('"new"')
    const more = { ...pages, '/api/search': list([item('b'), item('a'), item('d')], { ...next('?page=2'), numberMatched: 4 }) }
    expect((await run({ answers: more, before: fetched?.state })).fetched?.open).toHaveLength(4)
  })

  test('may have its files on another host, which gets no credentials', async () => {
    const heard: IncomingMessage['headers'][] = []
    await using other = await tryServer((_, request, response) => {
      heard.push(request.headers)
      response.writeHead(200, { 'content-type': 'image/tiff' }).end('II*')
    })
    const answers = { '/api/search': list([item('a', { a: { href: `${other.url}/a.tif?signature=1`, roles: ['data'] } })]) }
    const { fetched, heard: atHome } = await run({ answers, service: { auth: { type: 'bearer', token: 'TOKEN' } } })
    expect(fetched?.open).toEqual(['a.tif'])
    expect(atHome.map(({ authorization }) => authorization)).toEqual(['Bearer hemlig-token'])
    expect(heard.map(({ authorization }) => authorization)).toEqual([undefined])
    expect(JSON.stringify(fetched)).not.toMatch(/hemlig|signature/)
  })
})

const html = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Sign in</title>')
const search = (answer: unknown, more: Answers = {}): Answers => ({ '/api/search': answer, ...more })
const data = (href: string, more: object = {}) => search(list([item('a', { a: { href, roles: ['data'], ...more } })]))

describe('never half a layer:', () => {
  test.each<[string, Answers, string, RegExp]>([
    ['pages in a circle', search(list([item('a')], next('?page=2')), { '/api/search?page=2': list([], next('/api/search')) }), 'service-failed', /in a circle/],
    ['an item twice', search(list([item('a')], next('?page=2')), { '/api/search?page=2': list([item('a')]) }), 'service-failed', /item a came twice/],
    ['fewer than promised', search(list([item('a')], { numberMatched: 2 })), 'service-failed', /promised 2 items, and 1 came/],
    ['a next page on another host', search(list([item('a')], next('http://example.org/'))), 'service-failed', /links to another host, example.org/],
    ['a next page by POST', search(list([item('a')], next('?page=2', { method: 'POST' }))), 'service-failed', /by POST/],
    ['a page that is gone', search(list([item('a')], next('?page=2'))), 'service-failed', /404/],
    ['too many items', search(list(Array.from({ length: 10_001 }, (_, n) => item(String(n), {})))), 'service-limit', /more than 10000 items/],
    ['no items', search(list([])), 'service-failed', /no items/],
    [
      'an item without the role',
      search(list([item('a'), item('b', { t: { href: 'x', roles: ['thumbnail'] } })])),
      'service-failed',
      /item b without an asset of role data; it has thumbnail/,
    ],
    ['a collection', search({ type: 'Collection', id: 'x' }), 'bad-definition', /STAC Collection/],
    ['other JSON', search({ type: 'Feature', geometry: null }), 'service-failed', /no STAC item/],
    ['a web page', search(html), 'service-failed', /web page/],
    ['a web page for a file', { ...data('/tiles/a.tif'), '/tiles/a.tif': html }, 'service-failed', /web page for a/],
    ['a file that is gone', data('/gone/a.tif'), 'service-failed', /404/],
    ['a file of another size', data('/tiles/a.tif', { 'file:size': 3 }), 'service-failed', /16 bytes, not 3/],
    ['a bucket', data('s3://bucket/a.tif'), 'service-failed', /by s3:/],
    ['a password in an address', data('http://u:hemlig@127.0.0.1/a.tif'), 'service-failed', /which is not fetched/],
    ['a file of this machine', data('file:///etc/passwd'), 'service-failed', /by file:/],
    [
      'a file that names others',
      { ...data('/tiles/a.vrt'), '/tiles/a.vrt': (response: ServerResponse) => response.writeHead(200).end('<VRTDataset/>') },
      'service-failed',
      /no kind of file that is read/,
    ],
  ])('%s', async (_, answers, code, message) => {
    const failure = await failureOf({ answers })
    expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringMatching(message) })
    expect(failure.message).toContain('layer heights')
    expect(failure.message + failure.hint).not.toContain('hemlig')
  })
})

test('a checksum is one that is whole, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const digest = Buffer.from(bytes).toString('hex')
      expect(readChecksum(`1220${digest.toUpperCase()}`)).toEqual({ algorithm: 'sha256', digest })
      expect(readChecksum(`1220${digest.slice(1)}`)).toBeUndefined()
      expect(readChecksum(`1340${digest}`)).toBeUndefined()
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => readChecksum(`12 ${text}`) === undefined))
})
