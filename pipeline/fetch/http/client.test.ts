import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  cutAfter,
  cutChunks,
  endless,
  endlessNothing,
  type FaultyServer,
  gzipBomb,
  inTurn,
  leadsTo,
  longerThanSaid,
  plain,
  raw,
  silent,
  slow,
  stalling,
  startFaultyServer,
} from './faulty-server.ts'
import { tryClock, tryHttp } from './try-http.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let server: FaultyServer
beforeEach(async () => {
  server = await startFaultyServer()
})
afterEach(() => server.close())

const out = join(folder, 'out')
const written = () => readFileSync(out)
/** Bytes that are told apart wherever they are cut. */
const BODY = Buffer.concat([...Array(4000).keys()].map((n) => createHash('sha256').update(`${n}`).digest()))
const failure = (code: string, message: RegExp) => expect.objectContaining({ name: 'Failure', code, message: expect.stringMatching(message) })

describe('answers', () => {
  test('a text, in the encoding that is said', async () => {
    const latin = Buffer.from('Göteborgsvägen', 'latin1')
    const xml = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>å</a>', 'latin1')
    const http = tryHttp(server.url)
    const header = await http.text(server.on('/header', plain(latin, { 'content-type': 'text/plain; charset=ISO-8859-1' })))
    const declared = await http.text(server.on('/xml', plain(xml, { 'content-type': 'Application/XML' })))
    const packed = await http.text(server.on('/gzip', plain(gzipSync('åäö'), { 'content-encoding': 'gzip' })))
    expect([header.text, declared.text, packed.text]).toEqual(['Göteborgsvägen', expect.stringContaining('å'), 'åäö'])
    expect([header.mediaType, declared.mediaType, packed.mediaType]).toEqual(['text/plain', 'application/xml', ''])
  })

  test('a form is posted', async () => {
    await tryHttp(server.url).text(server.on('/query', plain('ok')), { form: { where: '1=1', å: 'ä&ö' } })
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: 'where=1%3D1&%C3%A5=%C3%A4%26%C3%B6' })
  })

  test('a file, with what to ask by next time; undefined where nothing changed', async () => {
    const headers = { etag: 'W/"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' }
    const url = server.on('/file', (response, nth, seen) => (nth === 0 ? plain(BODY, headers)(response, nth, seen) : response.writeHead(304).end()))
    const http = tryHttp(server.url)
    const first = await http.file(url, out)
    expect(first).toMatchObject({ url, bytes: BODY.length, etag: 'W/"1"', lastModified: headers['last-modified'] })
    expect(written().equals(BODY)).toBe(true)
    expect(await http.file(url, out, first)).toBeUndefined()
    expect(server.seen[1].headers).toMatchObject({ 'if-none-match': 'W/"1"', 'if-modified-since': headers['last-modified'] })
  })

  test('304 to what was not asked is a failure', async () => {
    const url = server.on('/file', (response) => response.writeHead(304).end())
    await expect(tryHttp(server.url).file(url, out)).rejects.toEqual(failure('service-failed', /304/))
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-failed', /304/))
  })
})

describe('faults that pass', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('%i is tried again', async (status) => {
    const clock = tryClock()
    const url = server.on('/', inTurn(plain('', {}, status), plain('', {}, status), plain('ok')))
    expect((await tryHttp(server.url, { clock }).text(url)).text).toBe('ok')
    expect(clock.pauses).toEqual([500, 1000])
  })

  test.each([400, 401, 403, 404, 405, 410, 501])('%i is not', async (status) => {
    const url = server.on('/a', plain('', {}, status))
    await expect(tryHttp(server.url).text(`${url}?key=hidden`)).rejects.toEqual(
      failure('service-failed', new RegExp(`^layer roads: [\\d.:]+/a answered ${status}`)),
    )
    expect(server.seen).toHaveLength(1)
  })

  test('Retry-After is honoured, in seconds and as a date, up to a bound', async () => {
    const clock = tryClock()
    const url = server.on(
      '/',
      inTurn(
        plain('', { 'retry-after': '7' }, 503),
        plain('', { 'retry-after': new Date(clock.now() + 27_000).toUTCString() }, 429),
        plain('', { 'retry-after': '99999' }, 503),
        plain('ok'),
      ),
    )
    await tryHttp(server.url, { clock, limits: { seconds: 3600 } }).text(url)
    expect(clock.pauses).toEqual([7000, 20_000, 300_000])
  })

  test('a pause longer than the time left is not waited for', async () => {
    const clock = tryClock()
    const url = server.on('/', plain('', { 'retry-after': '60' }, 503))
    await expect(tryHttp(server.url, { clock, limits: { seconds: 30 } }).text(url)).rejects.toEqual(failure('service-limit', /30 s: it answered 503/))
    expect(clock.pauses).toEqual([])
  })

  test('patience ends', async () => {
    const url = server.on('/', plain('', {}, 503))
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-failed', /answered 503, 4 times/))
    expect(server.seen).toHaveLength(4)
  })

  test('a server that is not there', async () => {
    await server.close()
    await expect(tryHttp(server.url).text(server.url)).rejects.toEqual(failure('service-failed', /refused the connection.*4 times/))
    server = await startFaultyServer()
  })

  test('a body that is cut, by length or in chunks, is fetched again', async () => {
    const http = tryHttp(server.url)
    expect((await http.text(server.on('/length', inTurn(cutAfter(10, BODY), plain('ok'))))).text).toBe('ok')
    expect((await http.text(server.on('/chunks', inTurn(cutChunks('half'), plain('ok'))))).text).toBe('ok')
    expect((await http.text(server.on('/gzip', inTurn(plain(gzipSync(BODY).subarray(0, 999), { 'content-encoding': 'gzip' }), plain('ok'))))).text).toBe('ok')
  })

  test('half a file stays nowhere', async () => {
    await expect(tryHttp(server.url).file(server.on('/', cutAfter(10, BODY)), out)).rejects.toEqual(failure('service-failed', /broke off/))
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    ['before the head', silent],
    ['in the body', stalling('half')],
  ])('a server that falls silent %s is given up', async (_, answerer) => {
    const url = server.on('/', inTurn(answerer, plain('ok')))
    expect((await tryHttp(server.url, { idleMs: 100 }).text(url)).text).toBe('ok')
  })

  test('one that is slow is not', async () => {
    expect((await tryHttp(server.url, { idleMs: 5000 }).text(server.on('/', slow('slowly')))).text).toBe('slowly')
    expect(server.seen).toHaveLength(1)
  })
})

describe('bounds', () => {
  test.each([
    ['said beforehand', plain(Buffer.alloc(3e6))],
    ['without end', endless],
    ['out of a bomb', gzipBomb(50)],
    ['of gzip that unpacks to nothing', endlessNothing],
  ])('too many bytes, %s', async (_, answerer) => {
    const url = server.on('/', answerer)
    await expect(tryHttp(server.url).file(url, out)).rejects.toEqual(failure('service-limit', /more than the 2 MB allowed/))
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-limit', /more than the 2 MB allowed/))
    expect(existsSync(out)).toBe(false)
    expect(server.seen).toHaveLength(2)
  })

  test('bytes are counted over all requests', async () => {
    const url = server.on('/', plain(Buffer.alloc(0.9e6)))
    const http = tryHttp(server.url)
    await http.text(url)
    await http.file(url, out)
    await expect(http.text(url)).rejects.toEqual(failure('service-limit', /2 MB/))
  })

  test('the whole time', async () => {
    await expect(tryHttp(server.url, { limits: { seconds: 0.2 } }).text(server.on('/', silent))).rejects.toEqual(failure('service-limit', /within 0.2 s/))
    await expect(tryHttp(server.url, { limits: { seconds: 0.2 } }).file(server.on('/b', stalling('half')), out)).rejects.toEqual(
      failure('service-limit', /within 0.2 s/),
    )
    expect(existsSync(out)).toBe(false)
  })

  test('who asked may stop it', async () => {
    const stop = new AbortController()
    const asked = tryHttp(server.url, { signal: stop.signal }).text(server.on('/', silent))
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  test('too much header', async () => {
    const url = server.on('/', raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`))
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-failed', /more header/))
  })
})

describe('lies', () => {
  test.each([
    ['gzip that is none', plain('no gzip', { 'content-encoding': 'gzip' }), /said gzip/],
    ['an encoding not asked for', plain('x', { 'content-encoding': 'br' }), /packed as br/],
    ['more than said', longerThanSaid('twelve bytes', 3), /more than its Content-Length/],
    ['no HTTP', raw('hello\r\n\r\n'), /not HTTP/],
    ['no content', plain('', {}, 204), /204/],
    ['a part of what was asked whole', plain('x', { 'content-range': 'bytes 0-0/2' }, 206), /206/],
  ])('%s', async (_, answerer, message) => {
    const url = server.on('/', answerer)
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-failed', message))
    await expect(tryHttp(server.url).file(url, out)).rejects.toEqual(failure('service-failed', message))
    expect(existsSync(out)).toBe(false)
  })
})

describe('redirects', () => {
  test('are followed, relative ones too, and a form goes along but after 303', async () => {
    const end = server.on('/end', plain('ok'))
    const form = { a: 'b' }
    const http = tryHttp(server.url)
    expect(await http.text(server.on('/r', leadsTo('end', 308)), { form })).toMatchObject({ text: 'ok', url: end })
    await http.text(server.on('/other', leadsTo(end, 303)), { form })
    expect(server.seen.filter(({ path }) => path === '/end').map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'a=b'],
      ['GET', ''],
    ])
  })

  test.each([
    ['a loop', '/', /leads on more than 5 times/],
    ['another scheme', 'file:///etc/hosts', /file:/],
    ['a password', 'http://user:pass@127.0.0.1/', /password in its address/],
    ['no address', 'http://', /without saying where/],
  ])('%s is a failure', async (_, location, message) => {
    const url = server.on('/', leadsTo(location))
    await expect(tryHttp(server.url).text(url)).rejects.toEqual(failure('service-failed', message))
    expect(server.seen.length).toBeLessThanOrEqual(6)
  })
})

test('goes through the proxy that the environment names', async () => {
  const http = tryHttp('http://data.invalid', { env: { http_proxy: server.url } })
  server.on('http://data.invalid/x', plain('by proxy'))
  expect((await http.text('http://data.invalid/x')).text).toBe('by proxy')
})
