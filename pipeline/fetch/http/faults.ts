import { Failure } from '#pipeline/model/failure.ts'

/** Who asked what, for messages. */
export interface Place {
  layer: string
  url: URL
}

const MOST_SHOWN = 200

/** Host and path only: a query may hold a secret. */
export const shown = ({ host, pathname }: URL): string => `${host}${pathname}`.slice(0, MOST_SHOWN)

export const failed = ({ layer, url }: Place, what: string, hint: string): Failure =>
  new Failure('service-failed', `layer ${layer}: ${shown(url)} ${what}`, hint)

export const beyondLimit = ({ layer, url }: Place, what: string, hint: string): Failure =>
  new Failure('service-limit', `layer ${layer}: ${shown(url)} ${what}`, hint)

/** A fault that may pass: what met it is tried again. */
export interface PassingFault extends Error {
  passing: true
  hint: string
  /** How long the service asks to be left alone. */
  afterMs: number | undefined
}

export const passing = (what: string, hint: string, afterMs?: number): PassingFault => Object.assign(new Error(what), { passing: true as const, hint, afterMs })

export const isPassing = (error: unknown): error is PassingFault => error instanceof Error && 'passing' in error

const TRY_LATER = 'try again later, or ask those who run the service'
const CONNECTION: Readonly<Record<string, string>> = {
  ECONNRESET: 'broke off the connection',
  EPIPE: 'broke off the connection',
  ECONNABORTED: 'broke off the connection',
  ERR_STREAM_PREMATURE_CLOSE: 'broke off the connection',
  ECONNREFUSED: 'refused the connection',
  ETIMEDOUT: 'could not be reached in time',
  EHOSTUNREACH: 'could not be reached',
  ENETUNREACH: 'could not be reached',
  ENOTFOUND: 'has a host that no name server knows',
  EAI_AGAIN: 'has a host that no name server answers for',
  Z_BUF_ERROR: 'sent gzip that ends too early',
}

/** Tells a fault of the connection from one of this machine, which is left as it is. What Node says is not repeated: it may hold what was sent. */
export function faultOf(error: unknown, place: Place): unknown {
  if (!(error instanceof Error) || error instanceof Failure || isPassing(error)) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (code in CONNECTION) return passing(`${CONNECTION[code]} (${code})`, TRY_LATER)
  if (code === 'HPE_HEADER_OVERFLOW') return failed(place, 'sent more header than is read', 'check source.service.url, or ask those who run the service')
  if (code.startsWith('HPE_')) return failed(place, `sent what is not HTTP, or more than its Content-Length (${code})`, 'ask those who run the service')
  if (code.startsWith('Z_')) return failed(place, `said gzip and sent something else (${code})`, 'ask those who run the service')
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|ISSUER/.test(code))
    return failed(place, `has no trusted connection (${code})`, 'check the address; an own authority is named with NODE_EXTRA_CA_CERTS')
  return error
}
