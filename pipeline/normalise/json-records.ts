import { readFileSync, statSync } from 'node:fs'
import { plainName } from './columns.ts'

/** Records are held in memory whole: a larger file is left to GDAL, in bytes. */
const MOST_BYTES = 64 << 20

/**
 * A JSON file of plain records, as web services give tables, written as features without geometry, which GDAL reads.
 * Undefined where the file is something else: GeoJSON is GDAL's own. Records are an array, or the one array of objects that an object holds.
 */
export function recordsAsFeatures(file: string): string | undefined {
  if (!/\.json$/i.test(file) || statSync(file).size > MOST_BYTES) return undefined
  const records = recordsIn(parse(readFileSync(file, 'utf8')))
  if (!records) return undefined
  const plain = (record: object) => Object.fromEntries(Object.entries(record).map(([name, value]) => [plainName(name), value]))
  const features = records.map((record) => ({ type: 'Feature', properties: plain(record), geometry: null }))
  return JSON.stringify({ type: 'FeatureCollection', features })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
const isRecords = (value: unknown): value is object[] => Array.isArray(value) && value.length > 0 && value.every(isObject)

function recordsIn(value: unknown): object[] | undefined {
  if (isRecords(value)) return value
  if (!isObject(value) || 'type' in value) return undefined
  const arrays = Object.values(value).filter(isRecords)
  return arrays.length === 1 ? arrays[0] : undefined
}
