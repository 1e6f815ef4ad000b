import type { Answer } from '../fetcher.ts'
import { isOpenedFromAfar } from '../opened.ts'

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/geo+json': 'geojson',
  'application/json': 'json',
  'application/geopackage+sqlite3': 'gpkg',
  'application/gml+xml': 'gml',
  'application/vnd.apache.parquet': 'parquet',
  'application/flatgeobuf': 'fgb',
  'text/csv': 'csv',
  'image/tiff': 'tif',
  'image/jp2': 'jp2',
}
const MOST_CHARACTERS = 80

/** A name for what was answered that is safe on any disk: the one in Content-Disposition, in the address, or made of the media type; undefined where none tells what it is. */
export function fileName({ url, mediaType, headers }: Answer): string | undefined {
  const inPath = new URL(url).pathname.split('/').at(-1)!
  const named = [dispositionName(headers.get('content-disposition') ?? ''), unescaped(inPath)].flatMap((name) => (name ? [safeName(name)] : []))
  const extension = EXTENSIONS[mediaType]
  return named.find(isOpenedFromAfar) ?? (extension && `${named.at(-1)?.replace(/\.[^.]*$/, '') || 'data'}.${extension}`)
}

/** The file name of Content-Disposition, RFC 6266; the extended form goes before. */
function dispositionName(header: string): string | undefined {
  const [, extended] = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header) ?? []
  if (extended !== undefined) return unescaped(extended)
  const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(header) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? bare
}

/** Letters, digits and a few marks; no folder, no dot in front. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!.normalize('NFC')
  const plain = last.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+/, '')
  const dot = plain.lastIndexOf('.')
  return dot > MOST_CHARACTERS ? plain.slice(0, MOST_CHARACTERS) + plain.slice(dot, dot + 10) : plain.slice(0, MOST_CHARACTERS + 10)
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
