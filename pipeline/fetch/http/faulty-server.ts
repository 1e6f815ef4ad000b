/** A server for tests that fails as servers do: each path answers with a fault of its own, and what arrived is kept to look at. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface Seen {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** Answers the nth request of its path, counted from 0. */
export type Answerer = (response: ServerResponse, nth: number, seen: Seen) => void

export interface FaultyServer {
  /** Without / at the end. */
  url: string
  seen: Seen[]
  on(path: string, answerer: Answerer): string
  close(): Promise<void>
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const seen: Seen[] = []
  const answerers = new Map<string, Answerer>()
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const path = request.url!.split('?')[0]
      const nth = seen.filter((each) => each.path.split('?')[0] === path).length
      const one = { method: request.method!, path: request.url!, headers: request.headers, body }
      seen.push(one)
      response.on('error', () => {})
      const answerer = answerers.get(path)
      if (answerer) answerer(response, nth, one)
      else response.writeHead(404).end('not here')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    seen,
    on: (path, answerer) => {
      answerers.set(path, answerer)
      return url + path
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Head = Record<string, string | number>

export const plain =
  (body: string | Buffer, headers: Head = {}, status = 200): Answerer =>
  (response) =>
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

/** One after the other; the last answers for ever. */
export const inTurn =
  (...answerers: Answerer[]): Answerer =>
  (response, nth, seen) =>
    answerers[Math.min(nth, answerers.length - 1)](response, nth, seen)

/** Takes the request and never answers. */
export const silent: Answerer = () => {}

/** Begins a body and falls silent. */
export const stalling =
  (body: string): Answerer =>
  (response) =>
    response.writeHead(200, { 'content-length': body.length * 2 }).write(body)

/** Byte after byte, each in a packet of its own. */
export const slow =
  (body: string): Answerer =>
  (response) => {
    response.writeHead(200, { 'content-length': body.length })
    const next = (at: number): unknown => (at < body.length ? response.write(body[at], () => setTimeout(next, 1, at + 1)) : response.end())
    next(0)
  }

/** The first bytes of a body whose length is told in full, and then the connection is cut. */
export const cutAfter =
  (bytes: number, body: Buffer, headers: Head = {}): Answerer =>
  (response) => {
    response.writeHead(200, { 'content-length': body.length, ...headers })
    response.write(body.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20))
  }

/** A chunked body that is cut before its end. */
export const cutChunks =
  (body: string): Answerer =>
  (response) => {
    response.writeHead(200)
    response.write(body, () => setTimeout(() => response.destroy(), 20))
  }

/** More bytes than Content-Length says, in one packet with the head. */
export const longerThanSaid =
  (body: string, said: number): Answerer =>
  (response) =>
    response.socket!.end(`HTTP/1.1 200 OK\r\nContent-Length: ${said}\r\n\r\n${body}`)

export const raw =
  (text: string): Answerer =>
  (response) =>
    response.socket!.end(text)

export const leadsTo =
  (location: string, status = 302): Answerer =>
  (response) =>
    response.writeHead(status, { location }).end('moved')

function pour(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

/** Zeros for ever. */
export const endless: Answerer = (response) => pour(response.writeHead(200), Buffer.alloc(65_536))

/** A gzip head and then stored blocks of no bytes, for ever. */
export const endlessNothing: Answerer = (response) => {
  response.writeHead(200, { 'content-encoding': 'gzip' }).write(gzipSync('').subarray(0, 10))
  pour(response, Buffer.alloc(50_000, Buffer.from([0, 0, 0, 0xff, 0xff])))
}

/** Megabytes of zeros in a few thousand bytes of gzip. */
export const gzipBomb = (megabytes: number): Answerer => plain(gzipSync(Buffer.alloc(megabytes * 1e6)), { 'content-encoding': 'gzip' })

/** A file that is sent in ranges, and cut after so many bytes while `cuts` last. */
export function ranged(
  body: Buffer,
  {
    validators,
    cutAt,
    cuts,
    tagOf = () => validators,
    lies = false,
  }: { validators: Head; cutAt: number; cuts: number; tagOf?: (nth: number) => Head; lies?: boolean },
): Answerer {
  return (response, nth, { headers }) => {
    const tags = tagOf(nth)
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? Number.NaN)
    const matches = lies || headers['if-range'] === tags['etag'] || headers['if-range'] === tags['last-modified']
    const isPart = !Number.isNaN(from) && matches
    const rest = isPart ? body.subarray(from) : body
    const range: Head = isPart ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}
    response.writeHead(isPart ? 206 : 200, { 'content-length': rest.length, ...tags, ...range })
    if (nth < cuts) response.write(rest.subarray(0, cutAt), () => setTimeout(() => response.destroy(), 20))
    else response.end(rest)
  }
}
