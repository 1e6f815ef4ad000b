import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { changeBytes } from './inputs-bytes.ts'
import type { Chance } from './inputs-chance.ts'
import { changeJson } from './inputs-json.ts'

/** An answer as a service that is well gives it. */
export interface Reply {
  status: number
  type: string
  body: Buffer
}

export function send({ status, type, body }: Reply, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body)
}

/** Headers as no service should send them; written by hand, since Node refuses some. */
const HEADERS = [
  ...['content-length: 0', 'content-length: -1', 'content-length: 1e3', 'content-length: 99999999999999999999', 'content-length: 5\r\ncontent-length: 7'],
  ...['transfer-encoding: chunked', 'transfer-encoding: gzip, chunked', 'content-encoding: gzip', 'content-encoding: br', 'content-encoding: gzip, gzip'],
  ...[
    'content-type: text/html',
    'content-type: ',
    'content-type: application/json; charset=klingon',
    'content-type: text/xml; charset=utf-16',
    'content-type: ;;;',
  ],
  ...['location: /', 'location: file:///etc/passwd', 'location: http://[::', 'location: //127.0.0.1:1/', 'retry-after: 99999999', 'retry-after: soon'],
  ...['etag: \u0001', `etag: "${'x'.repeat(9000)}"`, 'last-modified: never', 'content-range: bytes 5-1/3', 'content-range: bytes 0-9/*', 'content-crs: <x>'],
  ...[
    'content-disposition: attachment; filename="../../x.geojson"',
    'content-disposition: attachment; filename="a\\b\0.zip"',
    'link: <',
    'x: å',
    ': x',
    ' folded',
    'x',
  ],
  ...[`x: ${'x'.repeat(60_000)}`, 'set-cookie: a=b', 'connection: close, upgrade', 'upgrade: h2c', 'age: -1', 'date: x'],
]
const STATUSES = [100, 101, 199, 200, 203, 204, 205, 206, 226, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 410, 416, 418, 429, 498, 500, 503, 599, 999]

function sendRaw({ status, type, body }: Reply, response: ServerResponse, chance: Chance): void {
  const code = chance.below(3) === 0 ? chance.pick(STATUSES) : status
  const lines = [`content-type: ${type}`, ...(chance.below(2) === 0 ? [`content-length: ${body.length}`] : [])]
  for (let n = chance.pick([1, 1, 2, 3]); n > 0; n--) lines.splice(chance.below(lines.length + 1), 0, chance.pick(HEADERS))
  const head = chance.below(20) === 0 ? chance.pick(['', 'HTTP/9.9 200 OK', 'HTTP/1.1', 'HTTP/1.1 20000 x', 'ICY 200 OK', '\0\0']) : `HTTP/1.1 ${code} OK`
  response.socket!.end(Buffer.concat([Buffer.from(`${head}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]))
}

/** Sends an answer with something wrong in its head, its body or the way it comes. */
export function changeAnswer(reply: Reply, response: ServerResponse, chance: Chance): void {
  const { type, body } = reply
  const changed = (bytes: Buffer) => changeBytes(bytes, chance, /json|xml|plain/.test(type) ? 'text' : 'binary')
  const isJson = body[0] === 0x7b && (type.includes('json') || type.includes('plain'))
  const ways: (() => void)[] = [
    () => sendRaw(reply, response, chance),
    () => sendRaw(reply, response, chance),
    () => sendRaw({ ...reply, body: changed(body) }, response, chance),
    () => send({ ...reply, body: changed(body) }, response),
    () => send({ ...reply, body: changed(body) }, response),
    () => send({ ...reply, body: isJson ? Buffer.from(changeJson(body.toString(), chance)) : changed(body) }, response),
    () => send({ ...reply, body: isJson ? Buffer.from(changeJson(body.toString(), chance)) : changed(body) }, response),
    () => oddWay(reply, response, chance),
  ]
  chance.pick(ways)()
}

/** 200 MB in 200 kB. */
const LONG = Buffer.concat(Array.from<Buffer>({ length: 200 }).fill(gzipSync(Buffer.alloc(1e6, 0x20))))

/** The right bytes, but not as they should come. */
function oddWay({ type, body }: Reply, response: ServerResponse, chance: Chance): void {
  const half = body.subarray(0, body.length >> 1)
  const ways: (() => void)[] = [
    () => response.destroy(),
    () => response.writeHead(200, { 'content-type': type, 'content-length': body.length }).write(half, () => setTimeout(() => response.destroy(), 10)),
    () => response.writeHead(200, { 'content-type': type }).write(half, () => setTimeout(() => response.destroy(), 10)),
    () => response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(LONG),
    () => response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(body).subarray(0, -5)),
    () => response.writeHead(302, { location: '?again' }).end(),
    () => response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><title>Log\nin</title></html>'),
    () => (chance.below(4) === 0 ? undefined : response.destroy()),
  ]
  chance.pick(ways)()
}
