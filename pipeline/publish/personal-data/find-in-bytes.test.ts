import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { buffer } from 'node:stream/consumers'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { findInBytes } from './find-in-bytes.ts'

const NEEDLE = 'Åsa Öbergs gård 7'
const root = mkdtempSync(join(tmpdir(), 'kvarter-needle-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const noise = (length: number, seed: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) & 0xff))
const around = (text: Buffer) => Buffer.concat([noise(5000, 1), text, noise(5000, 7)])
const escaped = (text: string, upper = false) =>
  Array.from(text, (character) =>
    character > '~' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')[upper ? 'toUpperCase' : 'toString']()}` : character,
  ).join('')
const zipped = async (name: string, content: Buffer) => {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('nothing'), 'first.txt')
  zip.addBuffer(content, name)
  zip.end()
  return buffer(zip.outputStream)
}
function region(text: Buffer): Buffer {
  const chunk = deflateSync(Buffer.concat([noise(300, 3), text]))
  const bytes = Buffer.alloc(8192 + 4096 * Math.ceil((chunk.length + 5) / 4096))
  bytes.writeUInt32BE((2 << 8) | 1, 4 * 77)
  bytes.writeUInt32BE(chunk.length + 1, 8192)
  bytes[8196] = 2
  chunk.copy(bytes, 8197)
  return bytes
}
function picture(text: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(text)])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), length, Buffer.from('zTXt'), data, Buffer.alloc(4)])
}
function database(): Buffer {
  const memory = new DatabaseSync(':memory:')
  memory.exec('CREATE TABLE t (name TEXT)')
  memory.prepare('INSERT INTO t VALUES (?)').run(NEEDLE)
  return Buffer.from(memory.serialize())
}

const utf8 = Buffer.from(NEEDLE)
const plants: [what: string, name: string, bytes: () => Buffer | Promise<Buffer>, encoding: string][] = [
  ['UTF-8', 'a.bin', () => around(utf8), 'UTF-8'],
  ['capitals', 'a.bin', () => around(Buffer.from(NEEDLE.toUpperCase())), 'UTF-8'],
  ['small letters', 'a.bin', () => around(Buffer.from(NEEDLE.toLowerCase())), 'UTF-8'],
  ['Latin-1', 'a.dbf', () => around(Buffer.from(NEEDLE, 'latin1')), 'Latin-1'],
  ['UTF-16LE', 'a.bin', () => around(Buffer.from(NEEDLE, 'utf16le')), 'UTF-16LE'],
  ['UTF-16BE at an odd place', 'a.bin', () => Buffer.concat([Buffer.from('x'), Buffer.from(NEEDLE, 'utf16le').swap16()]), 'UTF-16BE'],
  ['escapes of JSON', 'a.json', () => Buffer.from(`{"a":"${escaped(NEEDLE)}"}`), 'JSON'],
  ['escapes of JSON in capitals', 'a.json', () => Buffer.from(`{"a":"${escaped(NEEDLE, true)}"}`), 'JSON'],
  ['a chunk of a region', 'r.0.0.mca', () => region(utf8), 'UTF-8'],
  ['a chunk on its own', 'c.0.0.mcc', () => deflateSync(utf8), 'UTF-8'],
  ['gzip', 'level.dat', () => gzipSync(utf8), 'UTF-8'],
  ['gzip inside a file', 'a.pmtiles', () => around(gzipSync(utf8)), 'UTF-8'],
  ['zip', 'a.zip', () => zipped('b.txt', utf8), 'UTF-8'],
  ['zip in zip', 'a.zip', async () => zipped('b.zip', await zipped('c.dat', gzipSync(utf8))), 'UTF-8'],
  ['a text in a picture', 'a.png', () => picture(utf8), 'UTF-8'],
  ['a database', 'a.gpkg', database, 'UTF-8'],
  ['the border of two pieces', 'a.bin', () => Buffer.concat([Buffer.alloc((1 << 24) - 5), utf8]), 'UTF-8'],
]

test.each(plants)('a needle in %s is found', async (what, name, bytes, encoding) => {
  const folder = join(root, what.replaceAll(' ', '-'))
  mkdirSync(join(folder, 'below'), { recursive: true })
  writeFileSync(join(folder, 'below', name), await bytes())
  const found = await findInBytes(folder, ['something else', NEEDLE])
  expect(found).toContainEqual({ place: expect.stringContaining(name), needle: NEEDLE, encoding })
  expect(found.filter(({ needle }) => needle !== NEEDLE)).toEqual([])
})

test('a needle in a name is found', async () => {
  const folder = join(root, 'names')
  mkdirSync(join(folder, NEEDLE), { recursive: true })
  writeFileSync(join(folder, NEEDLE, 'a.txt'), 'nothing')
  expect(await findInBytes(folder, [NEEDLE])).toContainEqual({ place: expect.stringMatching(/^name of/), needle: NEEDLE, encoding: 'UTF-8' })
})

test('nothing is found where nothing is', async () => {
  const folder = join(root, 'empty')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.bin'), noise(3_000_000, 5))
  writeFileSync(join(folder, 'r.0.0.mca'), region(noise(100_000, 9)))
  expect(await findInBytes(folder, [NEEDLE])).toEqual([])
})
