import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cutAfter, type FaultyServer, inTurn, plain, ranged, startFaultyServer } from './faulty-server.ts'
import { tryHttp } from './try-http.ts'

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

describe('a broken download goes on', () => {
  const modified = { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' }
  test.each([
    ['a strong ETag', { etag: '"a"' }, '"a"'],
    ['a date', modified, modified['last-modified']],
  ])('with %s', async (_, validators, sent) => {
    const url = server.on('/', ranged(BODY, { validators, cutAt: 50_000, cuts: 2 }))
    expect(await tryHttp(server.url).file(url, out)).toMatchObject({ bytes: BODY.length })
    expect(written().equals(BODY)).toBe(true)
    expect(server.seen.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      ['bytes=50000-', sent],
      ['bytes=100000-', sent],
    ])
  })

  test('from the start with a weak ETag, or none', async () => {
    for (const validators of [{ etag: 'W/"a"' }, {}, { 'last-modified': new Date(Date.now() + 60_000).toUTCString() }]) {
      const url = server.on(`/${Object.values(validators).join('').length}`, ranged(BODY, { validators, cutAt: 50_000, cuts: 1 }))
      await tryHttp(server.url).file(url, out)
      expect(written().equals(BODY)).toBe(true)
    }
    expect(server.seen.every(({ headers }) => headers.range === undefined)).toBe(true)
  })

  const other = Buffer.from(BODY.toReversed())
  test('from the start where the file changed', async () => {
    const [before, after] = [{ etag: '"a"' }, { etag: '"b"' }]
    const url = server.on('/', (response, nth, seen) =>
      ranged(nth === 0 ? BODY : other, { validators: nth === 0 ? before : after, cutAt: 50_000, cuts: 1 })(response, nth, seen),
    )
    expect(await tryHttp(server.url).file(url, out)).toMatchObject({ etag: '"b"', bytes: other.length })
    expect(written().equals(other)).toBe(true)
  })

  test('from the start where it changed and the server sends the rest of another file', async () => {
    const url = server.on('/', (response, nth, seen) =>
      ranged(nth === 0 ? BODY : other, { validators: { etag: nth === 0 ? '"a"' : '"b"' }, cutAt: 50_000, cuts: 1, lies: true })(response, nth, seen),
    )
    await tryHttp(server.url).file(url, out)
    expect(written().equals(other)).toBe(true)
    expect(server.seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=50000-', undefined])
  })

  test.each([
    ['another place', 'bytes 40000-127999/128000'],
    ['less than the rest', 'bytes 50000-60000/128000'],
    ['no place', undefined],
  ])('from the start where 206 tells of %s', async (_, range) => {
    const start = Number(/\d+/.exec(range ?? '50000'))
    const part = (response: ServerResponse) => response.writeHead(206, { etag: '"a"', ...(range ? { 'content-range': range } : {}) }).end(BODY.subarray(start))
    const url = server.on('/', inTurn(cutAfter(50_000, BODY, { etag: '"a"' }), part, plain(BODY)))
    await tryHttp(server.url).file(url, out)
    expect(written().equals(BODY)).toBe(true)
  })

  test('from the start after 416', async () => {
    await tryHttp(server.url).file(server.on('/', inTurn(cutAfter(9, BODY, { etag: '"a"' }), plain('', {}, 416), plain(BODY))), out)
    expect(written().equals(BODY)).toBe(true)
  })

  test('what was thrown away does not count', async () => {
    const url = server.on('/', inTurn(cutAfter(100_000, BODY), cutAfter(100_000, BODY), plain(BODY)))
    expect(await tryHttp(server.url, { limits: { megabytes: 0.13 } }).file(url, out)).toMatchObject({ bytes: 128_000 })
  })
})
