import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ServiceOf } from '#pipeline/model/source.ts'
import type { FetchContext, Fetcher } from '../fetcher.ts'
import { type ArcgisLayer, layerUrl, readAnswer, readLayer } from './arcgis-layer.ts'
import { readEsriJson, readGeoJson } from './arcgis-page.ts'
import { withQuery } from './links.ts'
import { fetchPageFile } from './page-file.ts'
import { collectPages, incomplete, type Page } from './paged.ts'

type ArcgisService = ServiceOf<'arcgis'>

/** What is asked for. */
interface Query {
  service: ArcgisService
  about: ArcgisLayer
  format: 'geojson' | 'json'
  size: number
  promised: number
  /** In order; only of a service that knows no paging. */
  ids: readonly number[] | undefined
}

const ACCEPT = { accept: 'application/json, application/geo+json, text/plain' }

/**
 * Fetches a layer of an ArcGIS feature or map service whole, page by page in order of its object ids. Without outSr it is GeoJSON in
 * CRS84, where the service has GeoJSON; else Esri's JSON, which names its CRS on each page.
 * @throws Failure `service-failed`, `service-limit`, `no-credentials`, `bad-definition`
 */
export const fetchArcgis: Fetcher<ArcgisService> = async (service, context) => {
  const { layer, folder, http } = context
  const aboutUrl = withQuery(layerUrl(service.url), { f: 'json' })
  const about = readLayer((await http.text(aboutUrl, ACCEPT)).text, context)
  const query = await planQuery(service, about, context)
  const { open, contentDigest } = await collectPages({
    layer,
    folder,
    limits: service.limits,
    promised: query.promised,
    first: 0,
    keyOf: String,
    fetchPage: (start, number) => fetchPage(query, start, number, context),
  })
  // A feature taken away and another added between two pages would leave the count as it was.
  const after = about.edited === undefined ? about : readLayer((await http.text(aboutUrl, ACCEPT)).text, context)
  if (after.edited !== about.edited) throw incomplete(layer, 'it was edited meanwhile')
  if (contentDigest === context.before?.['digest']) return undefined
  return { open, contentDigest, state: { digest: contentDigest } }
}

const countSchema = z.object({ count: z.int().nonnegative() })
const idsSchema = z.object({ objectIds: z.array(z.int()).nullish() })

async function planQuery(service: ArcgisService, about: ArcgisLayer, { layer, http }: FetchContext): Promise<Query> {
  const url = layerUrl(service.url, '/query')
  const ask = async <T>(flag: string, schema: z.ZodType<T>, what: string): Promise<T> =>
    readAnswer((await http.text(withQuery(url, { where: '1=1', [flag]: 'true', f: 'json' }), ACCEPT)).text, schema, what, layer)
  const { count } = await ask('returnCountOnly', countSchema, 'how many features it has')
  const query: Query = {
    service,
    about,
    format: about.geoJson && service.outSr === undefined ? 'geojson' : 'json',
    size: Math.min(service.pageSize, about.most),
    promised: count,
    ids: undefined,
  }
  if (about.paging) return query
  const { objectIds } = await ask('returnIdsOnly', idsSchema, 'which features it has')
  const ids = (objectIds ?? []).sort((a, b) => a - b)
  if (ids.length !== count) throw incomplete(layer, `it promised ${count} features, and names ${ids.length}`)
  return { ...query, ids }
}

/** @param start how many features lie before the page */
async function fetchPage(query: Query, start: number, number: number, context: FetchContext): Promise<Page<number>> {
  const { service, about, format, size, promised, ids } = query
  const slice = ids ? { where: rangeOf(ids, start, size, about.objectId) } : { where: '1=1', resultOffset: start, resultRecordCount: size }
  const url = withQuery(layerUrl(service.url, '/query'), {
    outFields: '*',
    returnGeometry: 'true',
    returnZ: about.hasZ ? 'true' : undefined,
    orderByFields: `${about.objectId} ASC`,
    outSR: service.outSr,
    ...slice,
    f: format,
  })
  const stored = await fetchPageFile(url, number, 'geojson', context, ACCEPT)
  const page =
    format === 'geojson'
      ? readGeoJson(stored.text, number, about.objectId, context.layer)
      : readEsriJson(stored.text, number, about.objectId, service.outSr, context.layer)
  const came = page.features.length
  const file = format === 'geojson' ? stored.file : stored.file.replace(/geojson$/, 'json')
  if (file !== stored.file) await rename(join(context.folder, stored.file), join(context.folder, file))
  const next = ids ? start + size : start + came
  const hasMore = came > 0 && (next < promised || (page.exceeded && !ids))
  return { file, bytes: stored.bytes, features: page.features, next: hasMore ? next : undefined }
}

/** Condition for the ids of one page. */
function rangeOf(ids: readonly number[], start: number, size: number, column: string): string {
  if (ids.length === 0) return '1=0'
  return `${column} >= ${ids[start]} AND ${column} <= ${ids[Math.min(start + size, ids.length) - 1]}`
}
