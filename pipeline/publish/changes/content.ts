import { hash } from 'node:crypto'
import type { Box } from '#pipeline/model/change-set.ts'
import type { AttributeValue, Feature, Geometry } from '#pipeline/model/feature.ts'

/** Codes of WKB (OGC 06-103r4 §8.2.3). One form for one and for many parts: which of them a source writes is no change. */
const CODES = { point: [4, 1], line: [5, 2], polygon: [6, 3] } as const

/** Hexadecimal digits of a content's digest: 128 bits. */
const DIGITS = 32

/** Metres to whole millimetres; never −0, whose bytes are not those of 0. */
const mm = (metres: number): number => Math.round(metres * 1000) / 1000 + 0

/** The digest of what a feature says: its shape to the millimetre and its attributes, whatever their order. */
export function contentDigest({ geometry, attributes }: Pick<Feature, 'geometry' | 'attributes'>): string {
  return hash('sha256', Buffer.concat([toWkb(geometry), Buffer.from(canonicalText(attributes))])).slice(0, DIGITS)
}

function canonicalText(attributes: Readonly<Record<string, AttributeValue>>): string {
  return JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map((key) => [key, attributes[key]]),
  )
}

/** Little-endian WKB in two dimensions, rounded to millimetres. */
export function toWkb(geometry: Geometry): Buffer {
  const [many, one] = CODES[geometry.type]
  const parts = partsOf(geometry)
  const values = parts.flat().reduce((sum, run) => sum + run.length, 0)
  const runs = parts.reduce((sum, rings) => sum + rings.length, 0)
  const bytes = Buffer.alloc(9 + 5 * parts.length + (one === 3 ? 4 * parts.length : 0) + (one === 1 ? 0 : 4 * runs) + 8 * values)
  let at = 0
  const head = (code: number) => bytes.writeUInt32LE(code, bytes.writeUInt8(1, at))
  at = bytes.writeUInt32LE(parts.length, head(many))
  for (const rings of parts) {
    at = head(one)
    if (one === 3) at = bytes.writeUInt32LE(rings.length, at)
    for (const run of rings) {
      if (one !== 1) at = bytes.writeUInt32LE(run.length / 2, at)
      for (const value of run) at = bytes.writeDoubleLE(mm(value), at)
    }
  }
  return bytes
}

/** Every part as a list of coordinate runs. */
function partsOf(geometry: Geometry): Float64Array[][] {
  if (geometry.type === 'polygon') return geometry.polygons
  if (geometry.type === 'line') return geometry.lines.map((line) => [line])
  return Array.from({ length: geometry.points.length / 2 }, (_, i) => [geometry.points.subarray(2 * i, 2 * i + 2)])
}

/** The box around a shape, to the millimetre. */
export function boxAround(geometry: Geometry): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const run of partsOf(geometry).flat())
    for (let i = 0; i < run.length; i += 2) {
      box[0] = Math.min(box[0], run[i])
      box[1] = Math.min(box[1], run[i + 1])
      box[2] = Math.max(box[2], run[i])
      box[3] = Math.max(box[3], run[i + 1])
    }
  return box.map(mm) as Box
}

/** The box around two boxes. */
export const boxAroundBoth = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
