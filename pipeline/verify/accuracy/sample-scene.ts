import { openWorld, type WorldReader } from '../read/world.ts'
import { SampleWorld } from '../read/sample-world.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { type WorldGrid, toBlocks } from '#pipeline/model/grid.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import { holds } from './footprint.ts'
import type { MeasuredStyle } from './blocks.ts'
import type { AccuracyInput } from './measure.ts'
import type { SourceLayer, SourceReader, SourceShape } from './source.ts'

/** A hilly acre with turned houses, as sources in formulas and as worlds of it, true or wrong in one way. */

export const SIDE = 128
export const grid: WorldGrid = {
  crs: 'EPSG:3007',
  origin: { easting: 148480, northing: 6398976 },
  heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' },
  zeroY: 63,
  scale: 1,
  verticalScale: 1,
}
export const style: MeasuredStyle = { through: ['oak_leaves', 'oak_log', 'water'], chimneys: ['bricks'], roads: { street: { widthM: 5, pavementM: 1 } } }

/** Metres at a place in blocks. */
export const groundAt = (x: number, z: number): number => 14 + 5 * Math.sin(x / 17) + 4 * Math.cos(z / 13) + x / 40

interface House {
  polygon: Float64Array
  x: number
  z: number
  turn: number
  eaves: number
}

const houses: House[] = Array.from({ length: 4 }, (_, i) => {
  const [x, z, turn] = [32.3 + 62 * (i % 2), 31.7 + 63 * (i >> 1), 0.31 + i * 0.37]
  const corners = [
    [-13, -9],
    [13, -9],
    [13, 9],
    [-13, 9],
    [-13, -9],
  ] as const
  const polygon = Float64Array.from(corners.flatMap(([a, b]) => [x + a * Math.cos(turn) - b * Math.sin(turn), z + a * Math.sin(turn) + b * Math.cos(turn)]))
  return { polygon, x, z, turn, eaves: groundAt(x, z) + 9 }
})

/** A gabled roof, in metres. */
function roofAt({ x: cx, z: cz, turn, eaves }: House, x: number, z: number): number {
  return eaves + 0.6 * (9 - Math.abs((z - cz) * Math.cos(turn) - (x - cx) * Math.sin(turn)))
}

const houseAt = (x: number, z: number): House | undefined => houses.find(({ polygon }) => holds([[polygon]], x, z))
/** What a laser finds on roofs besides the roof. */
const noiseAt = (x: number, z: number): number => (hashAt(7, Math.floor(x), Math.floor(z)) / 2 ** 32 - 0.5) * 1.6
export const surfaceAt = (x: number, z: number): number => {
  const house = houseAt(x, z)
  return house ? roofAt(house, x, z) + noiseAt(x, z) : groundAt(x, z)
}

export interface Wrong {
  /** Blocks the whole world lies to the east of where it should. */
  east?: number
  up?: number
  isMirrored?: boolean
  /** Roofs as the surface has them, in whole blocks. */
  hasRawRoofs?: boolean
  housesEast?: number
  /** Trees that stand in the way of the measure. */
  hasTrees?: boolean
}

/** Writes a world of the scene. */
export async function writeWorld(folder: string, { east = 0, up = 0, isMirrored, hasRawRoofs, housesEast = 0, hasTrees }: Wrong = {}): Promise<WorldReader> {
  const world = new SampleWorld()
  for (let wz = 0; wz < SIDE; wz++)
    for (let wx = 0; wx < SIDE; wx++) {
      const x = (isMirrored ? SIDE - 1 - wx : wx) - east + 0.5
      const z = wz + 0.5
      const face = Math.round(groundAt(x, z)) + grid.zeroY + up
      world.fill([wx, face - 2, wz], [wx, face - 1, wz], 'grass_block')
      if (hasTrees && wx % 9 === 0 && wz % 7 === 0) {
        world.fill([wx, face, wz], [wx, face + 4, wz], 'oak_log')
        world.set(wx, face + 5, wz, 'oak_leaves')
      }
      const house = houseAt(x - housesEast, z)
      if (!house) continue
      const height = hasRawRoofs ? Math.round(roofAt(house, x, z) + noiseAt(x, z)) : Math.round(roofAt(house, x, z) * 2) / 2
      const top = height + grid.zeroY + up
      world.set(wx, Math.ceil(top) - 1, wz, Number.isInteger(top) ? 'stone' : 'stone_slab[type=bottom]')
    }
  await world.save(folder)
  return openWorld(folder)
}

const layer = (kind: LayerKind): SourceLayer => ({ layer: { id: kind, kind, source: {} } as LayerDefinition, files: ['formulas'] })
const inMetres = (flat: Float64Array): Float64Array => flat.map((value, i) => (i & 1 ? grid.origin.northing - value : grid.origin.easting + value))

/** Answers from the formulas what GDAL would from files. */
export const reader = {
  run(job: string, ask: never): Promise<never> {
    return Promise.resolve((job === 'sample' ? samples(ask) : shapes(ask)) as never)
  },
} as SourceReader

function samples({ points, want, sources }: { points: Float64Array; want: string[]; sources: SourceLayer[] }) {
  const at: Record<string, ((x: number, z: number) => number) | undefined> = { terrain: groundAt, surface: surfaceAt, highest: surfaceAt }
  const kinds = new Set(sources.map((source) => source.layer.kind as string))
  const known = want.filter((how) => kinds.has(how === 'highest' ? 'surface' : how))
  return Object.fromEntries(
    known.map((how) => [
      how,
      Float32Array.from({ length: points.length / 2 }, (_, i) => {
        const { x, z } = toBlocks(grid, points[2 * i], points[2 * i + 1])
        return at[how]!(x, z)
      }),
    ]),
  )
}

function shapes({ layer: { kind } }: SourceLayer): SourceShape[] {
  if (kind !== 'building') return []
  return houses.map(({ polygon }, i) => ({ id: String(i), attributes: {}, geometry: { type: 'polygon', polygons: [[inMetres(polygon)]] } }))
}

/** What a world is measured with. */
export function input(world: WorldReader, kinds: LayerKind[] = ['terrain', 'surface', 'building']): AccuracyInput {
  const ring = Float64Array.from([2, 2, SIDE - 2, 2, SIDE - 2, SIDE - 2, 2, SIDE - 2, 2, 2])
  const metres = inMetres(ring)
  const area = Array.from({ length: 5 }, (_, i): [number, number] => [metres[2 * i], metres[2 * i + 1]])
  return { world, grid, area, layers: kinds.map(layer), gdal: reader, style }
}
