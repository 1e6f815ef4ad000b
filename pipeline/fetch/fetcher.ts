import type { Service } from '#pipeline/model/source.ts'

/** What a request may say beside its address. */
export interface Ask {
  accept?: string
  /** Sent as If-None-Match and If-Modified-Since. */
  etag?: string | undefined
  lastModified?: string | undefined
  /** Body of a POST, as a form. */
  form?: Readonly<Record<string, string>>
}

export interface Answer {
  /** The address that answered, after redirects. */
  url: string
  /** Media type without parameters, in lower case; empty where the server sent none. */
  mediaType: string
  headers: Headers
}

/** Asks one service, within its limits, with its credentials; what it throws is a Failure. Every request that may be repeated is, after a pause. */
export interface HttpClient {
  /** A whole body as text. */
  text(url: string, ask?: Ask): Promise<Answer & { text: string }>
  /** A whole body into a file, gone on with where it broke off; undefined where it is not modified. */
  file(url: string, path: string, ask?: Ask): Promise<(Answer & { bytes: number; etag?: string; lastModified?: string }) | undefined>
}

/** What a fetch may use; all I/O comes from here. */
export interface FetchContext {
  /** Id of the layer, for messages. */
  layer: string
  /** Bound to the service: its limits and credentials, and no other host gets them. */
  http: HttpClient
  env: Readonly<Record<string, string | undefined>>
  /** Empty; the files go here. */
  folder: string
  /** What the last good fetch returned as `state`. */
  before?: FetchState | undefined
  signal?: AbortSignal | undefined
}

/** What the next fetch needs to ask whether anything changed. */
export type FetchState = Readonly<Record<string, string>>

export interface Fetched {
  /** Files for GDAL to open, by their names in the folder, in order. */
  open: string[]
  /** Digest of what the files say, where their bytes hold more than the data: a time, links. SHA-256, hex. */
  contentDigest?: string
  state?: FetchState
  /** What was left out or changed on the way, in plain English. */
  remarks?: string[]
}

/** Fetches a layer whole, or throws a Failure: half a layer is none. Undefined: nothing changed since `before`. */
export type Fetcher<S extends Service = Service> = (service: S, context: FetchContext) => Promise<Fetched | undefined>
