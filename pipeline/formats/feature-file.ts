import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { createInterface } from 'node:readline'
import type { Feature, Geometry } from '#pipeline/model/feature.ts'

/** Features of a layer on disk: one JSON object a line, coordinates rounded to millimetres, in the order they were written. */
type Line = Omit<Feature, 'geometry' | 'layer' | 'kind'> & { geometry: { type: Geometry['type']; parts: number[] | number[][] | number[][][] } }

const mm = (flat: Float64Array): number[] => Array.from(flat, (value) => Math.round(value * 1000) / 1000)

function plain(geometry: Geometry): Line['geometry'] {
  if (geometry.type === 'point') return { type: 'point', parts: mm(geometry.points) }
  if (geometry.type === 'line') return { type: 'line', parts: geometry.lines.map(mm) }
  return { type: 'polygon', parts: geometry.polygons.map((rings) => rings.map(mm)) }
}

function flat({ type, parts }: Line['geometry']): Geometry {
  if (type === 'point') return { type, points: Float64Array.from(parts as number[]) }
  if (type === 'line') return { type, lines: (parts as number[][]).map((part) => Float64Array.from(part)) }
  return { type, polygons: (parts as number[][][]).map((rings) => rings.map((ring) => Float64Array.from(ring))) }
}

export interface FeatureWriter {
  write(feature: Feature): Promise<void>
  close(): Promise<void>
}

export function writeFeatures(path: string): FeatureWriter {
  const stream = createWriteStream(path, { flush: true })
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => {})
  return {
    async write({ id, attributes, geometry }) {
      const line: Line = { id, attributes, geometry: plain(geometry) }
      if (!stream.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(stream, 'drain'), failed])
    },
    async close() {
      stream.end()
      await finished(stream)
    },
  }
}

/** Reads features one by one, so that memory does not grow with the layer. */
export async function* readFeatures(path: string, layer: Pick<Feature, 'layer' | 'kind'>): AsyncGenerator<Feature> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const { id, attributes, geometry } = JSON.parse(text) as Line
    yield { ...layer, id, attributes, geometry: flat(geometry) }
  }
}
