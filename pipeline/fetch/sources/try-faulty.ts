import { tryServer } from './try-server.ts'

/** What a try service answers with; undefined where it is well. */
export type Fault = (query: { start: number; count: number; total: number; host: string }) => { body: string | Buffer; type?: string; crs?: string } | undefined

const XML = 'text/xml; charset=utf-8'
export const gml = (from: number, to: number, matched: number | string = 10, returned = Math.max(0, to - from)) =>
  `<wfs:FeatureCollection numberMatched="${matched}" numberReturned="${returned}">${Array.from({ length: Math.max(0, to - from) }, (_, index) => `<wfs:member><a:t gml:id="t.${from + index}"/></wfs:member>`).join('')}</wfs:FeatureCollection>`
export const point = (id: number, x = 12, y = 57) => ({ type: 'Feature', id, properties: {}, geometry: { type: 'Point', coordinates: [x, y] } })
export const HTML = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>'
export const EXCEPTION =
  '<ows:ExceptionReport><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>ORA-00020</ows:ExceptionText></ows:Exception></ows:ExceptionReport>'

export const capabilities = ({ paging = 'TRUE', version = '2.0.0', formats = '' }) =>
  `<WFS_Capabilities version="${version}"><Constraint name="ImplementsResultPaging"><DefaultValue>${paging}</DefaultValue></Constraint><FeatureType><Name>a:t</Name><DefaultCRS>urn:ogc:def:crs:EPSG::3006</DefaultCRS><OutputFormats>${formats}</OutputFormats></FeatureType></WFS_Capabilities>`

export function tryWfs(fault: Fault, offer: { paging?: string; version?: string; formats?: string } = {}, hits: number | string = 10) {
  return tryServer((url, _, response) => {
    const value = (name: string) => url.searchParams.get(name)
    const total = 10
    const start = Number(value('startIndex') ?? 0)
    const count = Number(value('count') ?? 100)
    const isPage = value('request') === 'GetFeature' && value('resultType') !== 'hits'
    const found = isPage ? fault({ start, count, total, host: url.host }) : undefined
    response.setHeader('content-type', found?.type ?? XML)
    if (found) return void response.end(found.body)
    if (value('request') === 'GetCapabilities') return void response.end(capabilities(offer))
    response.end(value('resultType') === 'hits' ? gml(0, 0, hits) : gml(start, Math.min(total, start + count)))
  })
}

export function tryOgcApi(fault: Fault, crs: string[] = []) {
  return tryServer((url, _, response) => {
    response.setHeader('content-type', 'application/json')
    const send = (value: unknown) => void response.end(JSON.stringify(value))
    if (url.pathname === '/') return send({ links: [{ rel: 'data', href: 'collections' }] })
    if (url.pathname === '/collections/t') return send({ id: 't', crs, links: [{ rel: 'items', href: '/collections/t/items', type: 'application/geo+json' }] })
    const total = 10
    const start = Number(url.searchParams.get('offset') ?? 0)
    const count = Number(url.searchParams.get('limit') ?? 100)
    const found = fault({ start, count, total, host: url.host })
    if (found?.type) response.setHeader('content-type', found.type)
    if (found?.crs) response.setHeader('content-crs', found.crs)
    response.end(found?.body ?? page(start, count, total))
  })
}
export const page = (start: number, count: number, total: number, more: object = {}) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, index) => point(start + index)),
    numberMatched: total,
    links: start + count < total ? [{ rel: 'next', href: `?limit=${count}&offset=${start + count}` }] : [],
    ...more,
  })
