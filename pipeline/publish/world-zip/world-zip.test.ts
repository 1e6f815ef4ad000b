import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readAll, testByUnzip } from '#pipeline/formats/zip/try-read.ts'
import { entryPath, keepEntry, readEntry, regionFiles } from './kept-entry.ts'
import { LEVEL, regionOf, writeFiles } from './try-world.ts'
import { writeWorldZip } from './world-zip.ts'

const NAMES = ['r.-1.0.mca', 'r.0.0.mca', 'r.1.0.mca', 'c.33.2.mcc']
const CONTENTS = { ...LEVEL, ...Object.fromEntries(NAMES.map((name, index) => [`region/${name}`, regionOf(index)])) }

let root: string
let regions: { file: string; entry: string }[]
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kvarter-zip-'))
  writeFiles(join(root, 'stad'), CONTENTS)
  writeFiles(join(root, 'cache'), Object.fromEntries(NAMES.map((name, index) => [name, regionOf(index)])))
  regions = NAMES.map((name) => ({ file: `region/${name}`, entry: entryPath(join(root, 'cache', name)) }))
  for (const name of NAMES) await keepEntry(join(root, 'cache', name))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const out = () => join(root, 'stad.zip')
const write = (setting: Partial<Parameters<typeof writeWorldZip>[0]> = {}) =>
  writeWorldZip({ folder: join(root, 'stad'), name: 'stad', regions, out: out(), ...setting })
const bytes = () => readFileSync(out())

test('a world is in its zip whole, in a folder of its name, sorted', async () => {
  const written = await write()
  expect(written).toEqual({ entries: 8, bytes: bytes().length, packed: ['LICENCE.txt', 'icon.png', 'kvarter.json', 'level.dat'] })
  const found = await readAll(bytes())
  const names = Object.keys(CONTENTS).sort()
  expect([...found.keys()]).toEqual(names.map((name) => `stad/${name}`))
  for (const [path, content] of Object.entries(CONTENTS)) expect(found.get(`stad/${path}`)!.content.equals(Buffer.from(content)), path).toBe(true)
  expect(testByUnzip(out()) ?? 'whole').toBe('whole')
  expect(bytes().length).toBeLessThan(NAMES.length * regionOf(0).length)
})

test('unpacked where worlds are kept, it is the folder', async () => {
  await write()
  const { error } = spawnSync('unzip', ['-q', out(), '-d', join(root, 'saves')])
  if (error) return console.warn('SKIPPED, unzip is not there')
  expect(readdirSync(join(root, 'saves'))).toEqual(['stad'])
  const files = readdirSync(join(root, 'saves', 'stad'), { recursive: true }).map(String)
  expect(files.filter((path) => path !== 'region').sort()).toEqual(Object.keys(CONTENTS).sort())
  for (const [path, content] of Object.entries(CONTENTS)) expect(readFileSync(join(root, 'saves', 'stad', path)).equals(Buffer.from(content)), path).toBe(true)
  return undefined
})

test('equal worlds give equal bytes: in another folder, with other times, with and without what is kept', async () => {
  await write()
  const first = bytes()
  cpSync(join(root, 'stad'), join(root, 'copy'), { recursive: true })
  await write({ folder: join(root, 'copy') })
  expect(bytes().equals(first)).toBe(true)
  const { packed } = await write({ regions: [] })
  expect(packed).toHaveLength(8)
  expect(bytes().equals(first)).toBe(true)
})

describe('what is kept', () => {
  const place = () => join(root, 'cache', 'r.0.0.mca')
  const damage: Record<string, (entry: string) => void> = {
    'with a changed bit': (entry) => {
      const kept = readFileSync(entry)
      kept[kept.length >> 1] ^= 4
      writeFileSync(entry, kept)
    },
    cut: (entry) => writeFileSync(entry, readFileSync(entry).subarray(0, -1)),
    empty: (entry) => writeFileSync(entry, ''),
    'far too long': (entry) => writeFileSync(entry, Buffer.alloc(1 << 20)),
    gone: (entry) => rmSync(entry),
    'of another region': (entry) => cpSync(entryPath(join(root, 'cache', 'r.1.0.mca')), entry),
  }

  test.each(Object.keys(damage))('%s is passed over, and made again', async (how) => {
    await write()
    const first = bytes()
    const before = readFileSync(entryPath(place()))
    damage[how](entryPath(place()))
    expect((await write()).packed).toContain('region/r.0.0.mca')
    expect(bytes().equals(first)).toBe(true)
    expect(await keepEntry(place())).toMatchObject({ isNew: true })
    expect(readFileSync(entryPath(place())).equals(before)).toBe(true)
    expect((await write()).packed).not.toContain('region/r.0.0.mca')
  })

  test('whole is left as it is', async () => {
    expect(await keepEntry(place())).toMatchObject({ path: place(), isNew: false })
    const kept = await readEntry(entryPath(place()), readFileSync(place()))
    expect(kept).toMatchObject({ method: 'deflated', size: regionOf(1).length })
    expect(readdirSync(join(root, 'cache')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('is no region file itself', async () => {
    expect(await regionFiles(place())).toEqual(NAMES.toSorted().map((name) => join(root, 'cache', name)))
  })
})

describe('refused, and nothing left of it, is a world', () => {
  const left = () => readdirSync(root).filter((name) => name.includes('.zip'))

  test.each(['level.dat', 'LICENCE.txt', 'kvarter.json', 'region/r.1.0.mca'])('without %s', async (path) => {
    rmSync(join(root, 'stad', path))
    await expect(write()).rejects.toMatchObject({ code: 'verification', message: expect.stringContaining(path) })
    expect(left()).toEqual([])
  })

  test('with a link in it', async () => {
    symlinkSync(join(root, 'cache'), join(root, 'stad', 'data'))
    await expect(write()).rejects.toMatchObject({ code: 'verification', message: expect.stringContaining('data') })
    expect(left()).toEqual([])
  })

  test('with a file that not all systems can have', async () => {
    mkdirSync(join(root, 'stad', 'aux'))
    writeFileSync(join(root, 'stad', 'aux', 'x'), '')
    await expect(write()).rejects.toThrow('aux')
    expect(left()).toEqual([])
  })

  test('that someone stopped at', async () => {
    await expect(write({ signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped')
    expect(left()).toEqual([])
  })
})
