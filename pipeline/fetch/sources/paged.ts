import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { Limits } from '#pipeline/model/source.ts'
import { featureSet } from './feature-set.ts'

/** One feature of a page, by what it is called and what it says. */
export interface PagedFeature {
  /** As the service names it; undefined where it gives none. */
  id: string | undefined
  /** SHA-256 of what it says, the same whatever page it comes on and in whatever order its fields are written. */
  digest: Buffer
}

/** One page, stored as it came. */
export interface Page<Cursor> {
  /** Its name in the folder. */
  file: string
  bytes: number
  features: readonly PagedFeature[]
  /** How many features the whole layer has, where the page says so. */
  promised?: number | undefined
  /** Where to go on; undefined: the service has no more. */
  next?: Cursor | undefined
}

export interface Paging<Cursor> {
  /** Id of the layer, for messages. */
  layer: string
  folder: string
  limits: Pick<Limits, 'megabytes'>
  /** How many features the layer has, where that is known before the first page. */
  promised?: number | undefined
  first: Cursor
  /** Text of a cursor; the same text twice is a service that goes in a circle. */
  keyOf(cursor: Cursor): string
  /** Fetches a page into the folder; pages are numbered from 1. */
  fetchPage(cursor: Cursor, number: number): Promise<Page<Cursor>>
}

/** A layer whole. */
export interface Pages {
  /** Names of the files, in order; a page without features is left out, unless there is no other. */
  open: string[]
  features: number
  /** SHA-256 over the features, hex: the same for every order and every split in pages. */
  contentDigest: string
}

/** A service that links an empty page to an empty page this many times has no end. */
const MOST_EMPTY_PAGES = 10
const MOST_PAGES = 1_000_000

/**
 * Fetches page after page until the service has no more, and counts: as many features as promised, none twice, no page twice.
 * Where the promise is met and the service still names a next page, that page is looked at, and must be empty.
 * Features without an id are told apart by what they say: two alike are two on the same page, and a repeated one across pages.
 * Call it with an empty folder; what it leaves there after a Failure is of no use.
 * @throws Failure `service-failed`, `service-limit`, and what `fetchPage` throws
 */
export async function collectPages<Cursor>(paging: Paging<Cursor>): Promise<Pages> {
  const { layer, folder, limits, keyOf, fetchPage } = paging
  const seen = new Set<string>()
  const features = featureSet(layer)
  const open: string[] = []
  let { promised } = paging
  let bytes = 0
  let empty = 0
  for (let cursor: Cursor | undefined = paging.first, number = 1; cursor !== undefined; number++) {
    const key = keyOf(cursor)
    if (seen.has(key)) throw incomplete(layer, `its pages go in a circle: page ${number} is one that came before`)
    if (number > MOST_PAGES) throw incomplete(layer, `it has more than ${MOST_PAGES} pages`)
    seen.add(key)
    const page: Page<Cursor> = await fetchPage(cursor, number)
    bytes += page.bytes
    if (bytes > limits.megabytes * 1e6) throw tooLarge(layer, limits.megabytes, features.size)
    promised ??= page.promised
    if (page.promised !== undefined && page.promised !== promised)
      throw incomplete(layer, `it promised ${promised} features, and ${page.promised} on page ${number}: they changed meanwhile, or it counts wrongly`)
    addFeatures(page, number, features, layer)
    if (promised !== undefined && features.size > promised)
      throw incomplete(layer, `it promised ${promised} features, and ${features.size} had come with page ${number}`)
    empty = page.features.length === 0 ? empty + 1 : 0
    if (empty > MOST_EMPTY_PAGES) throw incomplete(layer, `${empty} pages in a row were empty, after ${features.size} features`)
    if (empty === 0 || open.length === 0) open.push(page.file)
    else await rm(join(folder, page.file), { force: true })
    const done = features.size === promised && empty > 0
    cursor = done ? undefined : page.next
  }
  if (promised !== undefined && features.size !== promised)
    throw incomplete(layer, `it promised ${promised} features, and ${features.size} came, on ${seen.size} pages`)
  return { open, features: features.size, contentDigest: features.digest() }
}

function addFeatures<Cursor>({ features }: Page<Cursor>, number: number, set: ReturnType<typeof featureSet>, layer: string): void {
  const alike = new Map<string, number>()
  for (const { id, digest } of features) {
    const text = id ?? digest.toString('hex')
    const nth = id === undefined ? (alike.get(text) ?? 0) + 1 : 1
    if (id === undefined) alike.set(text, nth)
    if (set.add(id === undefined ? `${text}#${nth}` : `id ${text}`, digest)) continue
    if (id !== undefined) throw incomplete(layer, `feature ${id.slice(0, 80)} came twice, the second time on page ${number}`)
    throw incomplete(
      layer,
      `a feature without id on page ${number} is the same as one that came before`,
      'let the service give ids, or set pageSize so high that all features come on one page',
    )
  }
}

const KEPT = 'the last good snapshot stays in use'

/** Half a layer is none: what came is not what the service promised. */
export function incomplete(layer: string, what: string, hint = 'run again later, or tell those who run the service'): Failure {
  return new Failure('service-failed', `layer ${layer} was not fetched whole: ${what}`, `${KEPT}; ${hint}`)
}

/** An answer that is not what was asked for. */
export function badAnswer(layer: string, what: string, hint = 'look at the address and the names in the definition, or run again later'): Failure {
  return new Failure('service-failed', `the service of layer ${layer} ${what}`, `${KEPT}; ${hint}`)
}

function tooLarge(layer: string, megabytes: number, came: number): Failure {
  const message = `layer ${layer} is larger than ${megabytes} MB: ${came} features had come`
  return new Failure('service-limit', message, `${KEPT}; raise limits.megabytes in the definition, or fetch less`)
}
