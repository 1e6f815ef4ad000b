import { hash } from 'node:crypto'
import type { PagedFeature } from './paged.ts'
import { attributesOf, plainText, scanXml, XmlFault, type XmlTag } from './xml-scan.ts'

export interface GmlPage {
  features: PagedFeature[]
  /** Undefined where the service does not know, or does not say. */
  matched: number | undefined
  returned: number | undefined
}

/** What a service says went wrong, in its own words. */
export class ServiceException extends Error {
  override readonly name = 'ServiceException'
}

/** Elements of a collection that hold features: of WFS 2, and those of GML that some services still use. */
const HOLDERS = new Set(['member', 'members', 'featureMember', 'featureMembers'])

/**
 * Reads a WFS feature collection in GML: its counts, and of each feature its gml:id and the digest of its text.
 * Ids of what lies inside a feature, which many services make up anew for each answer, are not part of the digest.
 * @throws ServiceException where the service answers with an exception; XmlFault where it is no such collection, or not whole
 */
export function readGmlPage(text: string): GmlPage {
  const features: PagedFeature[] = []
  const page: GmlPage = { features, matched: undefined, returned: undefined }
  let holder = ''
  let started: XmlTag | undefined
  let parts: string[] = []
  let copied = 0
  for (const tag of scanXml(text)) {
    if (tag.depth === 0 && !tag.isEnd) {
      if (tag.local !== 'FeatureCollection') throw otherRoot(tag, text)
      const attributes = attributesOf(tag)
      page.matched = count(attributes.get('numberMatched'))
      page.returned = count(attributes.get('numberReturned'))
    } else if (tag.depth === 1 && !tag.isEnd) {
      if (tag.local === 'truncatedResponse') throw new ServiceException(exceptionText(text.slice(tag.from)))
      holder = tag.local
    } else if (tag.depth === 2 && HOLDERS.has(holder)) {
      if (!tag.isEnd) {
        started = tag
        parts = []
        copied = tag.from
      } else if (started) {
        parts.push(text.slice(copied, tag.to))
        features.push({ id: idOf(started), digest: hash('sha256', parts.join(''), 'buffer') })
        started = undefined
      }
    } else if (started && !tag.isEnd && tag.attributes !== '') {
      for (const match of tag.attributes.matchAll(INNER_ID)) {
        const from = tag.from + 1 + tag.name.length + match.index
        parts.push(text.slice(copied, from))
        copied = from + match[0].length
      }
    }
  }
  return page
}

const INNER_ID = /\s[^\s=:]+:id\s*=\s*(?:"[^"]*"|'[^']*')/g

function idOf(tag: XmlTag): string | undefined {
  const attributes = attributesOf(tag)
  const name = [...attributes.keys()].find((key) => key.endsWith(':id')) ?? 'fid'
  return attributes.get(name) || undefined
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined
}

function otherRoot(tag: XmlTag, text: string): Error {
  if (/Exception/.test(tag.local)) return new ServiceException(exceptionText(text))
  return new XmlFault(`<${tag.name.slice(0, 80)}> where a feature collection was asked for`)
}

/** The words of an exception report, on one line and cut short. */
export function exceptionText(text: string): string {
  const words = [...text.slice(0, 20_000).matchAll(/<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>([\s\S]*?)<\//g)].map((match) => plainText(match[1]))
  const code = /exceptionCode\s*=\s*["']([\w.:-]{1,80})["']/.exec(text.slice(0, 20_000))?.[1]
  const line = [code, ...words]
    .filter(Boolean)
    .join(': ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.slice(0, 300) || 'an exception without words'
}
