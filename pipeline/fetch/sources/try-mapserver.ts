import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { tryServer } from './try-server.ts'

const PROGRAM = '/usr/bin/mapserv'
const TEMPLATES = '/usr/share/mapserver/ogcapi/templates/html-plain/'

/** Whether MapServer is installed: Debian's cgi-mapserver. */
export const hasMapServer = existsSync(PROGRAM)

export interface TryLayer {
  name: string
  /** Metadata of the layer or, of those beginning with `map:`, of the map. */
  metadata?: Readonly<Record<string, string>>
  epsg: number
  type: 'POINT' | 'LINE' | 'POLYGON'
  features: readonly object[]
}

/** Starts MapServer, as CGI behind a server on loopback, over one layer of made features; the test disposes of it. */
export async function tryMapServer(layer: TryLayer) {
  const folder = await mkdtemp(join(tmpdir(), 'kvarter-mapserver-'))
  const config = join(folder, 'mapserver.conf')
  const collection = { type: 'FeatureCollection', name: layer.name, crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${layer.epsg}` } } }
  await writeFile(join(folder, 'data.geojson'), JSON.stringify({ ...collection, features: layer.features }))
  await writeFile(config, `CONFIG\nENV\nMS_MAP_NO_PATH "1"\nEND\nMAPS\n"try" "${join(folder, 'try.map')}"\nEND\nEND\n`)
  const asked: URL[] = []
  const server = await tryServer((url, request, response) => {
    asked.push(url)
    return answerByCgi(config, url, request, response)
  })
  await writeFile(join(folder, 'try.map'), mapFile(folder, server.url, layer))
  return {
    wfs: `${server.url}/wfs?map=try`,
    ogcapi: `${server.url}/try/ogcapi`,
    /** Every request so far. */
    asked,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function mapFile(folder: string, url: string, { name, epsg, type, metadata = {} }: TryLayer): string {
  const lines = (of: 'map' | 'layer') =>
    Object.entries(metadata)
      .filter(([key]) => key.startsWith('map:') === (of === 'map'))
      .map(([key, value]) => `"${key.replace('map:', '')}" "${value}"`)
      .join('\n')
  return `MAP
NAME "try"
SHAPEPATH "${folder}"
EXTENT 0 0 1000000 8000000
PROJECTION "init=epsg:${epsg}" END
OUTPUTFORMAT
  NAME "geojson" DRIVER "OGR/GEOJSON" MIMETYPE "application/geo+json"
  FORMATOPTION "FORM=SIMPLE" FORMATOPTION "STORAGE=memory"
END
WEB METADATA
"ows_title" "try"
"ows_onlineresource" "${url}/wfs?map=try"
"ows_enable_request" "*"
"oga_onlineresource" "${url}/try/ogcapi"
"oga_html_template_directory" "${TEMPLATES}"
"wfs_srs" "EPSG:${epsg} EPSG:4326"
"wfs_getfeature_formatlist" "geojson"
${lines('map')}
END END
LAYER
NAME "${name}" TYPE ${type} STATUS ON TEMPLATE "none"
CONNECTIONTYPE OGR CONNECTION "data.geojson" DATA "${name}"
PROJECTION "init=epsg:${epsg}" END
METADATA
"ows_title" "${name}"
"gml_include_items" "all"
"gml_types" "auto"
"wfs_getfeature_formatlist" "geojson"
${lines('layer')}
END END END
`
}

async function answerByCgi(config: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const env = {
    MAPSERVER_CONFIG_FILE: config,
    REQUEST_METHOD: request.method,
    QUERY_STRING: url.search.slice(1),
    PATH_INFO: url.pathname.startsWith('/try/') ? decodeURIComponent(url.pathname) : '',
    SERVER_NAME: url.hostname,
    SERVER_PORT: url.port,
    SCRIPT_NAME: '',
    HTTP_ACCEPT: request.headers.accept,
  }
  const cgi = spawn(PROGRAM, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  response.once('close', () => cgi.kill())
  const output = await buffer(cgi.stdout)
  const end = /\r?\n\r?\n/.exec(output.toString('latin1', 0, 10_000))!
  const headers = new Map(
    output
      .toString('latin1', 0, end.index)
      .split(/\r?\n/)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  response.statusCode = Number.parseInt(headers.get('status') ?? '200', 10)
  headers.delete('status')
  for (const [name, value] of headers) response.setHeader(name, value)
  response.end(output.subarray(end.index + end[0].length))
}
