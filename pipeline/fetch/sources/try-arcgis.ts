import { tryServer } from './try-server.ts'

/** How a made-up ArcGIS layer answers; what is left out is as the REST specification has it. */
export interface TryArcgis {
  count: number
  /** Easting, northing in SWEREF 99 12 00, or longitude, latitude where GeoJSON is asked for. */
  most?: number
  paging?: boolean
  formats?: string
  /** Takes a request before the layer does, given its number among the queries for features; undefined leaves it. */
  fault?: (query: URLSearchParams, nth: number) => unknown
  /** Changed by each call for the description. */
  edited?: () => number
}

const WKID = 3007

/** Starts an ArcGIS feature service with layer 0 of points, each at 148000 + id east, 6398000 north, and `id` metres high. */
export async function tryArcgis({ count, most = 100, paging = true, formats = 'JSON, geoJSON, PBF', fault, edited }: TryArcgis) {
  let nth = 0
  const queries: URLSearchParams[] = []
  // Ids with gaps, as in life, and in the order of a heap.
  const ids = Array.from({ length: count }, (_, n) => (n + 1) * 3).reverse()
  const answerQuery = (query: URLSearchParams): unknown => {
    const [, from, to] = /OID >= (\d+) AND OID <= (\d+)/.exec(query.get('where') ?? '') ?? []
    if (query.get('where') !== '1=1' && from === undefined && query.get('where') !== '1=0')
      return { error: { code: 400, message: 'Invalid where', details: [] } }
    const matching = query.get('where') === '1=0' ? [] : ids.filter((id) => from === undefined || (id >= Number(from) && id <= Number(to)))
    if (query.get('returnCountOnly') === 'true') return { count: matching.length }
    if (query.get('returnIdsOnly') === 'true') return { objectIdFieldName: 'OID', objectIds: matching.length ? matching : null }
    queries.push(query)
    if (query.has('resultOffset') && !paging) return { error: { code: 400, message: 'Pagination is not supported', details: [] } }
    const ordered = query.get('orderByFields') === 'OID ASC' ? matching.sort((a, b) => a - b) : matching
    const start = Number(query.get('resultOffset') ?? 0)
    const size = Math.min(Number(query.get('resultRecordCount') ?? most), most)
    const page = ordered.slice(start, start + size)
    const exceeded = start + size < ordered.length
    return query.get('f') === 'geojson'
      ? geoJson(page, exceeded)
      : esriJson(page, exceeded, Number(query.get('outSR') ?? WKID), query.get('returnZ') === 'true')
  }
  const server = await tryServer((url, _request, response) => {
    const query = url.searchParams
    const isFeatures = url.pathname.endsWith('/query') && !query.has('returnCountOnly') && !query.has('returnIdsOnly')
    const wrong = fault?.(query, url.pathname.endsWith('/query') ? (isFeatures ? ++nth : 0) : -1)
    const about = {
      currentVersion: 11.1,
      id: 0,
      name: 'Träd',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      objectIdField: 'OID',
      maxRecordCount: most,
      capabilities: 'Query,Extract',
      supportedQueryFormats: formats,
      hasZ: true,
      advancedQueryCapabilities: { supportsPagination: paging },
      ...(edited ? { editingInfo: { lastEditDate: edited() } } : {}),
    }
    const root = { currentVersion: 11.1, layers: [{ id: 0, name: 'Träd' }] }
    const body = wrong ?? (url.pathname.endsWith('/query') ? answerQuery(query) : url.pathname.endsWith('/0') ? about : root)
    const isText = typeof body === 'string'
    response.writeHead(200, { 'content-type': isText ? 'text/html' : 'text/plain;charset=utf-8' }).end(isText ? body : JSON.stringify(body))
  })
  return { ...server, url: `${server.url}/arcgis/rest/services/Park/FeatureServer/0`, queries, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

const attributes = (id: number) => ({ OID: id, Trädslag: 'Skogslönn åäö', height: id / 2 })

const geoJson = (ids: readonly number[], exceeded: boolean) => ({
  type: 'FeatureCollection',
  ...(exceeded ? { properties: { exceededTransferLimit: true } } : {}),
  features: ids.map((id) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [11.9 + id / 10000, 57.7, id] },
    properties: attributes(id),
  })),
})

const esriJson = (ids: readonly number[], exceeded: boolean, wkid: number, hasZ: boolean) => ({
  objectIdFieldName: 'OID',
  geometryType: 'esriGeometryPoint',
  spatialReference: { wkid, latestWkid: wkid },
  ...(hasZ ? { hasZ } : {}),
  fields: [
    { name: 'OID', type: 'esriFieldTypeOID', alias: 'OID' },
    { name: 'Trädslag', type: 'esriFieldTypeString', alias: 'Trädslag', length: 50 },
    { name: 'height', type: 'esriFieldTypeDouble', alias: 'height' },
  ],
  ...(exceeded ? { exceededTransferLimit: true } : {}),
  features: ids.map((id) => ({ attributes: attributes(id), geometry: { x: 148000 + id, y: 6398000, ...(hasZ ? { z: id } : {}) } })),
})
