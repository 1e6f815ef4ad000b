import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { ServiceOf } from '#pipeline/model/source.ts'
import type { FetchContext, Fetcher } from '../fetcher.ts'
import { crsName } from './crs-name.ts'
import { type GeoJsonPage, readGeoJsonPage } from './geojson-page.ts'
import { type GmlPage, readGmlPage } from './gml-page.ts'
import { withQuery } from './links.ts'
import { fetchPageFile, readPage } from './page-file.ts'
import { badAnswer, collectPages, incomplete, type Page } from './paged.ts'
import { type FeatureType, findType, geoJsonFormat, gmlFormat, readCapabilities } from './wfs-capabilities.ts'
import { storeSchema } from './wfs-schema.ts'

type WfsService = ServiceOf<'wfs'>

/** What is asked for, as the service's own list has it. */
interface Query {
  service: WfsService
  version: string
  type: FeatureType
  /** CRS of the answers; undefined where the service names none that is known. */
  crs: string | undefined
  ending: 'geojson' | 'gml'
  format: string | undefined
  paging: boolean
  promised: number | undefined
}

/**
 * Fetches a feature type of a WFS 2.0 whole, page by page. It is asked for GeoJSON where it offers that with ids and says the CRS
 * in it, else for GML 3.2, which names its CRS always. Links to further pages are not followed: pages are asked for by their start,
 * until one is empty, for a service that counts too low.
 * @throws Failure `service-failed`, `service-limit`
 */
export const fetchWfs: Fetcher<WfsService> = async (service, context) => {
  const query = await planQuery(service, context)
  const { open, contentDigest } = await collectPages({
    layer: context.layer,
    folder: context.folder,
    limits: service.limits,
    promised: query.promised,
    first: 0,
    keyOf: String,
    fetchPage: (start, number) => fetchPage(query, start, number, context),
  })
  if (contentDigest === context.before?.digest) return undefined
  if (query.ending === 'gml') await storeSchema(requestUrl(query, { request: 'DescribeFeatureType', outputFormat: query.format }), open, context)
  return { open, contentDigest, state: { digest: contentDigest } }
}

async function planQuery(service: WfsService, context: FetchContext): Promise<Query> {
  const { layer, http } = context
  const { text } = await http.text(withQuery(service.url, { service: 'WFS', version: '2.0.0', request: 'GetCapabilities' }), { accept: XML })
  const { version, types, formats, paging, most } = readPage(layer, 'what it offers', text, readCapabilities)
  if (!/^2\.0\.\d+$/.test(version)) throw badAnswer(layer, `is no WFS 2.0: it says version ${version.slice(0, 20) || 'none'}`)
  const type = findType(types, service.typeName)
  if (!type)
    throw notOffered(
      layer,
      'feature type',
      service.typeName,
      'typeName',
      types.map(({ name }) => name),
    )
  const crs = crsName(service.srsName ?? type.crs[0])
  if (service.srsName !== undefined && (crs === undefined || !type.crs.some((offered) => crsName(offered) === crs)))
    throw notOffered(layer, 'CRS', service.srsName, 'srsName', type.crs)
  const offered = [...type.formats, ...formats]
  const gml: Query = { service, version, type, crs, ending: 'gml', format: gmlFormat(offered), paging, promised: undefined }
  const promised = await askCount(gml, most, context)
  const geoJson: Query = { ...gml, promised, ending: 'geojson', format: geoJsonFormat(offered) }
  return geoJson.format !== undefined && (await isTellingGeoJson(geoJson, context)) ? geoJson : { ...gml, promised }
}

const XML = 'application/gml+xml, application/xml, text/xml'

function requestUrl({ service, version, type }: Query, rest: Record<string, string | number | undefined>): string {
  const names = rest.request === 'DescribeFeatureType' ? { typeName: type.name } : { typeNames: type.name, srsName: service.srsName }
  return withQuery(service.url, { service: 'WFS', version, request: 'GetFeature', ...names, ...rest })
}

/** What the service promises; undefined where it does not know. As many as fit one answer is no count: some count no further. */
async function askCount(query: Query, most: number | undefined, { layer, http }: FetchContext): Promise<number | undefined> {
  const { text } = await http.text(requestUrl(query, { resultType: 'hits', outputFormat: query.format }), { accept: XML })
  const { matched } = readPage(layer, 'how many features it has', text, readGmlPage)
  return matched === most ? undefined : matched
}

/** Whether a first, small page of GeoJSON has what is needed: an id for each feature, and its CRS. */
async function isTellingGeoJson(query: Query, context: FetchContext): Promise<boolean> {
  try {
    const count = query.paging ? Math.min(10, query.service.pageSize) : undefined
    const { file, text } = await fetchPageFile(requestUrl(query, { outputFormat: query.format, count }), 0, 'geojson', context, { accept: JSON_TYPES })
    const page = readPage(context.layer, 0, text, readGeoJsonPage)
    await rm(join(context.folder, file), { force: true })
    return page.features.every(({ id }) => id !== undefined) && tellsCrs(page, query.crs)
  } catch (error) {
    if (error instanceof Failure && error.code === 'service-failed') return false
    throw error
  }
}

const JSON_TYPES = 'application/geo+json, application/json'

/** GeoJSON without a named CRS is longitude and latitude to whoever reads it, so that it must be. */
function tellsCrs(page: GeoJsonPage, crs: string | undefined): boolean {
  if (page.crs !== undefined) return crs !== undefined && crsName(page.crs) === crs
  return page.features.length === 0 || (crs === 'CRS84' && page.inDegrees)
}

async function fetchPage(query: Query, start: number, number: number, context: FetchContext): Promise<Page<number>> {
  const { service, ending, format, paging } = query
  const slice = paging ? { count: service.pageSize, startIndex: start } : {}
  const accept = ending === 'gml' ? XML : JSON_TYPES
  const stored = await fetchPageFile(requestUrl(query, { outputFormat: format, ...slice }), number, ending, context, { accept })
  const page = ending === 'gml' ? readPage(context.layer, number, stored.text, readGmlPage) : geoJsonPage(query, number, stored.text, context)
  const came = page.features.length
  if (page.returned !== undefined && page.returned !== came)
    throw incomplete(context.layer, `page ${number} says that it holds ${page.returned} features, and holds ${came}`)
  const { file, bytes, text: _ } = stored
  return { file, bytes, features: page.features, promised: page.matched, next: paging && came > 0 ? start + came : undefined }
}

function geoJsonPage(query: Query, number: number, text: string, { layer }: FetchContext): GmlPage {
  const page = readPage(layer, number, text, readGeoJsonPage)
  if (!tellsCrs(page, query.crs)) throw badAnswer(layer, `does not say on page ${number} that it is in ${query.crs}`)
  if (page.features.some(({ id }) => id === undefined)) throw badAnswer(layer, `leaves out the ids of features on page ${number}`)
  return page
}

function notOffered(layer: string, what: string, asked: string, field: string, offered: readonly string[]): Failure {
  const some = offered.slice(0, 10).map((name) => name.slice(0, 100))
  const more = offered.length > some.length ? ` and ${offered.length - some.length} more` : ''
  return badAnswer(layer, `has no ${what} ${asked}; it has ${some.join(', ') || 'none'}${more}`, `give service.${field} as the service writes it`)
}
