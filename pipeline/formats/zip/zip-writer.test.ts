import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { pack } from './packed.ts'
import { readAll, readByPython, readEntries, testByUnzip } from './try-read.ts'
import { endOfDirectory } from './zip-records.ts'
import { entryOf, type ZipEntry, zipPieces } from './zip-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-zip-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const zipOf = (entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>) => buffer(zipPieces(entries))
const entriesOf = (contents: ReadonlyMap<string, Uint8Array>) => [...contents].map(([name, content]) => entryOf(name, pack(content)))
const mixed = (i: number) => Math.imul(Math.imul(i, 0x9e3779b1) ^ (Math.imul(i, 0x9e3779b1) >>> 15), 0x85ebca6b) >>> 21
/** Bytes that deflate makes smaller, or not. */
const content = (size: number, seed: number, isNoise: boolean) =>
  Uint8Array.from({ length: size }, (_, i) => (isNoise ? mixed(i + seed * 70_001) : (i >> 6) + seed))

describe('what is written is read', () => {
  const part = fc.stringMatching(/^[a-zåäöÅÄÖéü0-9][a-z åäöÅÄÖ0-9._-]{0,8}[a-zåäö0-9]$/)
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
  const size = fc.oneof(fc.constantFrom(0, 1, 65535, 65536), fc.nat(70_000))
  const file = fc.record({ name, size, seed: fc.nat(255), isNoise: fc.boolean() })
  // One file in another, or two that differ in case, are refused: they have a test of their own.
  const files = fc.uniqueArray(file, { selector: (each) => each.name.split('/')[0].toLowerCase(), maxLength: 12 })
  const contentsOf = (all: readonly { name: string; size: number; seed: number; isNoise: boolean }[]) =>
    new Map(all.map((each) => [each.name, content(each.size, each.seed, each.isNoise)]))

  test('by yauzl, whatever the names and sizes; and written again it has the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        const contents = contentsOf(all)
        const zip = await zipOf(entriesOf(contents))
        const found = await readAll(zip)
        expect([...found.keys()]).toEqual([...contents.keys()])
        for (const [each, { content: bytes, entry }] of found) {
          expect(bytes.equals(contents.get(each)!)).toBe(true)
          expect([entry.compressedSize <= entry.uncompressedSize, entry.externalFileAttributes >>> 16, entry.extraFieldLength]).toEqual([true, 0o100644, 0])
        }
        expect((await zipOf(entriesOf(contents))).equals(zip)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('by unzip and Python', async () => {
    const path = join(folder, 'some.zip')
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        fc.pre(all.length > 0)
        const contents = contentsOf(all)
        writeFileSync(path, await zipOf(entriesOf(contents)))
        expect(testByUnzip(path) ?? 'whole').toBe('whole')
        const found = readByPython(path, 'whole')
        if (found) expect(found).toEqual({ bad: null, names: [...contents.keys()], dates: [[1980, 1, 1, 0, 0, 0]] })
      }),
      { numRuns: 8 },
    )
  })

  test('where a byte is changed they say so', async () => {
    const path = join(folder, 'damaged.zip')
    const zip = await zipOf([entryOf('a', pack(content(5000, 3, true)))])
    zip[2000] ^= 1
    writeFileSync(path, zip)
    await expect(readAll(zip)).rejects.toThrow()
    expect(testByUnzip(path) ?? 'not').not.toBe('whole')
    expect(readByPython(path, 'whole')?.bad ?? 'a').toBe('a')
  })

  test('also an empty archive', async () => {
    const zip = await zipOf([])
    expect(zip).toHaveLength(22)
    expect((await readAll(zip)).size).toBe(0)
  })
})

test('of 70,000 entries, all are read: more than fit without zip64', { timeout: 60_000 }, async () => {
  const path = join(folder, 'many.zip')
  const one = pack(Buffer.from('one'))
  const names = Array.from({ length: 70_000 }, (_, i) => `${i >> 8}/ö${i}`)
  await pipeline(zipPieces(names.values().map((name) => entryOf(name, one))), createWriteStream(path))
  const { archive, entries } = await readEntries(path)
  archive.close()
  expect(archive.entryCount).toBe(names.length)
  expect(entries.map((entry) => entry.fileName).join('\n') === names.join('\n')).toBe(true)
  expect(testByUnzip(path) ?? 'whole').toBe('whole')
  const found = readByPython(path, 'whole')
  if (found) expect([found.bad, found.names.length, found.names.at(-1)]).toEqual([null, names.length, names.at(-1)])
})

test('of entries and offsets beyond 4 GiB, all are found', { timeout: 60_000 }, async () => {
  const path = join(folder, 'large.zip')
  const zeros = new Uint8Array(1 << 24)
  const count = 257
  const size = count * zeros.length
  const known = pack(Buffer.from('behind'))
  const large: ZipEntry = { name: 'large', method: 'stored', crc32: 0, size, packedSize: size, pieces: Array<Uint8Array>(count).fill(zeros) }
  const file = await open(path, 'w')
  let at = 0
  // The zeros are left out, as holes of the file.
  for await (const piece of zipPieces([entryOf('before', known), large, entryOf('behind', known)])) {
    if (piece !== zeros) await file.write(piece, 0, piece.length, at)
    at += piece.length
  }
  await file.close()
  const { archive, entries } = await readEntries(path)
  expect(entries.map((entry) => [entry.fileName, entry.uncompressedSize, entry.compressedSize])).toEqual([
    ['before', 6, 6],
    ['large', size, size],
    ['behind', 6, 6],
  ])
  expect(entries[2].relativeOffsetOfLocalHeader).toBeGreaterThan(2 ** 32)
  expect((await buffer(await archive.openReadStreamPromise(entries[2]))).toString()).toBe('behind')
  const begin = await archive.openReadStreamPromise(entries[1], { decodeFileData: null, start: 0, end: 10 } as never)
  expect(await buffer(begin)).toEqual(Buffer.alloc(10))
  archive.close()
  const found = readByPython(path, 'names')
  if (found) expect(found.names).toEqual(['before', 'large', 'behind'])
})

test.each([
  [{ entries: 0xfffe, offset: 5, size: 7 }, 22],
  [{ entries: 0xffff, offset: 5, size: 7 }, 98],
  [{ entries: 1, offset: 0xfffffffe, size: 7 }, 22],
  [{ entries: 1, offset: 0xffffffff, size: 7 }, 98],
  [{ entries: 1, offset: 5, size: 0xffffffff }, 98],
])('the end of a directory of %o takes %i bytes', (directory, length) => {
  expect(endOfDirectory(directory)).toHaveLength(length)
})

describe('refused is', () => {
  const some = pack(Buffer.from('some'))
  const written = (...names: string[]) => zipOf(names.map((name) => entryOf(name, some)))

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a\\b',
    'C:a',
    'a\0',
    'a\n',
    'a?',
    'a.',
    'a /b',
    'con',
    'a/LPT1.txt',
    '\ud800',
    'å'.repeat(33_000),
  ])('the name %j', async (name) => {
    await expect(written(name)).rejects.toThrow(RangeError)
  })

  test.each([
    ['a', 'a', 'twice'],
    ['a/Å', 'A/å', 'twice'],
    ['e\u0301', 'é', 'twice'],
    ['a/b', 'a', 'a folder'],
    ['a', 'a/b/c', 'in a file'],
  ])('%j with %j', async (first, second, why) => {
    await expect(written(first, second)).rejects.toThrow(why)
    await expect(written(first, 'between', second)).rejects.toThrow(why)
  })

  test('an entry that has other bytes than it says', async () => {
    const entry = entryOf('a', pack(content(300, 1, false)))
    await expect(zipOf([{ ...entry, packedSize: entry.packedSize + 1 }])).rejects.toThrow('a has')
    await expect(zipOf([{ ...entry, pieces: Readable.from([Buffer.from('b')]) }])).rejects.toThrow('a has 1 bytes')
  })

  test('nothing like them that is right', async () => {
    const names = ['a.b/c..d', '.hidden', 'con1', 'a/com10', 'å'.repeat(32_767), 'a b', 'ab', 'a/b']
    expect([...(await readAll(await written(...names))).keys()]).toEqual(names)
  })
})
