import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { shapefileEncoding } from './encoding.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let serial = 0
/** A table whose one record holds the text; only what is looked at is right. */
function shapefile({ text = Buffer.from(''), driver = 0, cpg }: { text?: Buffer; driver?: number; cpg?: string }, extensions = ['dbf', 'cpg']): string {
  const stem = join(folder, `layer${serial++}`)
  const head = Buffer.alloc(32)
  head[29] = driver
  writeFileSync(`${stem}.shp`, '')
  writeFileSync(`${stem}.${extensions[0]}`, Buffer.concat([head, text, Buffer.alloc(8, ' ')]))
  if (cpg !== undefined) writeFileSync(`${stem}.${extensions[1]}`, cpg)
  return `${stem}.shp`
}

describe('a code page file', () => {
  test.each([
    ['ISO 88591', 'ISO-8859-1'],
    ['ISO-8859-15\r\n', 'ISO-8859-15'],
    ['8859_1', 'ISO-8859-1'],
    ['latin1', 'ISO-8859-1'],
    ['utf8', 'UTF-8'],
    ['65001', 'UTF-8'],
    ['1252', 'CP1252'],
    ['ANSI 1252', 'CP1252'],
    ['cp850', 'CP850'],
  ])('that says %j means %s', (cpg, wanted) => {
    expect(shapefileEncoding(shapefile({ cpg }))).toBe(wanted)
  })

  test('is found in capitals too', () => {
    expect(shapefileEncoding(shapefile({ cpg: '1252' }, ['DBF', 'CPG']))).toBe('CP1252')
  })

  test('that says something unknown is passed over: the text tells', () => {
    expect(shapefileEncoding(shapefile({ cpg: 'KLINGON', text: Buffer.from('Väg', 'latin1') }))).toBe('ISO-8859-1')
    expect(shapefileEncoding(shapefile({ cpg: 'KLINGON', text: Buffer.from('Väg') }))).toBe('UTF-8')
  })
})

describe('without one', () => {
  test('a table that names its own code page is left to GDAL', () => {
    expect(shapefileEncoding(shapefile({ driver: 87, text: Buffer.from('Väg', 'latin1') }))).toBeUndefined()
  })

  test('valid UTF-8 is UTF-8, all other ISO-8859-1', () => {
    expect(shapefileEncoding(shapefile({ text: Buffer.from('Götgatan, Åsögatan') }))).toBe('UTF-8')
    expect(shapefileEncoding(shapefile({ text: Buffer.from('Götgatan, Åsögatan', 'latin1') }))).toBe('ISO-8859-1')
    expect(shapefileEncoding(shapefile({ text: Buffer.from('Storgatan') }))).toBe('UTF-8')
  })

  test('UTF-8 that is cut inside a letter at the end of what is read is still UTF-8', () => {
    expect(shapefileEncoding(shapefile({ text: Buffer.concat([Buffer.alloc((1 << 20) - 33, 'a'), Buffer.from('ååååååå')]) }))).toBe('UTF-8')
  })

  test('other formats, and a shape without a table, are left to GDAL', () => {
    const lone = join(folder, 'lone.shp')
    writeFileSync(lone, '')
    expect(shapefileEncoding(lone)).toBeUndefined()
    expect(shapefileEncoding(join(folder, 'a.gpkg'))).toBeUndefined()
  })
})
