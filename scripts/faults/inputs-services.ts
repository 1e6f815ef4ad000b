/** Answers of services with something wrong in one of them, through snapshot and normalising as in a run. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { tryArcgis } from '#pipeline/fetch/sources/try-arcgis.ts'
import { tryOgcApi, tryWfs } from '#pipeline/fetch/sources/try-faulty.ts'
import { tryServer } from '#pipeline/fetch/sources/try-server.ts'
import { zipOf } from '#pipeline/fetch/archive/try-zip.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { sourceSchema } from '#pipeline/model/source.ts'
import { changeBytes } from './inputs-bytes.ts'
import type { Chance } from './inputs-chance.ts'
import { type CaseMeans, throughNormalise } from './inputs-files.ts'
import { changeAnswer, type Reply, send } from './inputs-replies.ts'
import { type Outcome, outcomeOfFailure } from './inputs-outcome.ts'

export const SERVICE_CLASSES = ['zip', 'http', 'wfs', 'ogcapi', 'arcgis', 'stac'] as const
export type ServiceClass = (typeof SERVICE_CLASSES)[number]

/** A service that is well, and how a layer is fetched from it. */
interface Well {
  url: string
  service: object
  layer: string
  /** Requests that a fetch makes. */
  requests: number
  [Symbol.asyncDispose](): Promise<void>
}

const LIMITS = { megabytes: 20, seconds: 4, retries: 0, archiveEntries: 100, archiveRatio: 100 }

const served = (files: Record<string, { type: string; body: Buffer | string }>) =>
  tryServer((url, _, response) => {
    const file = files[url.pathname]
    if (file) response.writeHead(200, { 'content-type': file.type, etag: '"1"' }).end(file.body)
    else response.writeHead(404).end()
  })

const STARTS: Record<ServiceClass, (town: string) => Promise<Well>> = {
  async zip(town) {
    const parts = ['gator.shp', 'gator.shx', 'gator.dbf', 'gator.prj'].map((name) => ({ name: `vag/${name}`, bytes: readFileSync(join(town, name)) }))
    const body = await zipOf([...parts, 'vag/las-mig.txt'])
    return { ...(await served({ '/vag.zip': { type: 'application/zip', body } })), service: { type: 'http', url: '/vag.zip' }, layer: 'roads', requests: 1 }
  },
  async http(town) {
    const body = readFileSync(join(town, 'platser.geojson'))
    const server = await served({ '/platser.geojson': { type: 'application/geo+json', body } })
    return { ...server, service: { type: 'http', url: '/platser.geojson' }, layer: 'places', requests: 1 }
  },
  wfs: async () => ({ ...(await tryWfs(() => undefined)), service: { type: 'wfs', url: '/', typeName: 'a:t', pageSize: 4 }, layer: 'points', requests: 6 }),
  ogcapi: async () => ({
    ...(await tryOgcApi(() => undefined)),
    service: { type: 'ogcapi', url: '/', collection: 't', pageSize: 4 },
    layer: 'points',
    requests: 5,
  }),
  async arcgis() {
    const server = await tryArcgis({ count: 10, most: 5 })
    const url = new URL(server.url)
    return { ...server, url: url.origin, service: { type: 'arcgis', url: url.pathname, pageSize: 5 }, layer: 'points', requests: 7 }
  },
  async stac(town) {
    const item = (id: string) => ({
      ...{ type: 'Feature', stac_version: '1.1.0', id, geometry: null, links: [] },
      properties: { datetime: null, 'proj:code': 'EPSG:3007' },
      assets: { dem: { href: `tiles/${id}.tif`, roles: ['data'], type: 'image/tiff' } },
    })
    const tif = { type: 'image/tiff', body: readFileSync(join(town, 'kronhojd.tif')) }
    const list = JSON.stringify({ type: 'FeatureCollection', features: [item('a'), item('b')], links: [], numberMatched: 2 })
    const server = await served({ '/search': { type: 'application/geo+json', body: list }, '/tiles/a.tif': tif, '/tiles/b.tif': tif })
    return { ...server, service: { type: 'stac', url: '/search' }, layer: 'canopy', requests: 3 }
  },
}

/** A server before one that is well, which spoils the answer it is told to. */
export interface Spoiler {
  try(chance: Chance, means: CaseMeans): Promise<Outcome>
  close(): Promise<void>
}

export async function startSpoiler(kind: ServiceClass, town: string): Promise<Spoiler> {
  const well = await STARTS[kind](town)
  const kept = new Map<string, Reply>()
  const fetchWell = async (path: string): Promise<Reply> => {
    const known = kept.get(path)
    if (known) return known
    const answer = await fetch(well.url + path, { redirect: 'manual' })
    const reply = { status: answer.status, type: answer.headers.get('content-type') ?? '', body: Buffer.from(await answer.arrayBuffer()) }
    kept.set(path, reply)
    return reply
  }
  let spoil: (reply: Reply, response: ServerResponse) => void = send
  const server = createServer((request: IncomingMessage, response) => {
    response.on('error', () => {})
    fetchWell(request.url!).then(
      (reply) => spoil(reply, response),
      () => response.writeHead(502).end(),
    )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    async try(chance, means) {
      const target = chance.below(well.requests)
      let nth = 0
      spoil = (reply, response) => {
        if (nth++ !== target || means.isWell) send(reply, response)
        else if (kind === 'zip' && chance.below(8) > 0) send({ ...reply, body: changeBytes(reply.body, chance, 'binary') }, response)
        else changeAnswer(reply, response, chance)
      }
      const layer = layerOf(well, origin, means.layers)
      try {
        return await throughNormalise(layer, means)
      } catch (error) {
        return outcomeOfFailure(error, [layer.id])
      } finally {
        server.closeAllConnections()
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
      await well[Symbol.asyncDispose]()
    },
  }
}

function layerOf({ service, layer: id }: Well, origin: string, layers: ReadonlyMap<string, LayerDefinition>): LayerDefinition {
  const { url, ...rest } = service as { url: string }
  const base = layers.get(id === 'points' ? 'crossings' : id)!
  const source = sourceSchema.parse({ service: { ...rest, url: origin + url, limits: LIMITS }, ...(id === 'points' ? { crs: 'EPSG:3006' } : {}) })
  if (id !== 'points') return { ...base, source }
  const { idColumn: _, ...points } = base
  return { ...points, id, source, attributes: {} }
}
