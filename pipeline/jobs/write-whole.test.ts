import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runLimited } from './try-limited.ts'
import { writeWholeSync } from './write-whole.ts'

let root = ''
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a file is there with all its bytes, in place of the old one', () => {
  const path = join(root, 'file')
  for (const text of ['one', 'another']) writeWholeSync(path, text)
  expect(readFileSync(path, 'utf8')).toBe('another')
  expect(readdirSync(root)).toEqual(['file'])
})

test('what is written in part only is nothing, and the old one stays', () => {
  const path = join(root, 'file')
  writeWholeSync(path, 'old')
  const { code, err } = runLimited(4096, new URL('write-whole.ts', import.meta.url), `it.writeWholeSync(${JSON.stringify(path)}, new Uint8Array(10_000))`)
  expect(err).toContain('EFBIG')
  expect(code).not.toBe(0)
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(root)).toEqual(['file'])
})
