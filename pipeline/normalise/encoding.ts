import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { recordsAsFeatures } from './json-records.ts'

/** Formats whose text GDAL takes for UTF-8 whatever it is. */
const PLAIN_TEXT = /\.(csv|geojson|json)$/i

/**
 * The file to open and the encoding to open it with. Plain text in another encoding than UTF-8 is rewritten into the folder.
 * @throws Failure `bad-encoding` for an encoding nobody knows
 */
export function readableText(
  file: string,
  { id, source }: Pick<LayerDefinition, 'id' | 'source'>,
  folder: string,
): { path: string; encoding?: string | undefined } {
  const records = source.encoding === undefined && source.xColumn !== undefined ? recordsAsFeatures(file) : undefined
  if (records !== undefined) {
    const path = join(folder, `records-${basename(file)}`)
    writeFileSync(path, records)
    return { path }
  }
  if (source.encoding === undefined) return { path: file, encoding: shapefileEncoding(file) }
  let decoder: InstanceType<typeof TextDecoder>
  try {
    decoder = new TextDecoder(normalName(source.encoding) ?? source.encoding)
  } catch (cause) {
    throw new Failure(
      'bad-encoding',
      `layer ${id} is said to be in the encoding "${source.encoding}", which nobody knows`,
      'set source.encoding to such as UTF-8, ISO-8859-1 or CP1252',
      { cause },
    )
  }
  if (!PLAIN_TEXT.test(file) || decoder.encoding === 'utf-8') return { path: file, encoding: source.encoding }
  const path = join(folder, `utf8-${basename(file)}`)
  writeFileSync(path, decoder.decode(readFileSync(file)))
  return { path }
}

/**
 * The encoding of a Shapefile's text, where GDAL would not find it: a code page file spelt its own way ("ISO 88591"), or none at all.
 * Undefined leaves it to GDAL. Without any sign, text that is valid UTF-8 is UTF-8, all other is ISO-8859-1.
 */
export function shapefileEncoding(file: string): string | undefined {
  if (!/\.shp$/i.test(file)) return undefined
  const beside = (extension: string) => [extension, extension.toUpperCase()].map((e) => file.replace(/shp$/i, e)).find((path) => existsSync(path))
  const codePage = beside('cpg')
  const said = codePage ? normalName(readFileSync(codePage, 'latin1')) : undefined
  if (said) return said
  const table = beside('dbf')
  if (!table) return undefined
  const head = readHead(table, 1 << 20)
  if (head[29] !== 0 && !codePage) return undefined
  return isUtf8(head.subarray(32)) ? 'UTF-8' : 'ISO-8859-1'
}

/** "ISO 88591", "8859_1", "utf8", "1252" → the name that iconv knows. */
function normalName(said: string): string | undefined {
  const plain = said.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const iso = /^(?:ISO|LATIN)?8859(\d{1,2})$/.exec(plain)
  if (iso) return `ISO-8859-${iso[1]}`
  if (plain === 'LATIN1') return 'ISO-8859-1'
  if (plain === 'UTF8' || plain === '65001') return 'UTF-8'
  const windows = /^(?:ANSI|CP|WINDOWS)?(125\d|437|850)$/.exec(plain)
  return windows ? `CP${windows[1]}` : undefined
}

function readHead(path: string, most: number): Buffer {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(most)
  const length = readSync(file, buffer, 0, most, 0)
  closeSync(file)
  return buffer.subarray(0, length)
}

/** Cut at a field's end, valid UTF-8 may lose its last character: the tail is not judged. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, Math.max(0, bytes.length - 4)))
    return true
  } catch {
    return false
  }
}
