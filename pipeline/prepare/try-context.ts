/** For tests: a context on made-up ground. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Feature, Geometry } from '#pipeline/model/feature.ts'
import type { BlockBox, WorldGrid } from '#pipeline/model/grid.ts'
import { styleSchema } from '#pipeline/model/style.ts'
import type { ListName } from './buckets.ts'
import type { Context } from './context.ts'
import type { Ground } from './ground.ts'
import type { RasterStack } from './raster-stack.ts'

export const STYLE = styleSchema.parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../worlds/styles/nordic.json', import.meta.url)), 'utf8')))
export const GRID: WorldGrid = {
  crs: 'EPSG:3006',
  origin: { easting: 0, northing: 0 },
  heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
  zeroY: 63,
  scale: 1,
  verticalScale: 1,
}

/** A raster whose value at each column a function gives. */
export const stackOf = (valueAt: (x: number, z: number) => number): RasterStack => ({
  at: valueAt,
  window: (box) => windowOf(box, valueAt),
  close() {},
})

/** Ground whose face at each column a function gives. */
export const groundOf = (faceAt: (x: number, z: number) => number): Ground => ({
  at: faceAt,
  between({ x, z }) {
    const [x0, z0] = [Math.floor(x - 0.5), Math.floor(z - 0.5)]
    const [fx, fz] = [x - 0.5 - x0, z - 0.5 - z0]
    const row = (at: number) => faceAt(x0, at) * (1 - fx) + faceAt(x0 + 1, at) * fx
    return row(z0) * (1 - fz) + row(z0 + 1) * fz
  },
  window: (box) => windowOf(box, faceAt),
})

function windowOf({ minX, minZ, maxX, maxZ }: BlockBox, valueAt: (x: number, z: number) => number): Float32Array {
  const width = maxX - minX
  return Float32Array.from({ length: width * (maxZ - minZ) }, (_, i) => valueAt(minX + (i % width), minZ + Math.floor(i / width)))
}

export interface Tried {
  context: Context
  /** What was put into the buckets. */
  put: { list: ListName; object: any }[]
}

/** A context over blocks −600…600 each way, on flat ground with its face at y 70 unless told otherwise. */
export function tryContext(change: Partial<Context> = {}): Tried {
  const put: Tried['put'] = []
  const context: Context = {
    grid: GRID,
    style: STYLE,
    box: { minX: -600, minZ: -600, maxX: 600, maxZ: 600 },
    ground: groundOf(() => 70),
    surface: stackOf(() => Number.NaN),
    canopy: stackOf(() => Number.NaN),
    landcover: stackOf(() => Number.NaN),
    buckets: { put: (list, object) => void put.push({ list, object }), take: () => [], close() {} },
    problems: [],
    drawn: new Map(),
    problem: ({ layer, id }, code, message) => void context.problems.push({ code, layer, featureId: id, message }),
    ...change,
  }
  return { context, put }
}

/** A feature whose geometry is given in blocks. */
export function featureAt(geometry: { point: number[] } | { line: number[] } | { ring: number[] }, attributes: Feature['attributes'] = {}, id = '1'): Feature {
  const metres = (blocks: number[]) => Float64Array.from(blocks, (value, i) => (i % 2 === 0 ? value : -value))
  const shape = (): Geometry => {
    if ('point' in geometry) return { type: 'point', points: metres(geometry.point) }
    if ('line' in geometry) return { type: 'line', lines: [metres(geometry.line)] }
    return { type: 'polygon', polygons: [[metres(geometry.ring)]] }
  }
  return { layer: 'layer', kind: 'road', id, attributes, geometry: shape() }
}
