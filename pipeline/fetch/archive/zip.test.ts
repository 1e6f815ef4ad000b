import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { badName, placesOf } from './entry-names.ts'
import { inDirectory, renamed, zipOf } from './try-zip.ts'
import { unpackZip, type UnpackSetting } from './zip.ts'

const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const [archive, folder] = [join(root, 'in.zip'), join(root, 'out')]
beforeEach(() => rmSync(folder, { recursive: true, force: true }))

async function unpack(zip: Buffer, setting: Partial<UnpackSetting> = {}): Promise<Record<string, string>> {
  writeFileSync(archive, zip)
  const places = await unpackZip(archive, folder, { mostBytes: 1e6, mostEntries: 20, choose: (paths) => paths, what: 'layer roads: the archive', ...setting })
  return Object.fromEntries(places)
}
const files = () => (existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [])
const failure = (code: string, message: RegExp) => expect.objectContaining({ name: 'Failure', code, message: expect.stringMatching(message) })

test('files come out of their folders where their names differ', async () => {
  expect(await unpack(await zipOf(['data/', 'data/vägar.shp', { name: 'data/deep/vägar.dbf', store: true }]))).toEqual({
    'data/vägar.shp': 'vägar.shp',
    'data/deep/vägar.dbf': 'vägar.dbf',
  })
  expect(readFileSync(join(folder, 'vägar.dbf'), 'utf8')).toBe('in data/deep/vägar.dbf')
})

test('they stay in them where they do not', async () => {
  await unpack(await zipOf(['a/roads.shp', 'b/Roads.shp', 'c.tif']))
  expect(files()).toEqual(['a', 'a/roads.shp', 'b', 'b/Roads.shp', 'c.tif'])
})

test('only what is chosen is unpacked', async () => {
  await unpack(await zipOf(['a.tif', 'run.exe']), { choose: (paths) => paths.filter((path) => path.endsWith('.tif')) })
  expect(files()).toEqual(['a.tif'])
})

describe('is refused:', () => {
  const zip = () => zipOf(['good.tif', 'xx/evil.tif'])
  test.each([
    ['a way up', '../evil.tif'],
    ['a way up in between', 'x/../il.tif'],
    ['an absolute path', '/x/evil.tif'],
    ['a drive', 'C:/evil.tif'],
    ['a backslash', 'xx\\evil.tif'],
    ['two backslashes up', '..\\evil.tif'],
    ['an end of text', 'xx/ev\0l.tif'],
    ['an empty folder name', 'xx//vil.tif'],
  ])('%s', async (_, name) => {
    const made = renamed(await zip(), 'xx/evil.tif', name.padEnd(11, 'f'))
    await expect(unpack(made)).rejects.toEqual(failure('service-failed', /roads: the archive/))
    expect(files()).toEqual([])
    expect(readdirSync(root).sort()).toEqual(['in.zip'])
  })

  test.each([
    ['a link', async () => zipOf([{ name: 'a.tif', bytes: '/etc/hosts', mode: 0o120777 }]), /link/],
    ['a device', async () => zipOf([{ name: 'a.tif', mode: 0o020666 }]), /device/],
    ['the same name twice', async () => renamed(await zipOf(['a.tif', 'b.tif']), 'b.tif', 'a.tif'), /twice/],
    ['the same name in other letters', async () => zipOf(['Å.tif', 'a\u030a.tif']), /twice/],
    ['a file that is a folder too', async () => renamed(await zipOf(['a.tif/b.tif', 'x.tif']), 'x.tif', 'A.tif'), /folder too/],
    ['a password', async () => inDirectory(await zipOf(['a.tif']), 8, 1), /encrypted/],
    ['strong encryption', async () => inDirectory(await zipOf(['a.tif']), 8, 0x41), /encryption/],
    ['another way of packing', async () => inDirectory(await zipOf(['a.tif']), 10, 14), /compression method/],
    ['a wrong checksum', async () => inDirectory(await zipOf(['a.tif']), 16, 12_345), /checksum/],
    ['bytes changed', async () => renamed(await zipOf([{ name: 'a.tif', bytes: 'sound', store: true }]), 'sound', 'wound'), /checksum/],
    ['a size too small', async () => inDirectory(await zipOf([{ name: 'a.tif', bytes: 'x'.repeat(500) }]), 24, 10), /whole zip/],
    ['a size too large', async () => inDirectory(await zipOf(['a.tif']), 24, 1000), /whole zip/],
    ['the end missing', async () => (await zip()).subarray(0, -30), /whole zip/],
    ['the beginning missing', async () => (await zip()).subarray(40), /whole zip/],
    ['no zip', async () => Buffer.from('PK\u0003\u0004 and then nothing'), /whole zip/],
  ])('%s', async (_, made, message) => {
    await expect(unpack(await made())).rejects.toEqual(failure('service-failed', message))
    expect(files().filter((name) => name !== 'a.tif')).toEqual([])
  })

  test('a bomb', async () => {
    const bomb = await zipOf([{ name: 'a.tif', bytes: Buffer.alloc(30e6) }])
    await expect(unpack(bomb)).rejects.toEqual(failure('service-limit', /1 MB/))
    expect(files()).toEqual([])
    // One that says it is small is stopped at what it said.
    const lying = inDirectory(inDirectory(bomb, 24, 1000), 26, 0)
    await expect(unpack(lying)).rejects.toEqual(failure('service-failed', /whole zip/))
  })

  test('many small bombs', async () => {
    const entries = [...Array(5).keys()].map((n) => ({ name: `${n}.tif`, bytes: Buffer.alloc(300_000) }))
    await expect(unpack(await zipOf(entries))).rejects.toEqual(failure('service-limit', /1 MB/))
  })

  test('too many entries', async () => {
    await expect(unpack(await zipOf([...Array(21).keys()].map((n) => `${n}.tif`)))).rejects.toEqual(failure('service-limit', /more than 20 entries/))
  })
})

test('any byte changed, or any end missing: the same files come out, or a failure', async () => {
  const zip = await zipOf(['a.tif', { name: 'b/c.shp', store: true }])
  const sound = ['in a.tif', 'in b/c.shp']
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, change, cut) => {
      rmSync(folder, { recursive: true, force: true })
      const made = Buffer.from(cut ? zip.subarray(0, at) : zip)
      if (!cut) made[at] ^= change
      const places = await unpack(made).catch((error: unknown) => error as Error)
      if (places instanceof Error) expect(['service-failed', 'service-limit']).toContain((places as Error & { code: string }).code)
      else for (const place of Object.values(places)) expect(sound).toContain(readFileSync(join(folder, place), 'utf8'))
    }),
    { numRuns: 300 },
  )
})

test('a path that passes stays in its folder', () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'Å', '\\', 'C:', 'x.tif', '...', '~')
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const path = parts.join('/')
      if (badName(path) === undefined) expect(resolve('/base', path).startsWith('/base/')).toBe(true)
      else expect(path).not.toMatch(/^[a-zÅ]+(\/[a-zÅ]+)*$/)
    }),
  )
})

test('no two paths go to one place', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^([ab]\/){0,3}[xy]$/), { maxLength: 8 }), (paths) => {
      expect(new Set(placesOf(paths).values()).size).toBe(paths.length)
    }),
  )
})
