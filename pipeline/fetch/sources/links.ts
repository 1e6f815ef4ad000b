import { badAnswer } from './paged.ts'

/**
 * Address of a link, from where it was found; only the service itself is followed. A link written http by a service that is
 * asked by https, as services behind a proxy write them, is asked by https.
 * @throws Failure `service-failed` where it leads to another host, or is no address
 */
export function followLink(href: string, from: string, service: string, layer: string): string {
  const home = new URL(service)
  const url = URL.parse(href, from)
  if (!url) throw badAnswer(layer, 'gives a link that is no address')
  if (url.protocol === 'http:' && home.protocol === 'https:' && url.port === '') url.protocol = 'https:'
  if (url.origin !== home.origin || url.username !== '' || url.password !== '')
    throw badAnswer(layer, `links to another host, ${url.host.slice(0, 100)}, which is not asked`, 'tell those who run the service, or name that host in url')
  url.hash = ''
  return url.href
}

/** Adds to an address's query, or replaces, whatever the case of the names there. */
export function withQuery(address: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const url = new URL(address)
  const names = new Set(Object.keys(query).map((name) => name.toLowerCase()))
  for (const name of [...url.searchParams.keys()]) if (names.has(name.toLowerCase())) url.searchParams.delete(name)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  url.hash = ''
  return url.href
}
