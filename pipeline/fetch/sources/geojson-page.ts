import { hash } from 'node:crypto'
import { z } from 'zod'
import type { PagedFeature } from './paged.ts'

const count = z.union([z.int().nonnegative(), z.unknown().transform(() => undefined)]).optional()

const linkSchema = z.object({ rel: z.string().catch(''), href: z.string().max(10_000).catch(''), type: z.string().optional().catch(undefined) })
/** Links of an answer; what is no link is passed over. */
export const linksSchema = z.array(linkSchema).max(10_000).catch([])
export type Link = z.infer<typeof linkSchema>

const pageSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
  numberMatched: count,
  numberReturned: count,
  totalFeatures: count,
  links: linksSchema.optional(),
  crs: z
    .object({ properties: z.object({ name: z.string() }) })
    .optional()
    .catch(undefined),
})

export interface GeoJsonPage {
  features: PagedFeature[]
  /** Undefined where the service does not know, or does not say. */
  matched: number | undefined
  returned: number | undefined
  links: readonly Link[]
  /** CRS that the page names; without one it is longitude and latitude, or a service that does not keep to the format. */
  crs: string | undefined
  /** Whether the coordinates can be degrees. */
  inDegrees: boolean
}

/** Something that is not the feature collection it should be. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault'
}

/**
 * Reads a page of GeoJSON: its counts and links, and of each feature its id and the digest of its canonical text.
 * @throws JsonFault
 */
export function readGeoJsonPage(text: string): GeoJsonPage {
  const parsed = pageSchema.safeParse(parse(text))
  if (!parsed.success) throw new JsonFault('JSON that is no feature collection')
  const { features, numberMatched, numberReturned, totalFeatures, links, crs } = parsed.data
  return {
    features: features.map(readFeature),
    matched: numberMatched ?? totalFeatures,
    returned: numberReturned,
    links: links ?? [],
    crs: crs?.properties.name,
    inDegrees: features.every((feature) => fitsDegrees((feature as { geometry?: unknown }).geometry)),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new JsonFault('something that is no JSON, or not whole', { cause })
  }
}

function readFeature(value: unknown): PagedFeature {
  if (typeof value !== 'object' || value === null || (value as { type?: unknown }).type !== 'Feature') throw new JsonFault('a feature that is none')
  const { id, links: _, ...said } = value as { id?: unknown; links?: unknown }
  const isId = (typeof id === 'string' && id !== '') || Number.isSafeInteger(id)
  return { id: isId ? String(id) : undefined, digest: hash('sha256', canonicalJson({ ...said, id }), 'buffer') }
}

const MOST_DEPTH = 64

/**
 * JSON with the keys of every object in order and no spaces: the same value gives the same text.
 * @throws JsonFault deeper than 64 arrays and objects
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (depth >= MOST_DEPTH) throw new JsonFault(`JSON with more than ${MOST_DEPTH} arrays and objects inside each other`)
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`
  const object = value as Record<string, unknown>
  const keys = Object.keys(object).filter((key) => object[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key], depth + 1)}`)
    .join()}}`
}

/** Whether the first position of a geometry can be longitude and latitude. */
function fitsDegrees(geometry: unknown): boolean {
  const { coordinates, geometries } = (geometry ?? {}) as { coordinates?: unknown; geometries?: unknown }
  let position: unknown = Array.isArray(geometries) ? (geometries[0] as { coordinates?: unknown } | undefined)?.coordinates : coordinates
  while (Array.isArray(position) && Array.isArray(position[0])) position = position[0]
  if (!Array.isArray(position) || position.length < 2) return true
  const [x, y] = position as unknown[]
  return typeof x === 'number' && typeof y === 'number' && Math.abs(x) <= 180 && Math.abs(y) <= 90
}
