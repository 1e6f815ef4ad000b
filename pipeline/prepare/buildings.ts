import type { AttributeValue } from '#pipeline/model/feature.ts'
import { faceY, MAX_Y } from '#pipeline/model/grid.ts'
import type { BuildingUse, RoofShape } from '#pipeline/model/kind.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { cellRole } from '#pipeline/model/shard.ts'
import type { BuildingType } from '#pipeline/model/style.ts'
import { polygonsArea } from './building/coverage.ts'
import { type CellGrid, settleShared } from './building/footprint.ts'
import { type Context, countDrawn } from './context.ts'
import { deriveFootprints, type Polygonise } from './derived-footprints.ts'
import { bays } from './facade/bays.ts'
import { placeDoors } from './facade/doors.ts'
import { storeyRows } from './facade/storeys.ts'
import { houseVariants, variantFor } from './facade/variants.ts'
import { type Facade, facadesOf, wallRoles } from './facade/walls.ts'
import { type Footprint, type Footprints, indexFootprints, readFootprints } from './footprints.ts'
import type { Roof } from './roof/roof.ts'
import { roofFromShape } from './roof/shape-roof.ts'
import { levelRoof, roofFromSurface } from './roof/surface-roof.ts'
import type { StreetMap } from './street-map.ts'

/** A surface that rises less than this over the ground shows no building, in metres. */
const NOTHING_STANDS_M = 1.5
/** Height of a building of which nothing is known, by its area in m². */
const UNKNOWN_HEIGHT_M: readonly [upTo: number, heightM: number][] = [
  [60, 3],
  [250, 5],
  [Infinity, 9],
]
/** Where two buildings claim more than this share of the smaller one's cells, one of them is a mistake. */
const OVERLAP = 0.2
/** The share of the ground around a building that lies lower than its floor. */
const FLOOR_AT = 0.4

export interface BuildingSurroundings {
  /** Face of the water, or NaN. */
  water: (x: number, z: number) => number
  streets: StreetMap
  polygonise: Polygonise
  folder: string
}

/** Buildings from footprints, and from the surface model alone where no footprint is; each derived once, for every region it touches. */
export async function prepareBuildings(layers: readonly NormalisedLayer[], context: Context, surroundings: BuildingSurroundings): Promise<void> {
  const given = await readFootprints(layers, context)
  const surface = layers.filter(({ layer, raster }) => layer.kind === 'surface' && raster).toSorted((a, b) => b.layer.order - a.layer.order)[0]
  const isWater = (x: number, z: number) => !Number.isNaN(surroundings.water(x, z))
  const { polygonise, folder } = surroundings
  const derived = surface ? await deriveFootprints(given, surface.layer.id, { context, isWater, polygonise, folder }) : []
  const footprints = indexFootprints([...given, ...derived], 1 / context.grid.scale)
  for (const index of footprints.order) prepareBuilding(footprints, index, context, surroundings)
}

function prepareBuilding(footprints: Footprints, index: number, context: Context, { water, streets }: BuildingSurroundings): void {
  const { grid: worldGrid, ground } = context
  const footprint = footprints.all[index]
  const neighbours = footprints.beside(index)
  const grid = settle(footprints, index, neighbours, context)
  if (!grid) return
  const isTaken = takenBy(footprints, neighbours)
  const facades = facadesOf(footprint.polygons)
  const role = wallRoles(grid, isTaken, facades)
  const floor = floorOf(grid, ground.at, isTaken)
  if (floor === undefined) return context.problem(footprint, 'no-ground', 'it stands where the world has no ground', middleOf(footprint))

  const areaM2 = polygonsArea(footprint.polygons) / worldGrid.scale ** 2
  const { roof, type } = roofAndType(footprint, grid, { floor, areaM2 }, context)
  const highest = roof.halves.reduce((most, half) => Math.max(most, half), 0) / 2
  if (floor + highest > MAX_Y - 2)
    return context.problem(footprint, 'above-limit', `its top would be at y ${Math.round(floor + highest)}, over the world's ${MAX_Y}`, middleOf(footprint))

  const eaves = eavesOf(grid, role, roof)
  const given = number(footprint.attributes['storeys'])
  const storeys = storeyRows(eaves, type.storeyM === null ? null : type.storeyM * worldGrid.verticalScale, given)
  const isBlocked = (x: number, z: number) => isTaken(x, z) || !Number.isNaN(water(x, z)) || Number.isNaN(ground.at(x, z))
  setWindows(role, facades, type)
  const doors = areaM2 >= 8 ? placeDoors({ grid, role, facades, every: type.doorEveryM * worldGrid.scale, isBlocked, isStreet: streets.isStreet }) : []
  const first = variantFor(
    keyOf(footprint),
    neighbours.map((other) => keyOf(footprints.all[other])),
    type.facades.length,
  )
  const { minX, minZ, width, depth } = grid
  countDrawn(context, footprint.layer)
  context.buckets.put('buildings', {
    ...{
      layer: footprint.layer,
      id: footprint.id,
      attributes: footprint.attributes,
      box: { minX: minX - 1, minZ: minZ - 1, maxX: minX + width + 1, maxZ: minZ + depth + 1 },
    },
    ...{ minX, minZ, width, depth, role, floor, eaves, storeys, doors },
    ...{ roof: roof.halves, slope: roof.slope, flat: roof.flat, chimneys: roof.chimneys, type: type.id },
    ...{ roofing: first, facade: facadeVariants(footprint, grid, { first, type, scale: worldGrid.scale }) },
  })
}

/** The cells a building keeps when its neighbours have had theirs. */
function settle(footprints: Footprints, index: number, neighbours: readonly number[], context: Context): CellGrid | undefined {
  const footprint = footprints.all[index]
  const own = footprints.cells(index)
  if (!own) return context.problem(footprint, 'too-small', 'it covers less than 2 m²', middleOf(footprint))
  const others = neighbours.flatMap((other) => {
    const grid = footprints.cells(other)
    return grid ? [{ id: keyOf(footprints.all[other]), grid, index: other }] : []
  })
  const settled = settleShared({ id: keyOf(footprint), grid: own }, others)
  const [before, after] = [sum(own.cover), sum(settled.cover)]
  if (before - after > OVERLAP * before)
    context.problem(
      footprint,
      after === 0 ? 'hidden-by-another' : 'overlaps-another',
      `another building covers ${Math.round((100 * (before - after)) / before)} % of it`,
      middleOf(footprint),
    )
  return after > 0 ? settled : undefined
}

const keyOf = ({ layer, id }: Footprint): string => `${layer}/${id}`
const sum = (cells: Uint8Array): number => cells.reduce((total, cell) => total + cell, 0)
const middleOf = ({ box }: Footprint) => ({ x: (box.minX + box.maxX) / 2, z: (box.minZ + box.maxZ) / 2 })
const number = (value: AttributeValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined)

function takenBy(footprints: Footprints, neighbours: readonly number[]): (x: number, z: number) => boolean {
  const grids = neighbours.flatMap((other) => footprints.cells(other) ?? [])
  return (x, z) =>
    grids.some(
      ({ minX, minZ, width, depth, cover }) => x >= minX && z >= minZ && x < minX + width && z < minZ + depth && cover[(z - minZ) * width + x - minX] === 1,
    )
}

/** y of the ground floor: as the ground lies around the building, nearer its lower side; under it where nothing is around. */
function floorOf(
  { minX, minZ, width, depth, cover }: CellGrid,
  groundAt: (x: number, z: number) => number,
  isTaken: (x: number, z: number) => boolean,
): number | undefined {
  const around: number[] = []
  const under: number[] = []
  for (let z = -1; z <= depth; z++)
    for (let x = -1; x <= width; x++) {
      const isOurs = (cx: number, cz: number) => cx >= 0 && cz >= 0 && cx < width && cz < depth && cover[cz * width + cx] === 1
      const own = isOurs(x, z)
      if (!own && !(isOurs(x + 1, z) || isOurs(x - 1, z) || isOurs(x, z + 1) || isOurs(x, z - 1))) continue
      const face = groundAt(minX + x, minZ + z)
      if (!Number.isNaN(face)) (own ? under : isTaken(minX + x, minZ + z) ? [] : around).push(face)
    }
  const faces = (around.length > 3 ? around : under).sort((a, b) => a - b)
  return faces.length === 0 ? undefined : Math.round(faces[Math.floor(FLOOR_AT * faces.length)])
}

/** The roof the surface model shows; else what the attributes say; else the plainest likely thing. */
function roofAndType(
  footprint: Footprint,
  grid: CellGrid,
  { floor, areaM2 }: { floor: number; areaM2: number },
  context: Context,
): { roof: Roof; type: BuildingType } {
  const { style, surface, grid: worldGrid } = context
  const { attributes } = footprint
  const up = worldGrid.verticalScale
  const heights = surface
    .window({ minX: grid.minX, minZ: grid.minZ, maxX: grid.minX + grid.width, maxZ: grid.minZ + grid.depth })
    .map((height) => faceY(worldGrid, height) - floor)
  const seen = medianOver(grid, heights)
  const typeAt = (blocks: number) => typeOf(style.buildings, attributes, { areaM2, heightM: blocks / up })
  if (seen >= NOTHING_STANDS_M * up) {
    const roof = roofFromSurface(grid, heights)
    if (roof) return { roof, type: typeAt(seen) }
  }
  const given = number(attributes['eavesM']) ?? number(attributes['ridgeM'])
  const storeys = number(attributes['storeys'])
  const guess = UNKNOWN_HEIGHT_M.find(([upTo]) => areaM2 < upTo)![1]
  const type = typeAt((given ?? (storeys === undefined ? guess : storeys * 3)) * up)
  const eaves = (given ?? (storeys === undefined ? guess : storeys * (type.storeyM ?? 6))) * up
  if (given === undefined && storeys === undefined)
    context.problem(
      footprint,
      'no-height',
      Number.isNaN(seen) ? 'nothing tells its height' : 'the surface model shows nothing standing there, and nothing else tells its height',
      middleOf(footprint),
    )
  const shape = attributes['roof'] as RoofShape | undefined
  const ridge = (number(attributes['ridgeM']) ?? 0) * up
  if (!shape && ridge <= eaves) return { roof: levelRoof(grid, eaves), type }
  return {
    roof: roofFromShape(grid, footprint.polygons[0][0], { eaves, ridge: Math.max(ridge, eaves + (shape === 'flat' ? 0 : 3 * up)), shape: shape ?? 'gabled' }),
    type,
  }
}

function medianOver({ cover }: CellGrid, heights: Float32Array): number {
  const known = heights.filter((height, cell) => cover[cell] === 1 && !Number.isNaN(height)).sort()
  return known.length > 0.3 * sum(cover) ? known[known.length >> 1] : Number.NaN
}

function typeOf(types: readonly BuildingType[], attributes: Footprint['attributes'], { areaM2, heightM }: { areaM2: number; heightM: number }): BuildingType {
  const use = attributes['use'] as BuildingUse | undefined
  const year = number(attributes['year'])
  const found = types.find(({ when }) => {
    if (when.use && (use === undefined || !when.use.includes(use))) return false
    if ((when.fromYear !== undefined || when.toYear !== undefined) && year === undefined) return false
    if (when.fromYear !== undefined && year! < when.fromYear) return false
    if (when.toYear !== undefined && year! > when.toYear) return false
    if (when.fromAreaM2 !== undefined && areaM2 < when.fromAreaM2) return false
    if (when.toAreaM2 !== undefined && areaM2 >= when.toAreaM2) return false
    return !(when.fromHeightM !== undefined && heightM < when.fromHeightM)
  })
  return found ?? types.at(-1)!
}

/** Rows of wall at the eaves: where most outer walls still reach, whole blocks below the roof. */
function eavesOf({ cover }: CellGrid, role: Uint8Array, { halves }: Roof): number {
  const tops: number[] = []
  for (let cell = 0; cell < cover.length; cell++) if (role[cell] === cellRole.wall) tops.push(halves[cell])
  if (tops.length === 0) for (let cell = 0; cell < cover.length; cell++) if (cover[cell] === 1) tops.push(halves[cell])
  tops.sort((a, b) => a - b)
  return Math.max(2, Math.floor(tops[Math.floor(0.25 * tops.length)] / 2))
}

function setWindows(role: Uint8Array, facades: readonly Facade[], { bay, window }: BuildingType): void {
  for (const { cells, length } of facades) {
    const windows = bays(length, { bay, width: window.width })
    for (let t = 0; t < length; t++) {
      const cell = cells[t]
      if (cell >= 0 && windows[t] === 1 && role[cell] === cellRole.wall) role[cell] = cellRole.window
    }
  }
}

/** One look for a house; for a footprint that is a row of houses, one for each. */
function facadeVariants(footprint: Footprint, grid: CellGrid, { first, type, scale }: { first: number; type: BuildingType; scale: number }): Uint8Array {
  if (type.sections === undefined) return new Uint8Array(grid.cover.length).fill(first)
  return houseVariants(grid, footprint.polygons[0][0], { length: type.sections * scale, first, count: type.facades.length, id: keyOf(footprint) })
}
