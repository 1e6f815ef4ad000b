import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { type Service, sourceSchema } from '#pipeline/model/source.ts'
import { zipOf } from './archive/try-zip.ts'
import { type FaultyServer, cutAfter, plain, startFaultyServer } from './http/faulty-server.ts'
import { tryHttp } from './http/try-http.ts'
import { type SnapshotSetting, takeSnapshot } from './snapshot.ts'

const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const [dataRoot, store] = [join(root, 'data'), join(root, 'snapshots')]
beforeEach(() => {
  rmSync(root, { recursive: true })
  mkdirSync(dataRoot, { recursive: true })
})

let at = Date.parse('2026-01-01T00:00:00Z')
const now = () => new Date(at)
const DAY = 86_400_000
const layerOf = (source: object): LayerDefinition =>
  ({ id: 'roads', kind: 'road', licence: 'CC0-1.0', date: '2025', source: sourceSchema.parse(source) }) as unknown as LayerDefinition
const take = (layer: LayerDefinition, more: Partial<SnapshotSetting> = {}) => takeSnapshot(layer, { dataRoot, store, env: {}, now, ...more })
const sha = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const failure = (code: string, message: RegExp) => expect.objectContaining({ name: 'Failure', code, message: expect.stringMatching(message) })
const stored = () => (readdirSync(store, { recursive: true }) as string[]).filter((name) => statSync(join(store, name)).isFile()).sort()

describe('files', () => {
  test('are copied once, under a digest of their names and bytes', async () => {
    for (const [name, text] of [
      ['a.shp', 'shape'],
      ['a.dbf', 'table'],
      ['b.shp', 'other'],
      ['a.tif', 'raster'],
    ])
      writeFileSync(join(dataRoot, name), text)
    const digest = sha(`a.dbf\0${sha('table')}\na.shp\0${sha('shape')}\n`)
    const snapshot = await take(layerOf({ path: 'a.shp' }))
    expect(snapshot).toEqual({
      layer: 'roads',
      files: [join(store, digest.slice(0, 32), 'a.shp')],
      bytes: 10,
      digest,
      remarks: [],
      fetched: now().toISOString(),
    })
    at += DAY
    expect(await take(layerOf({ path: 'a.shp' }))).toEqual(snapshot)
    const provenance = JSON.parse(readFileSync(join(store, digest.slice(0, 32), '.provenance.json'), 'utf8')) as unknown
    expect(provenance).toEqual({
      layer: 'roads',
      licence: 'CC0-1.0',
      date: '2025',
      parts: [
        { name: 'a.dbf', bytes: 5, sha256: sha('table') },
        { name: 'a.shp', bytes: 5, sha256: sha('shape') },
      ],
      taken: snapshot.fetched,
    })
  })

  test('of a folder are all opened, but what lies beside them', async () => {
    for (const name of ['2.tif', '1.tif', '1.tfw']) writeFileSync(join(dataRoot, name), name)
    const { files } = await take(layerOf({ path: '.' }))
    expect(files.map((file) => file.split('/').at(-1))).toEqual(['1.tif', '2.tif'])
  })

  test('that are not there', async () => {
    await expect(take(layerOf({ path: 'no.shp' }))).rejects.toEqual(failure('missing-file', /no\.shp/))
  })
})

describe('a service', () => {
  let server: FaultyServer
  beforeEach(async () => {
    server = await startFaultyServer()
  })
  afterEach(() => server.close())

  const KEY = 'nyckel-161803'
  const env = { CITY_KEY: KEY, CITY_USER: 'bo', CITY_PASSWORD: 'lösen-ord-33' }
  const auth = { type: 'header', name: 'X-Key', value: 'CITY_KEY' }
  const from = (url: string, more: object = {}) => layerOf({ service: { type: 'http', url, auth, limits: { retries: 0, seconds: 30, megabytes: 2 }, ...more } })
  const client = (layer: LayerDefinition) => ({
    env,
    http: tryHttp((layer.source.service as Extract<Service, { url: string }>).url, {
      auth: layer.source.service!.type === 'postgis' ? undefined! : (layer.source.service as Extract<Service, { type: 'http' }>).auth!,
      env,
      limits: { retries: 0 },
    }),
  })
  const fetch = (layer: LayerDefinition, more: Partial<SnapshotSetting> = {}) => take(layer, { ...client(layer), ...more })
  const csv = (text: string, headers = {}) => plain(text, { 'content-type': 'text/csv', ...headers })
  const secretsIn = (text: string) => [KEY, 'lösen-ord-33', encodeURIComponent('lösen-ord-33'), 'X-Key', 'CITY_KEY'].filter((secret) => text.includes(secret))
  const everythingStored = () =>
    stored()
      .map((name) => `${name}\n${readFileSync(join(store, name), 'utf8')}`)
      .join('\n')

  test('is fetched into the store, and what was sent to it lies nowhere', async () => {
    const layer = from(server.on('/roads', csv('a,b', { etag: '"1"', 'x-key': KEY })))
    const digest = sha(`roads.csv\0${sha('a,b')}\n`)
    const snapshot = await take(layer, { env })
    expect(snapshot).toEqual({
      layer: 'roads',
      files: [join(store, digest.slice(0, 32), 'roads.csv')],
      bytes: 3,
      digest,
      remarks: [],
      fetched: now().toISOString(),
    })
    expect(server.seen[0].headers['x-key']).toBe(KEY)
    expect(stored().filter((name) => !name.startsWith('latest/'))).toEqual([`${digest.slice(0, 32)}/.provenance.json`, `${digest.slice(0, 32)}/roads.csv`])
    expect(secretsIn(everythingStored())).toEqual([])
  })

  test('that says nothing changed is believed, and asked with what it said last', async () => {
    const layer = from(server.on('/roads', (response, nth, seen) => (nth > 0 ? response.writeHead(304).end() : csv('a', { etag: '"1"' })(response, nth, seen))))
    const first = await fetch(layer)
    at += DAY
    expect(await fetch(layer)).toEqual(first)
    expect(server.seen[1].headers['if-none-match']).toBe('"1"')
  })

  test('that gives the same again costs nothing', async () => {
    const layer = from(server.on('/roads', csv('a')))
    const first = await fetch(layer)
    const before = stored()
    at += DAY
    expect(await fetch(layer)).toEqual({ ...first, fetched: now().toISOString() })
    expect(stored()).toEqual(before)
  })

  test('that gives something else makes another snapshot, and the old one stays', async () => {
    const layer = from(server.on('/roads', (response, nth, seen) => csv(`v${nth}`)(response, nth, seen)))
    const [first, second] = [await fetch(layer), await fetch(layer)]
    expect(second.digest).not.toBe(first.digest)
    expect([first, second].map(({ files }) => readFileSync(files[0], 'utf8'))).toEqual(['v0', 'v1'])
  })

  test.each([
    ['is down', plain('', {}, 503), /answered 503/],
    ['gives no access and tells the key', plain(KEY, {}, 403), /403/],
    ['answers a web page', plain('<html>', { 'content-type': 'text/html' }), /web page/],
    ['tells the key as its media type', plain('x', { 'content-type': KEY }), /no kind of file/],
    ['breaks off', cutAfter(2, Buffer.from('a,b,c,d')), /broke off/],
    ['sends too much', plain(Buffer.alloc(3e6), { 'content-type': 'text/csv' }), /2 MB/],
    ['sends what leads elsewhere', csv('<OGRVRTDataSource><SrcDataSource>/etc/passwd'), /names other files/],
  ])('that %s leaves the last good snapshot in use, and says so; without one it fails', async (_, answerer, why) => {
    const layer = from(server.on('/roads', answerer))
    await expect(fetch(layer)).rejects.toEqual(failure(why.source.includes('MB') ? 'service-limit' : 'service-failed', why))
    expect(stored()).toEqual([])
    server.on('/roads', csv('good'))
    const good = await fetch(layer)
    server.on('/roads', answerer)
    at += DAY
    const stale = await fetch(layer)
    expect(stale).toEqual({ ...good, stale: { since: good.fetched, why: expect.stringMatching(why) } })
    expect(secretsIn(JSON.stringify(stale) + everythingStored())).toEqual([])
    server.on('/roads', csv('good'))
    expect((await fetch(layer)).stale).toBeUndefined()
  })

  test('whose credentials are not there fails, whatever was fetched before', async () => {
    const layer = from(server.on('/roads', csv('a')))
    await fetch(layer)
    await expect(take(layer)).rejects.toEqual(failure('no-credentials', /CITY_KEY/))
  })

  test('is fetched again where its stored bytes are not what they were', async () => {
    const layer = from(
      server.on('/roads', (response, nth, seen) =>
        seen.headers['if-none-match'] ? response.writeHead(304).end() : csv('good', { etag: '"1"' })(response, nth, seen),
      ),
    )
    const first = await fetch(layer)
    writeFileSync(first.files[0], 'evil')
    expect(await fetch(layer)).toEqual(first)
    expect(readFileSync(first.files[0], 'utf8')).toBe('good')
    rmSync(first.files[0])
    server.on('/roads', plain('', {}, 500))
    await expect(fetch(layer)).rejects.toEqual(failure('service-failed', /500/))
  })

  test('is one and the same within other limits and with other credentials', async () => {
    const url = server.on('/roads', csv('good'))
    const good = await fetch(from(url))
    server.on('/roads', plain('', {}, 500))
    expect(await fetch(from(url, { auth: { type: 'bearer', token: 'CITY_KEY' }, limits: { retries: 0, seconds: 9 } }))).toMatchObject({
      digest: good.digest,
      stale: {},
    })
    await expect(fetch(from(`${url}?other`))).rejects.toEqual(failure('service-failed', /500/))
  })

  test('with a record that cannot be read is fetched anew', async () => {
    const layer = from(server.on('/roads', csv('good', { etag: '"1"' })))
    const first = await fetch(layer)
    const record = stored().find((name) => name.startsWith('latest/'))!
    for (const text of ['', '{"version":2}', readFileSync(join(store, record), 'utf8').replace(first.digest.slice(0, 32), '../../../../../../../../../etc')]) {
      writeFileSync(join(store, record), text)
      expect(await fetch(layer)).toEqual(first)
    }
    expect(server.seen.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true)
  })

  test('of archives keeps folders, and sidecars without opening them', async () => {
    const layer = from(server.on('/x.zip', plain(await zipOf(['a/r.shp', 'a/r.dbf', 'b/r.shp', 'b/r.dbf']))))
    const { files, digest } = await fetch(layer)
    expect(files).toEqual(['a/r.shp', 'b/r.shp'].map((name) => join(store, digest.slice(0, 32), name)))
    expect(stored().filter((name) => name.endsWith('.dbf'))).toHaveLength(2)
  })

  test('that is stopped by whoever asked leaves nothing behind', async () => {
    const stop = new AbortController()
    const layer = from(server.on('/roads', () => stop.abort(new Error('stopped'))))
    await expect(take(layer, { env, signal: stop.signal })).rejects.toThrow('stopped')
    expect(readdirSync(store)).toEqual([])
  })
})
