import type { Service, ServiceOf } from '#pipeline/model/source.ts'
import type { Fetched, FetchContext, Fetcher } from '../fetcher.ts'

/** Each is loaded when a layer comes from it: most runs need none, or one. */
const FETCHERS: { readonly [T in Service['type']]: () => Promise<Fetcher<ServiceOf<T>>> } = {
  http: async () => (await import('./http.ts')).fetchHttp,
  wfs: async () => (await import('./wfs.ts')).fetchWfs,
  ogcapi: async () => (await import('./ogcapi.ts')).fetchOgcApi,
  arcgis: async () => (await import('./arcgis.ts')).fetchArcgis,
  stac: async () => (await import('./stac.ts')).fetchStac,
  postgis: async () => (await import('./postgis.ts')).fetchPostgis,
}

/** Fetches a layer whole from a service of any type. @throws Failure */
export async function fetchFrom(service: Service, context: FetchContext): Promise<Fetched | undefined> {
  const fetch = (await FETCHERS[service.type]()) as Fetcher
  return fetch(service, context)
}
