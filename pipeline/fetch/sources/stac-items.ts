import { z } from 'zod'
import { Failure } from '#pipeline/model/failure.ts'
import type { FetchContext } from '../fetcher.ts'
import { followLink } from './links.ts'
import { badAnswer, incomplete } from './paged.ts'

const linkSchema = z.object({ rel: z.string(), href: z.string().max(10_000), method: z.string().optional() })
const projSchema = z.object({ 'proj:code': z.string().nullish().catch(null), 'proj:epsg': z.number().nullish().catch(null) })
const assetSchema = projSchema.extend({
  href: z.string().min(1).max(10_000),
  type: z.string().optional(),
  roles: z.array(z.string()).nullish(),
  'file:checksum': z.string().optional(),
  'file:size': z.int().nonnegative().optional(),
})
export type StacAsset = z.infer<typeof assetSchema>

const itemSchema = z.object({
  type: z.literal('Feature'),
  id: z.string().min(1).max(1000),
  collection: z.string().nullish(),
  properties: projSchema.extend({ updated: z.string().nullish().catch(null) }),
  assets: z.record(z.string().max(1000), assetSchema),
  links: z.array(linkSchema).catch([]).default([]),
})

/** An item of a catalogue, with the address that its own are relative to. */
export type StacItem = z.infer<typeof itemSchema> & { base: string }

const pageSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(itemSchema),
  links: z.array(linkSchema).catch([]).default([]),
  numberMatched: z.int().nonnegative().nullish().catch(null),
})

const MOST_ITEMS = 10_000
/** A service that links an empty page to an empty page this many times has no end. */
const MOST_EMPTY_PAGES = 10
const ACCEPT = { accept: 'application/geo+json, application/json' }

/**
 * Lists the items at an address: one, or a collection or search with the pages that follow it on the same host.
 * @throws Failure `service-failed`, `service-limit`, `bad-definition`
 */
export async function listItems(url: string, { layer, http, signal }: Pick<FetchContext, 'layer' | 'http' | 'signal'>): Promise<StacItem[]> {
  const items = new Map<string, StacItem>()
  const seen = new Set<string>()
  let promised: number | undefined
  let empty = 0
  for (let next: string | undefined = url; next !== undefined;) {
    signal?.throwIfAborted()
    seen.add(next)
    const answer = await http.text(next, ACCEPT)
    const page = readPage(answer.text, layer)
    promised ??= page.numberMatched ?? undefined
    for (const item of page.features) {
      const key = JSON.stringify([item.collection ?? null, item.id])
      if (items.has(key)) throw incomplete(layer, `item ${item.id.slice(0, 80)} came twice, the second time on page ${seen.size}`)
      items.set(key, { ...item, base: baseOf(item, answer.url) })
    }
    if (items.size > MOST_ITEMS)
      throw new Failure(
        'service-limit',
        `the service of layer ${layer} lists more than ${MOST_ITEMS} items`,
        'name fewer: a search with bbox and collections in service.url',
      )
    empty = page.features.length === 0 ? empty + 1 : 0
    if (empty > MOST_EMPTY_PAGES) throw incomplete(layer, `${empty} pages in a row were empty, after ${items.size} items`)
    next = nextOf(page.links, answer.url, url, layer)
    if (next !== undefined && seen.has(next)) throw incomplete(layer, `its pages go in a circle: page ${seen.size + 1} is one that came before`)
  }
  if (promised !== undefined && promised !== items.size) throw incomplete(layer, `it promised ${promised} items, and ${items.size} came`)
  return [...items.values()]
}

function readPage(text: string, layer: string): z.infer<typeof pageSchema> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw badAnswer(layer, /^\s*</.test(text) ? 'answered with a web page, not with items' : 'answered with something that is no JSON, or not whole')
  }
  const { type } = (value ?? {}) as { type?: unknown }
  if (type === 'Collection' || type === 'Catalog')
    throw new Failure(
      'bad-definition',
      `the address of layer ${layer} is that of a STAC ${type}, not of items`,
      'give service.url as that of its items: …/items, or …/search?collections=…',
    )
  if (type === 'Feature') value = { type: 'FeatureCollection', features: [value] }
  const page = pageSchema.safeParse(value)
  if (page.success) return page.data
  const fault = z.prettifyError(page.error).replaceAll(/\s+/g, ' ').slice(0, 200)
  throw badAnswer(layer, `answered with JSON that is no STAC item or list of items: ${fault}`)
}

/** Addresses in an item are relative to where it says it lies, else to where it was found. */
function baseOf({ links }: z.infer<typeof itemSchema>, found: string): string {
  const self = links.find(({ rel }) => rel === 'self')
  return (self && URL.parse(self.href, found)?.href) ?? found
}

function nextOf(links: readonly z.infer<typeof linkSchema>[], from: string, service: string, layer: string): string | undefined {
  const link = links.find(({ rel }) => rel === 'next')
  if (!link) return undefined
  if (link.method !== undefined && link.method.toUpperCase() !== 'GET')
    throw badAnswer(layer, `wants its next page asked for by ${link.method.slice(0, 10)}`, 'use an address that lists items by GET')
  return followLink(link.href, from, service, layer)
}
