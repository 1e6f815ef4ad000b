import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'

/** Bytes of a .shx before its records, and of each. */
const INDEX_HEAD = 100
const INDEX_RECORD = 8

/**
 * Refuses a Shapefile whose table has fewer records than it or its index says: GDAL stops there without a word, and the rest would be a silent gap.
 * A .dbf says how many records it has at byte 4, where they begin at byte 8 and how long each is at byte 10 (dBASE III).
 * @throws Failure `unreadable-source`
 */
export function mustHaveWholeTable(file: string, layer: string): void {
  if (!/\.shp$/i.test(file)) return
  const [table, index] = ['dbf', 'shx'].map((extension) => besideOf(file, extension))
  if (table === undefined) return
  const head = headOf(table, 12)
  if (head.length < 12) throw cut(table, layer, 'its head is not whole')
  const [records, begin, length] = [head.readUInt32LE(4), head.readUInt16LE(8), head.readUInt16LE(10)]
  const { size } = statSync(table)
  if (size < begin + records * length) throw cut(table, layer, `it says that it has ${records} records, and ends before`)
  const shapes = index === undefined ? 0 : Math.floor((statSync(index).size - INDEX_HEAD) / INDEX_RECORD)
  if (records < shapes) throw cut(table, layer, `it has ${records} records, and there are ${shapes} shapes`)
}

const cut = (table: string, layer: string, why: string): Failure =>
  new Failure('unreadable-source', `layer ${layer}: ${basename(table)} is not whole: ${why}`, 'deliver the Shapefile again, all of its files')

function besideOf(file: string, extension: string): string | undefined {
  const paths = [extension, extension.toUpperCase()].map((each) => file.replace(/shp$/i, each))
  return paths.find((path) => existsSync(path))
}

function headOf(path: string, bytes: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(bytes)
    return head.subarray(0, readSync(file, head, 0, bytes, 0))
  } finally {
    closeSync(file)
  }
}
