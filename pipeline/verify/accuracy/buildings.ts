import { type BlockBox, faceY, heightOfFace, type Region, type WorldGrid } from '#pipeline/model/grid.ts'
import { randomFor } from '#pipeline/model/hash-random.ts'
import { boxesTouch, boxOf } from '#pipeline/model/scanline.ts'
import { type Footprint, holds, nearestEdge, type Overlap, overlapOf, type Site, SITE, sizeOf } from './footprint.ts'
import { STANDING_M } from './ground.ts'
import { boxOfRegion, grow } from './masks.ts'
import { measureRoof, type RoofMeasure } from './roof.ts'
import type { Shape, Sources } from './source.ts'
import type { Tops } from './tops.ts'

/** Columns around a footprint that are looked at, and those of them in which the world's building counts. */
const MARGIN = 6
const COUNTED = 3
/** How far outside its outline a building's neighbour without a footprint is looked for, in blocks. */
const NEIGHBOUR = 3.5
/** A building's top is at least this many blocks over the source's ground. */
const LEAST_RISE = 2
/** Every this many blocks a footprint is sampled. */
const STEP = 0.1

export interface MeasuredBuilding {
  site: Site
  area: number
  perimeter: number
  overlap: Overlap
  roof?: RoofMeasure
}

export interface BuildingContext {
  grid: WorldGrid
  sources: Sources
  tops: Tops
}

/** Of the buildings near a region those whose box has its centre in it and that lie in the world whole; at most `most`, chosen by a hash of their ids. */
export function chooseBuildings(region: Region, most: number, area: Float64Array, near: readonly Shape[]): { own: Shape[]; reach: BlockBox | undefined } {
  const box = boxOfRegion(region)
  const own = near
    .filter(({ polygons }) => polygons.length > 0 && isCentredIn(box, boxOf(polygons.flat())) && isWithin(polygons, area))
    .map((shape) => ({ shape, chance: randomFor(`${shape.layer}/${shape.id}`, 'accuracy') }))
    .toSorted((a, b) => a.chance - b.chance)
    .slice(0, most)
    .map(({ shape }) => shape)
  return { own, reach: own.length === 0 ? undefined : grow(boxOf(own.flatMap(({ polygons }) => polygons.flat())), MARGIN) }
}

/** Measures chosen buildings. @param near all the buildings around them */
export async function measureBuildings(own: readonly Shape[], near: readonly Shape[], context: BuildingContext): Promise<MeasuredBuilding[]> {
  const measured: MeasuredBuilding[] = []
  for (const shape of own) {
    const building = await measureBuilding(shape, near, context)
    if (building) measured.push(building)
  }
  return measured
}

function isCentredIn(region: BlockBox, { minX, minZ, maxX, maxZ }: BlockBox): boolean {
  const [x, z] = [(minX + maxX) / 2, (minZ + maxZ) / 2]
  return x >= region.minX && x < region.maxX && z >= region.minZ && z < region.maxZ
}

function isWithin(polygons: Float64Array[][], area: Float64Array): boolean {
  return polygons.every(([outer]) => {
    for (let i = 0; i < outer.length; i += 2) if (!holds([[area]], outer[i], outer[i + 1])) return false
    return true
  })
}

async function measureBuilding(shape: Shape, near: readonly Shape[], { grid, sources, tops }: BuildingContext): Promise<MeasuredBuilding | undefined> {
  const box = grow(boxOf(shape.polygons.flat()), MARGIN)
  const others = near.filter(
    (other) =>
      other !== shape && !(other.layer === shape.layer && other.id === shape.id) && other.polygons.length > 0 && boxesTouch(boxOf(other.polygons.flat()), box),
  )
  const width = box.maxX - box.minX
  const count = width * (box.maxZ - box.minZ)
  const points = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    points[2 * i] = box.minX + (i % width) + 0.5
    points[2 * i + 1] = box.minZ + Math.floor(i / width) + 0.5
  }
  const { terrain, surface } = await sources.sample(points, ['terrain', 'surface'])
  if (!terrain) return undefined
  const stands = (x: number, z: number) => {
    const i = (Math.floor(z) - box.minZ) * width + Math.floor(x) - box.minX
    return surface !== undefined && surface[i] - terrain[i] > STANDING_M
  }
  const columns = new Uint8Array(count)
  const roof = { width, world: blank(count), source: blank(count), depth: blank(count), chimney: new Uint8Array(count) }
  for (let i = 0; i < count; i++) {
    const [x, z] = [points[2 * i], points[2 * i + 1]]
    const top = tops.at(Math.floor(x), Math.floor(z))
    const edge = nearestEdge(shape.polygons, x, z)
    const isOwn = holds(shape.polygons, x, z)
    const isOther = others.some(({ polygons }) => holds(polygons, x, z))
    const isBuilding = top - Math.round(faceY(grid, terrain[i])) >= LEAST_RISE
    if (!isOwn && !isOther && (edge.distance > COUNTED || hasNeighbour(edge, x, z, stands))) columns[i] = SITE.beyond
    else if (isBuilding) columns[i] = isOther && !isOwn ? SITE.other : SITE.building
    if (!isOwn || isOther || !surface) continue
    roof.world[i] = heightOfFace(grid, top)
    roof.source[i] = surface[i]!
    roof.depth[i] = edge.distance
    roof.chimney[i] = Number(tops.isChimney(Math.floor(x), Math.floor(z)))
  }
  const site = { shape: footprintOf(shape), others: others.map(footprintOf), box, columns }
  const measured: MeasuredBuilding = { site, ...sizeOf(shape.polygons), overlap: overlapOf(site, STEP) }
  const measuredRoof = measureRoof(roof, grid)
  if (measuredRoof) measured.roof = measuredRoof
  return measured
}

const footprintOf = ({ polygons }: Shape): Footprint => ({ polygons })

const blank = (count: number): Float32Array => new Float32Array(count).fill(Number.NaN)

/** True where the source has something standing past the strip in which the footprint itself may be off. */
function hasNeighbour(edge: { x: number; z: number; distance: number }, x: number, z: number, stands: (x: number, z: number) => boolean): boolean {
  if (edge.distance === 0) return false
  const out = NEIGHBOUR / edge.distance
  return stands(edge.x + (x - edge.x) * out, edge.z + (z - edge.z) * out)
}
