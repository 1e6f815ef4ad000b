import type { Service, ServiceOf } from '#pipeline/model/source.ts'
import type { Fetched, FetchContext, Fetcher } from '../fetcher.ts'
import { fetchArcgis } from './arcgis.ts'
import { fetchHttp } from './http.ts'
import { fetchOgcApi } from './ogcapi.ts'
import { fetchPostgis } from './postgis.ts'
import { fetchStac } from './stac.ts'
import { fetchWfs } from './wfs.ts'

const FETCHERS: { readonly [T in Service['type']]: Fetcher<ServiceOf<T>> } = {
  http: fetchHttp,
  wfs: fetchWfs,
  ogcapi: fetchOgcApi,
  arcgis: fetchArcgis,
  stac: fetchStac,
  postgis: fetchPostgis,
}

/** Fetches a layer whole from a service of any type. @throws Failure */
export async function fetchFrom(service: Service, context: FetchContext): Promise<Fetched | undefined> {
  return (FETCHERS[service.type] as Fetcher)(service, context)
}
