/** Test support: looks for texts in every byte of a folder, inside whatever is packed. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { constants, inflateRawSync, inflateSync } from 'node:zlib'
import { fromBufferPromise } from 'yauzl'

export interface FoundText {
  /** Path in the folder, then what is packed in what: a.zip → b.gpkg → zlib at 8197. */
  place: string
  needle: string
  encoding: string
}

/** Archives in archives, and streams in them. */
const MOST_DEPTH = 6
const MOST_BYTES = 1 << 30
/** Text of files is looked through in pieces, which overlap by the longest way a needle can be written. */
const PIECE = 1 << 24
/** Second bytes of a zlib stream with the usual window. */
const ZLIB_FLAGS = new Set([0x01, 0x5e, 0x9c, 0xda])

/** Every place where a needle stands, in upper or lower case, as UTF-8, Latin-1, UTF-16 of either order or with JSON's escapes; as it is or packed by gzip, zlib or zip. */
export async function findInBytes(folder: string, needles: readonly string[]): Promise<FoundText[]> {
  const searches = needles.flatMap((needle) =>
    Object.entries(ENCODINGS).map(([encoding, encode]) => ({ needle, encoding, pattern: patternOf(needle, encode) })),
  )
  const found: FoundText[] = []
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() || entry.isSymbolicLink())
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name)
    const place = relative(folder, path)
    for (const { needle, encoding, pattern } of searches)
      if (pattern.test(Buffer.from(place).toString('latin1'))) found.push({ place: `name of ${place}`, needle, encoding })
    if (entry.isFile()) await search(place, readFileSync(path), searches, found, 0)
  }
  return found
}

interface Search extends Omit<FoundText, 'place'> {
  pattern: RegExp
}

async function search(place: string, bytes: Buffer, searches: readonly Search[], found: FoundText[], depth: number): Promise<void> {
  const overlap = 24 * Math.max(...searches.map(({ needle }) => needle.length))
  for (const { needle, encoding, pattern } of searches)
    for (let at = 0; at < bytes.length; at += PIECE)
      if (pattern.test(bytes.toString('latin1', at, Math.min(bytes.length, at + PIECE + overlap)))) {
        found.push({ place, needle, encoding })
        break
      }
  if (depth >= MOST_DEPTH) throw new Error(`${place} is packed too deep to be searched`)
  for await (const { name, content } of packedIn(bytes)) await search(`${place} → ${name}`, content, searches, found, depth + 1)
}

/** What is packed in bytes: entries of an archive, and streams at any place: chunks of regions, blobs of databases, texts of pictures. */
async function* packedIn(bytes: Buffer): AsyncGenerator<{ name: string; content: Buffer }> {
  if (bytes.length > 22 && bytes.readUInt32BE(0) === 0x504b0304) yield* entriesOf(bytes)
  for (let at = bytes.indexOf(0x78); at >= 0 && at + 2 < bytes.length; at = bytes.indexOf(0x78, at + 1)) {
    const content = ZLIB_FLAGS.has(bytes[at + 1]) ? unpacked(inflateSync, bytes.subarray(at)) : undefined
    if (content) yield { name: `zlib at ${at}`, content }
  }
  for (let at = bytes.indexOf('\x1f\x8b\x08', 0, 'latin1'); at >= 0 && at + 12 < bytes.length; at = bytes.indexOf('\x1f\x8b\x08', at + 1, 'latin1')) {
    const content = unpacked(inflateRawSync, bytes.subarray(afterHeader(bytes, at)))
    if (content) yield { name: `gzip at ${at}`, content }
  }
}

async function* entriesOf(bytes: Buffer): AsyncGenerator<{ name: string; content: Buffer }> {
  const archive = await fromBufferPromise(bytes, { lazyEntries: true })
  for await (const entry of archive.eachEntry()) yield { name: entry.fileName, content: await buffer(await archive.openReadStreamPromise(entry)) }
}

/** Where the packed bytes of a gzip member begin (RFC 1952 §2.3). Unpacked without its frame: what follows a member is no matter. */
function afterHeader(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3]
  let next = at + 10
  if (flags & 4) next += 2 + bytes.readUInt16LE(next)
  for (const flag of [8, 16]) if (flags & flag) next = bytes.indexOf(0, next) + 1
  return flags & 2 ? next + 2 : next
}

/** What a stream holds, whole or cut; undefined where the bytes are none. */
function unpacked(unpack: typeof inflateSync, bytes: Buffer): Buffer | undefined {
  try {
    const content = unpack(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES })
    return content.length > 0 ? content : undefined
  } catch {
    return undefined
  }
}

/** Ways in which one character can be written, as bytes in a Latin-1 string. */
type Encode = (character: string) => string[]
const bytesOf = (bytes: Buffer): string => bytes.toString('latin1')
const swapped = (character: string) => bytesOf(Buffer.from(character, 'utf16le').swap16())
const ENCODINGS: Readonly<Record<string, Encode>> = {
  'UTF-8': (character) => [bytesOf(Buffer.from(character))],
  'Latin-1': (character) => (character.codePointAt(0)! < 256 ? [character] : []),
  'UTF-16LE': (character) => [bytesOf(Buffer.from(character, 'utf16le'))],
  'UTF-16BE': (character) => [swapped(character)],
  JSON: (character) => [bytesOf(Buffer.from(character)), ...escapes(character)],
}

/** \u escapes of a character, hexadecimal digits in either case, and the short ones. */
function escapes(character: string): string[] {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i).toString(16).padStart(4, '0'))
  const short = JSON.stringify(character).slice(1, -1)
  return [
    ...[units, units.map((unit) => unit.toUpperCase())].map((each) => each.map((unit) => `\\u${unit}`).join('')),
    short,
    ...(character === '/' ? ['\\/'] : []),
  ]
}

function patternOf(needle: string, encode: Encode): RegExp {
  const parts = Array.from(needle.normalize('NFC'), (character) => {
    const forms = new Set([character, character.toLowerCase(), character.toUpperCase()].filter((each) => Array.from(each).length === 1).flatMap(encode))
    return forms.size === 0 ? '(?!)' : `(?:${[...forms].map((form) => RegExp.escape(form)).join('|')})`
  })
  return new RegExp(parts.join(''), 's')
}
