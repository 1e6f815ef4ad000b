import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mustHaveWholeTable } from './whole-table.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-table-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const BEGIN = 65
/** The parts of a Shapefile that say how many records there are; GDAL opens none of this. */
function write({
  records,
  length,
  shapes = records,
  kept = BEGIN + records * length,
}: {
  records: number
  length: number
  shapes?: number
  kept?: number
}): string {
  const table = Buffer.alloc(BEGIN + records * length)
  table.writeUInt32LE(records, 4)
  table.writeUInt16LE(BEGIN, 8)
  table.writeUInt16LE(length, 10)
  writeFileSync(join(folder, 'a.dbf'), table.subarray(0, kept))
  writeFileSync(join(folder, 'a.shx'), Buffer.alloc(100 + 8 * shapes))
  return join(folder, 'a.shp')
}

test('a table cut short anywhere is refused, a whole one never', () => {
  const tables = fc.record({
    records: fc.integer({ min: 1, max: 50 }),
    length: fc.integer({ min: 1, max: 200 }),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  fc.assert(
    fc.property(tables, ({ records, length, share }) => {
      expect(() => mustHaveWholeTable(write({ records, length }), 'roads')).not.toThrow()
      const kept = Math.floor((BEGIN + records * length) * share)
      expect(() => mustHaveWholeTable(write({ records, length, kept }), 'roads')).toThrow(/^layer roads: a\.dbf is not whole: /)
    }),
  )
})

test('a table with fewer records than there are shapes is refused; with more, or with bytes at its end, it is not', () => {
  expect(() => mustHaveWholeTable(write({ records: 5, length: 9, shapes: 7 }), 'roads')).toThrow('it has 5 records, and there are 7 shapes')
  expect(() => mustHaveWholeTable(write({ records: 7, length: 9, shapes: 5 }), 'roads')).not.toThrow()
  const file = write({ records: 7, length: 9 })
  writeFileSync(join(folder, 'a.dbf'), Buffer.concat([readFileSync(join(folder, 'a.dbf')), Buffer.from([0x1a])]))
  expect(() => mustHaveWholeTable(file, 'roads')).not.toThrow()
})
