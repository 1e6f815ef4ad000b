import type { IncomingMessage } from 'node:http'
import { Failure } from '#pipeline/model/failure.ts'
import type { Auth, Limits } from '#pipeline/model/source.ts'
import type { Answer, Ask, HttpClient } from '../fetcher.ts'
import { textOf } from './body.ts'
import { openBudget } from './budget.ts'
import { type Clock, systemClock } from './clock.ts'
import { credentialsOf } from './credentials.ts'
import { startDownload } from './download.ts'
import { openLine } from './exchange.ts'
import { beyondLimit, failed, faultOf, passing, type Place } from './faults.ts'
import { follow, type Route } from './redirects.ts'
import { PASSING_STATUSES, repeat, retryAfterMs } from './retry.ts'
import type { AskForToken } from './tokens.ts'

const IDLE_MS = 60_000
const MOST_TOKEN_MEGABYTES = 0.1
const ACCESS_HINT = 'check source.service.auth and what its variables hold'

export interface HttpClientSetting {
  /** Credentials go to the host of `url` only; without one, no request has any. */
  service: { url?: string | undefined; auth?: Auth | undefined; limits: Limits }
  /** Id, for messages. */
  layer: string
  env: Readonly<Record<string, string | undefined>>
  signal?: AbortSignal | undefined
  clock?: Clock
  idleMs?: number
}

export interface ServiceClient extends HttpClient {
  /** A text without the secrets it may hold: a service may have answered what it was sent. */
  hide(text: string): string
}

type Take<T> = (response: IncomingMessage, place: Place) => Promise<T>

/** A client for one fetch of one layer: its limits are counted from now on, over all requests. @throws Failure `no-credentials` */
export function createHttpClient({ service, layer, env, signal, clock = systemClock, idleMs = IDLE_MS }: HttpClientSetting): ServiceClient {
  const { limits } = service
  const deadline = AbortSignal.timeout(limits.seconds * 1000)
  const deadlineMs = clock.now() + limits.seconds * 1000
  const ended = signal ? AbortSignal.any([signal, deadline]) : deadline
  const line = openLine(env, idleMs, ended)
  const budget = openBudget(limits.megabytes)
  const origin = service.url === undefined ? undefined : new URL(service.url).origin

  const tooLong = (place: Place, why: string) =>
    beyondLimit(place, `was not fetched within ${limits.seconds} s${why}`, 'if the layer takes so long, raise source.service.limits.seconds')
  const attempt = async <T>(place: Place, work: () => Promise<T>): Promise<T> => {
    try {
      ended.throwIfAborted()
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      if (deadline.aborted && !(error instanceof Failure)) throw tooLong(place, '')
      throw faultOf(error, place)
    }
  }
  const patiently = <T>(place: Place, work: () => Promise<T>): Promise<T> =>
    attempt(place, () =>
      repeat(() => attempt(place, work), {
        retries: limits.retries,
        clock,
        deadlineMs,
        signal: ended,
        giveUp: ({ message, hint }, tries) => failed(place, tries > 1 ? `${message}, ${tries} times` : message, hint),
        tooLate: ({ message }) => tooLong(place, `: it ${message}`),
      }),
    )

  const askForToken: AskForToken = async (address, form, headers = {}) => {
    const url = new URL(address)
    const place: Place = { layer, url }
    const bare: Route = { line, layer, origin: undefined, credentials: none, most: 0 }
    const text = await patiently(place, async () => {
      const { response } = await follow({ url, headers: { ...BASE_HEADERS, accept: 'application/json', ...headers }, form }, bare)
      return take(response, place, (taken) => textOf(taken, openBudget(MOST_TOKEN_MEGABYTES), place))
    })
    return { json: jsonOf(text), refused: (what) => failed(place, what, ACCESS_HINT) }
  }
  const credentials = credentialsOf({ auth: service.auth, origin: origin ?? '', env, layer, ask: askForToken, now: clock.now })
  const route: Route = { line, layer, origin, credentials, most: limits.redirects }

  async function take<T>(response: IncomingMessage, place: Place, read: Take<T>): Promise<T> {
    try {
      mustBeGood(response, place, clock)
      return await read(response, place)
    } catch (error) {
      response.destroy()
      throw error
    }
  }
  const send = <T>(url: URL, { form }: Ask, headers: () => Record<string, string>, read: Take<T>): Promise<T & Answer> =>
    patiently({ layer, url }, async () => {
      const message = { url, form, headers: { ...BASE_HEADERS, ...headers() } }
      let reply = await follow(message, route)
      if (NO_ACCESS.includes(reply.response.statusCode) && reply.trusted && credentials.renew()) {
        reply.response.destroy()
        reply = await follow(message, route)
      }
      const { response } = reply
      return { ...answerOf(response, reply.url), ...(await take(response, { layer, url: reply.url }, read)) }
    })

  return {
    text: (address, ask = {}) =>
      send(
        addressOf(address, layer),
        ask,
        () => ({ accept: ask.accept ?? '*/*', 'accept-encoding': 'gzip' }),
        async (response, place) => {
          if ([206, 304, 416].includes(response.statusCode!))
            throw failed(place, `answered ${response.statusCode} to what was not asked`, 'ask those who run the service')
          return { text: await textOf(response, budget, place) }
        },
      ),
    async file(address, path, ask = {}) {
      const download = startDownload(path, conditionsOf(ask), budget)
      // Text shrinks; other files stay as they are, so that they can be gone on with.
      const packed = /json|xml|text|csv/.test(ask.accept ?? '') ? 'gzip' : 'identity'
      const headers = () => ({ accept: ask.accept ?? '*/*', 'accept-encoding': packed, ...download.headers() })
      try {
        const answer = await send(addressOf(address, layer), ask, headers, async (response, place) => ({ isNew: await download.receive(response, place) }))
        const { isNew, ...rest } = answer
        const { etag, 'last-modified': lastModified } = Object.fromEntries(rest.headers)
        return isNew ? { ...rest, bytes: download.bytes, ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) } : undefined
      } catch (error) {
        await download.drop()
        throw error
      }
    },
    hide: (text) => credentials.secrets().reduce((shown, secret) => shown.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…'), text),
  }
}

/** 498 is what ArcGIS says of a token that has ended. */
const NO_ACCESS: readonly (number | undefined)[] = [401, 498]
const BASE_HEADERS = { 'user-agent': 'Kvarter' }
const none: Route['credentials'] = { current: async () => ({ headers: {}, form: {} }), renew: () => false, secrets: () => [] }

function mustBeGood(response: IncomingMessage, place: Place, clock: Clock): void {
  const status = response.statusCode ?? 0
  if ([200, 203, 206, 304, 416].includes(status)) return
  if (PASSING_STATUSES.includes(status))
    throw passing(`answered ${status}`, 'try again later, or ask those who run the service', retryAfterMs(response.headers['retry-after'], clock.now()))
  if ([401, 403, 498, 499].includes(status)) throw failed(place, `answered ${status}: it gives no access`, ACCESS_HINT)
  throw failed(
    place,
    `answered ${status}`,
    status === 404 || status === 410 ? 'check source.service.url' : 'check source.service, or ask those who run the service',
  )
}

const conditionsOf = ({ etag, lastModified }: Ask): Record<string, string> => ({
  ...(etag === undefined ? {} : { 'if-none-match': etag }),
  ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
})

function answerOf({ headersDistinct }: IncomingMessage, url: URL): Answer {
  const headers = new Headers(Object.entries(headersDistinct).flatMap(([name, values]) => (values ?? []).map((value): [string, string] => [name, value])))
  return { url: url.href, mediaType: (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase(), headers }
}

function addressOf(address: string, layer: string): URL {
  if (URL.canParse(address)) return new URL(address)
  throw new Failure('service-failed', `layer ${layer}: an address that the service gave is none`, 'ask those who run the service')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
