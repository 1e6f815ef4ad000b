import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Auth } from '#pipeline/model/source.ts'
import { type Answerer, type FaultyServer, inTurn, leadsTo, plain, startFaultyServer } from './faulty-server.ts'
import { tryClock, tryHttp } from './try-http.ts'

let server: FaultyServer
let other: FaultyServer
beforeEach(async () => {
  server = await startFaultyServer()
  other = await startFaultyServer()
})
afterEach(async () => {
  await server.close()
  await other.close()
})

const SECRET = 'hemligt-ärende&7'
const env = { MAP_USER: 'anna', MAP_SECRET: SECRET, MAP_KEY: 'key-3141592' }
const basic: Auth = { type: 'basic', user: 'MAP_USER', password: 'MAP_SECRET' }
const bearer: Auth = { type: 'bearer', token: 'MAP_KEY' }
const key: Auth = { type: 'header', name: 'X-Api-Key', value: 'MAP_KEY' }
const oauth = (): Auth => ({ type: 'oauth2-client', tokenUrl: `${server.url}/token`, clientId: 'MAP_USER', clientSecret: 'MAP_SECRET', scope: 'read' })
const arcgis = (): Auth => ({ type: 'arcgis-token', tokenUrl: `${server.url}/token`, user: 'MAP_USER', password: 'MAP_SECRET' })
const coded = Buffer.from(`anna:${SECRET}`).toString('base64')
const at = (path: string) => server.seen.filter((each) => each.path.split('?')[0] === path)
const everything = (of: FaultyServer) => JSON.stringify(of.seen)
const failure = (code: string, message: RegExp) => expect.objectContaining({ name: 'Failure', code, message: expect.stringMatching(message) })

test.each([
  ['basic', basic, { authorization: `Basic ${coded}` }],
  ['bearer', bearer, { authorization: 'Bearer key-3141592' }],
  ['header', key, { 'x-api-key': 'key-3141592' }],
])('%s', async (_, auth, headers) => {
  await tryHttp(server.url, { auth, env }).text(server.on('/', plain('ok')))
  expect(server.seen[0].headers).toMatchObject(headers)
})

test('a variable that is missing or empty is named, and nothing is asked', () => {
  for (const wrong of [{}, { ...env, MAP_SECRET: '' }, { ...env, MAP_SECRET: ' \n' }])
    expect(() => tryHttp(server.url, { auth: basic, env: wrong })).toThrow(failure('no-credentials', /MAP_(USER|SECRET)/))
  const message = (value: string) => {
    try {
      return tryHttp(server.url, { auth: bearer, env: { MAP_KEY: value } })
    } catch (error) {
      return String(error)
    }
  }
  expect(message('two\nlines')).toMatch(/^Failure: MAP_KEY.*control/)
  expect(message('two\nlines')).not.toContain('lines')
})

const tokens: Answerer = (response, nth, seen) => plain(JSON.stringify({ access_token: `given-${nth}`, expires_in: 3600 }))(response, nth, seen)

test('a token is asked for once, and again when it ends', async () => {
  const clock = tryClock()
  server.on('/token', tokens)
  const url = server.on('/data', plain('ok'))
  const http = tryHttp(server.url, { auth: oauth(), env, clock })
  await Promise.all([http.text(url), http.text(url)])
  expect(at('/token')).toHaveLength(1)
  expect(at('/token')[0]).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials&scope=read' })
  const sent = Buffer.from(at('/token')[0].headers.authorization!.replace('Basic ', ''), 'base64').toString()
  expect(sent.split(':').map((part) => new URLSearchParams(`v=${part}`).get('v'))).toEqual(['anna', SECRET])
  clock.advance(3_580_000)
  await http.text(url)
  expect(at('/data').map(({ headers }) => headers.authorization)).toEqual(['Bearer given-0', 'Bearer given-0', 'Bearer given-1'])
})

test('a token that is refused is replaced once', async () => {
  server.on('/token', tokens)
  const http = tryHttp(server.url, { auth: oauth(), env })
  expect((await http.text(server.on('/data', inTurn(plain('', {}, 401), plain('ok'))))).text).toBe('ok')
  expect(at('/data').map(({ headers }) => headers.authorization)).toEqual(['Bearer given-0', 'Bearer given-1'])
  await expect(http.text(server.on('/never', plain('', {}, 401)))).rejects.toEqual(failure('service-failed', /401: it gives no access/))
  expect(at('/never')).toHaveLength(2)
})

test('a password that is refused is not tried again', async () => {
  await expect(tryHttp(server.url, { auth: basic, env }).text(server.on('/', plain('', {}, 401)))).rejects.toEqual(failure('service-failed', /401/))
  expect(server.seen).toHaveLength(1)
})

test('a token of ArcGIS goes as header and in the form, with what it is bound to', async () => {
  server.on('/token', plain(JSON.stringify({ token: 'esri-9', expires: tryClock().now() + 3_600_000 })))
  const http = tryHttp(server.url, { auth: arcgis(), env })
  const url = server.on('/data', plain('ok'))
  await http.text(url)
  await http.text(url, { form: { f: 'json' } })
  expect(Object.fromEntries(new URLSearchParams(at('/token')[0].body))).toMatchObject({
    username: 'anna',
    password: SECRET,
    client: 'referer',
    referer: server.url,
  })
  expect(at('/data').map(({ headers, body, path }) => [headers['x-esri-authorization'], headers.referer, body, path])).toEqual([
    ['Bearer esri-9', server.url, '', '/data'],
    ['Bearer esri-9', server.url, 'f=json&token=esri-9', '/data'],
  ])
})

test.each([
  ['an error in 200', plain(JSON.stringify({ error: { code: 400, message: `bad ${SECRET}` } })), /gave no (access_)?token/],
  ['a web page', plain('<html>'), /gave no (access_)?token/],
  ['a token that is none', plain(JSON.stringify({ token: 'a\r\nb', access_token: 'a\r\nb' })), /gave no (access_)?token/],
  ['no access', plain(SECRET, {}, 401), /401/],
  ['a way to elsewhere', leadsTo('/elsewhere', 307), /leads on/],
  ['an endless token', plain(Buffer.alloc(200_000)), /more than the 0.1 MB/],
])('where tokens are given out: %s', async (_, answerer, message) => {
  const url = server.on('/data', plain('ok'))
  server.on('/token', answerer)
  for (const auth of [oauth(), arcgis()]) {
    const error = await tryHttp(server.url, { auth, env })
      .text(url)
      .catch((error: Error & { hint: string }) => error)
    expect(error).toEqual(expect.objectContaining({ name: 'Failure', message: expect.stringMatching(message) }))
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(SECRET)
  }
  expect(at('/data')).toEqual([])
  expect(at('/elsewhere')).toEqual([])
})

test.each([
  ['basic', () => basic],
  ['bearer', () => bearer],
  ['header', () => key],
  ['oauth2-client', oauth],
  ['arcgis-token', arcgis],
])('%s does not go to another port, nor back from there', async (_, auth) => {
  server.on('/token', plain(JSON.stringify({ access_token: 'token-27', token: 'token-27', expires_in: 3600, expires: tryClock().now() + 3_600_000 })))
  server.on('/end', plain('ok'))
  const url = server.on('/data', leadsTo(other.on('/there', leadsTo(`${server.url}/end`, 307)), 307))
  const http = tryHttp(server.url, { auth: auth(), env })
  expect((await http.text(url, { form: { a: 'b' } })).text).toBe('ok')
  const secrets = [SECRET, encodeURIComponent(SECRET), coded, 'key-3141592', 'token-27']
  const told = (text: string) => secrets.filter((secret) => text.includes(secret))
  expect(told(JSON.stringify(at('/data')))).not.toEqual([])
  expect(other.seen).toHaveLength(1)
  expect(told(everything(other))).toEqual([])
  expect(told(JSON.stringify(at('/end')))).toEqual([])
})

test('an address of another host is asked without credentials', async () => {
  await tryHttp(server.url, { auth: key, env }).text(other.on('/asset', plain('ok')))
  expect(everything(other)).not.toContain('key-3141592')
})

test('nothing of https goes to http of the same host', async () => {
  await tryHttp(server.url.replace('http:', 'https:'), { auth: key, env }).text(server.on('/', plain('ok')))
  expect(everything(server)).not.toContain('key-3141592')
})

test('no failure tells a secret, whatever the server does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  const echo: Answerer = (response, nth, { headers }) =>
    plain(String(headers['x-api-key']), { 'x-echo': String(headers['x-api-key']) }, 500)(response, nth, server.seen[0])
  const answerers = [echo, plain('', {}, 403), leadsTo('/?key=key-3141592'), plain('x', { 'content-encoding': 'key-3141592' })]
  for (const answerer of answerers) {
    const http = tryHttp(server.url, { auth: key, env })
    const error = await http
      .file(`${server.on('/', answerer)}?key=key-3141592`, join(folder, 'out'))
      .catch((error: unknown) => error as Error & { hint: string })
    expect(error).toBeInstanceOf(Error)
    const { message, hint, stack, cause } = error as Error & { hint: string }
    expect(http.hide([message, hint, stack, String(cause)].join())).not.toContain('key-3141592')
    if (answerer !== answerers[3]) expect([message, hint, stack, String(cause)].join()).not.toContain('key-3141592')
  }
  await tryHttp(server.url, { auth: key, env }).file(server.on('/ok', plain('data')), join(folder, 'out'))
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('data')
  rmSync(folder, { recursive: true })
})
