import { z } from 'zod'
import type { ServiceOf } from '#pipeline/model/source.ts'
import type { Fetcher, FetchContext } from '../fetcher.ts'
import { crsName } from './crs-name.ts'
import { type Link, linksSchema, readGeoJsonPage } from './geojson-page.ts'
import { followLink, withQuery } from './links.ts'
import { fetchPageFile, readPage } from './page-file.ts'
import { badAnswer, collectPages, incomplete, type Page } from './paged.ts'

type OgcApiService = ServiceOf<'ogcapi'>

const landingSchema = z.object({ links: linksSchema })
const collectionSchema = z.object({ id: z.string(), links: linksSchema })

const JSON_TYPES = 'application/geo+json, application/json'
const GEOJSON = /^application\/(geo\+json|vnd\.geo\+json|json)\b/

/**
 * Fetches a collection of an OGC API Features whole, by the links from page to page, as GeoJSON in longitude and latitude,
 * which every such API has: other systems come in an axis order that the file does not tell.
 * @throws Failure `service-failed`, `service-limit`
 */
export const fetchOgcApi = (async (service, context) => {
  const items = await findItems(service, context)
  const { open, contentDigest } = await collectPages({
    layer: context.layer,
    folder: context.folder,
    limits: service.limits,
    first: withQuery(items, { limit: service.pageSize }),
    keyOf: (url) => url,
    fetchPage: (url, number) => fetchPage(url, number, service, context),
  })
  return contentDigest === context.before?.digest ? undefined : { open, contentDigest, state: { digest: contentDigest } }
}) satisfies Fetcher<OgcApiService>

/** Address of the items. */
async function findItems(service: OgcApiService, context: FetchContext): Promise<string> {
  const { layer } = context
  const follow = (href: string, from: string) => followLink(href, from, service.url, layer)
  const landing = await readJson(service.url, landingSchema, 'a landing page', context)
  const data = pick(landing.value.links, ['data', 'http://www.opengis.net/def/rel/ogc/1.0/data'])
  const collections = data ? follow(data.href, landing.url) : below(landing.url, 'collections')
  const collection = await readJson(below(collections, service.collection), collectionSchema, `a collection ${service.collection}`, context)
  if (collection.value.id !== service.collection) throw badAnswer(layer, `gave another collection, ${collection.value.id.slice(0, 80)}`)
  const link = pick(collection.value.links, ['items'])
  return link ? follow(link.href, collection.url) : below(collection.url, 'items')
}

async function readJson<T>(url: string, schema: z.ZodType<T>, what: string, { http, layer }: FetchContext): Promise<{ url: string; value: T }> {
  const answer = await http.text(url, { accept: JSON_TYPES })
  let value: unknown
  try {
    value = JSON.parse(answer.text)
  } catch {
    throw badAnswer(layer, `answered with ${answer.mediaType || 'something'} that is no JSON where ${what} was asked for`)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw badAnswer(layer, `answered with JSON that is not ${what}`)
  return { url: answer.url, value: parsed.data }
}

/** The link of a relation, in JSON where there are several. */
function pick(links: readonly Link[], relations: readonly string[]): Link | undefined {
  const found = links.filter(({ rel, href }) => relations.includes(rel) && href !== '')
  return found.find(({ type }) => type !== undefined && GEOJSON.test(type)) ?? found.find(({ type }) => type === undefined)
}

/** An address one step below another, whose query stays. */
function below(address: string, step: string): string {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(step)}`
  return url.href
}

async function fetchPage(url: string, number: number, service: OgcApiService, context: FetchContext): Promise<Page<string>> {
  const { layer } = context
  const { file, bytes, text, answer } = await fetchPageFile(url, number, 'geojson', context, { accept: JSON_TYPES })
  const page = readPage(layer, number, text, readGeoJsonPage)
  if (page.returned !== undefined && page.returned !== page.features.length)
    throw incomplete(layer, `page ${number} says that it holds ${page.returned} features, and holds ${page.features.length}`)
  const told = crsName(answer.headers.get('content-crs') ?? 'CRS84')
  if (told !== 'CRS84') throw badAnswer(layer, `does not say on page ${number} that it is in longitude and latitude`)
  if (!page.inDegrees) throw badAnswer(layer, `gives coordinates on page ${number} that are no longitude and latitude`)
  const next = pick(page.links, ['next'])
  return { file, bytes, features: page.features, promised: page.matched, next: next && followLink(next.href, answer.url, service.url, layer) }
}
