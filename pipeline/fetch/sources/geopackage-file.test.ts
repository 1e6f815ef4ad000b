import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGeoPackage, type GeoPackageLayer, type StoredValue } from './geopackage-file.ts'

let folder: string
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-gpkg-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const wkbPoint = (x: number, y: number): Buffer => {
  const wkb = Buffer.alloc(21)
  wkb.writeUInt8(1, 0)
  wkb.writeUInt32LE(1, 1)
  wkb.writeDoubleLE(x, 5)
  wkb.writeDoubleLE(y, 13)
  return wkb
}
const layer = (names: readonly string[] = [], more: Partial<GeoPackageLayer> = {}): GeoPackageLayer => ({
  table: 'layer',
  description: '',
  columns: names.map((name) => ({ name, type: 'TEXT' })),
  geometryColumn: 'geom',
  geometryType: 'POINT',
  z: 0,
  m: 0,
  srs: { id: 4326, organization: 'EPSG', organizationId: 4326, definition: 'the given one, not that of the format' },
  ...more,
})
type Row = [values: StoredValue[], wkb: Buffer | undefined, isEmpty?: boolean]
function write(about: GeoPackageLayer, rows: readonly Row[]): string {
  const path = join(folder, `${files++}.gpkg`)
  const file = createGeoPackage(path, about)
  for (const row of rows) file.add(...row)
  file.close()
  return path
}

test('any names and texts come back, and the same rows are the same bytes', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0') && text.toLowerCase() !== 'geom')
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: (text) => text.toLowerCase() })
  const rows = names.chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(
        fc.array(fc.option(fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0'))), {
          minLength: columns.length,
          maxLength: columns.length,
        }),
        { maxLength: 5 },
      ),
    ),
  )
  fc.assert(
    fc.property(rows, ([columns, values]) => {
      const given = values.map((row, n): Row => [row, wkbPoint(n, 57)])
      const path = write(layer(columns), given)
      expect(readFileSync(write(layer(columns), given)).equals(readFileSync(path))).toBe(true)
      const database = new DatabaseSync(path, { readOnly: true })
      const read = database.prepare(`SELECT * FROM layer`).all()
      database.close()
      expect(read.map((row) => columns.map((column) => row[column]))).toEqual(values)
    }),
    { numRuns: 20 },
  )
}, 60_000)

test('a column may have the name that the row number would have', () => {
  const text = execFileSync('ogrinfo', ['-al', write(layer(['fid', 'FID_2']), [[['a', 'b'], wkbPoint(12, 57)]])], { encoding: 'utf8' })
  expect(text).toContain('FID Column = fid_3')
  expect(text).toMatch(/fid \(String\) = a\n {2}FID_2 \(String\) = b\n {2}POINT \(12 57\)/)
})

test('no geometry, an empty one and one are told apart', () => {
  const path = write(layer([]), [
    [[], undefined],
    [[], wkbPoint(Number.NaN, Number.NaN), true],
    [[], wkbPoint(1, 2)],
  ])
  expect(execFileSync('ogrinfo', ['-al', '-q', path], { encoding: 'utf8' }).match(/POINT .*/g)).toEqual(['POINT EMPTY', 'POINT (1 2)'])
})

test('a system of the format itself is stated once', () => {
  const database = new DatabaseSync(write(layer([]), []), { readOnly: true })
  expect(database.prepare('SELECT srs_id, definition FROM gpkg_spatial_ref_sys ORDER BY srs_id').all()).toEqual([
    { srs_id: -1, definition: 'undefined' },
    { srs_id: 0, definition: 'undefined' },
    { srs_id: 4326, definition: expect.stringMatching('the given one') },
  ])
  database.close()
})
