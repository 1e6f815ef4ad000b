import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyOf, openCache, sweepOutput } from './cache.ts'

let root = ''
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))
const fill = (text: string) => async (folder: string) => writeFileSync(join(folder, 'result'), text)

test('a folder is made once for a key, and again for another', async () => {
  const cache = openCache(root)
  const first = await cache.folder('stage', { a: 1 }, fill('one'))
  expect(await cache.folder('stage', { a: 1 }, fill('two'))).toBe(first)
  expect(readFileSync(join(first, 'result'), 'utf8')).toBe('one')
  const other = await cache.folder('stage', { a: 2 }, fill('two'))
  expect(readFileSync(join(other, 'result'), 'utf8')).toBe('two')
  expect(cache.place('stage', { a: 1 })).toBe(first)
  expect(cache.place('another', { a: 1 })).not.toBe(first)
})

test('what failed half-way leaves nothing, and is made again', async () => {
  const cache = openCache(root)
  const broken = cache.folder('stage', 1, async (folder) => {
    writeFileSync(join(folder, 'half'), '')
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  expect(readdirSync(join(root, 'stage'))).toEqual([])
  expect(readdirSync(await cache.folder('stage', 1, fill('whole')))).toEqual(['result'])
})

test('the folder of a run that was killed is not taken for whole', async () => {
  const cache = openCache(root)
  mkdirSync(`${cache.place('stage', 1)}.${process.pid}.tmp/left-over`, { recursive: true })
  expect(readdirSync(await cache.folder('stage', 1, fill('whole')))).toEqual(['result'])
})

test('where two make the same, the one who comes first wins, and both get it whole', async () => {
  const cache = openCache(root)
  const path = await cache.folder('stage', 1, async (folder) => {
    await fill('mine')(folder)
    mkdirSync(cache.place('stage', 1))
    writeFileSync(join(cache.place('stage', 1), 'result'), 'theirs')
  })
  expect(readFileSync(join(path, 'result'), 'utf8')).toBe('theirs')
  expect(readdirSync(join(root, 'stage'))).toHaveLength(1)
})

test('what earlier runs left half-made goes, wherever it lies, also of one that had our number; what is whole or of a running process stays', async () => {
  const left = ['releases/a', 'states/a.json', 'cache/used/a.json', 'cache/regions/key/r.0.0.mca', 'lock.json', 'runs/1'].map(
    (name) => `${name}.${process.pid}.tmp`,
  )
  const stays = ['cache/regions/key/r.0.0.mca', `releases/b.${process.ppid}.tmp`, 'releases/c']
  for (const path of [...left, ...stays]) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  await sweepOutput(root)
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort()).toEqual(stays.sort())
})

test('keys are short and depend on every value in them', () => {
  expect(keyOf({ a: [1, 2] })).toMatch(/^[0-9a-f]{32}$/)
  expect(keyOf({ a: [1, 2] })).toBe(keyOf({ a: [1, 2] }))
  expect(new Set([keyOf({ a: [1, 2] }), keyOf({ a: [2, 1] }), keyOf({ a: ['1', 2] }), keyOf({ b: [1, 2] })]).size).toBe(4)
})
