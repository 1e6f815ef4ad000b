import { type Region, REGION_SIZE, regionsTouching } from '#pipeline/model/grid.ts'
import { cellRole, type PreparedBuilding } from '#pipeline/model/shard.ts'
import { NO_TOP } from '../read/column.ts'
import { surveyDoors } from './doors.ts'
import type { Place } from './worst.ts'
import { eachOwn, firstBelow, type RegionView } from './region-view.ts'
import { type RoofHeights, roofHeights, surveyRoofCell } from './roughness.ts'
import { SORT } from './state-sorts.ts'
import { frontOf } from './street-fronts.ts'

/** A part of a building that looks like a house of its own. */
export interface House {
  /** Blocks of wall by name. */
  walls: Map<string, number>
  /** Columns of wall that face a street, by the street and ten metres along it. */
  fronts: Map<string, number>
}

/** What was found of one building in the world's blocks. */
export interface Surveyed extends Place {
  key: string
  type: string
  cells: number
  /** Blocks of outer wall, and how many of them are glass. */
  facade: number
  glass: number
  /** Columns of roof by the name of their top block. */
  roofs: Map<string, number>
  /** By the number of the facade they wear. */
  houses: Map<number, House>
  /** Columns of wall on a street, doors, and doors that can be walked through. */
  street: number
  doors: number
  reachable: number
  roughness: { sum: number; cells: number }
}

/** A building as one region has it. */
export interface SurveyedPart extends Surveyed {
  /** All the regions that its box touches. */
  regions: Region[]
}

/** A roof is looked for this many blocks over and under where it was planned. */
const OVER_ROOF = 4
const NO_FACADE: ReadonlySet<number> = new Set([cellRole.outside, cellRole.inside, cellRole.party])

/** Reads a region's buildings from the world's blocks, cell by cell where the plan has them. */
export function surveyBuildings(view: RegionView): SurveyedPart[] {
  const parts = new Map<string, SurveyedPart>()
  const found = view.shard.buildings.map((building) => {
    if (!touches(building, view.region)) return undefined
    const key = `${building.layer}\u0000${building.id}`
    const surveyed = parts.get(key) ?? newSurvey(building, key)
    parts.set(key, surveyed)
    return { building, surveyed, heightAt: roofHeights(view, building) }
  })
  eachOwn(view, (x, z, cell) => {
    const index = view.plan.building[cell] - 1
    const known = index < 0 ? undefined : found[index]
    if (known) surveyCell(view, { ...known, x, z })
  })
  return [...parts.values()]
}

/** Puts buildings together from their parts, and hands each over with its last. */
export class BuildingSurvey {
  readonly #open = new Map<string, { whole: Surveyed; left: number }>()
  readonly #isTaken: (x: number, z: number) => boolean

  constructor(isTaken: (x: number, z: number) => boolean) {
    this.#isTaken = isTaken
  }

  *add(parts: readonly SurveyedPart[]): Generator<Surveyed> {
    for (const { regions, ...part } of parts) {
      const known = this.#open.get(part.key)
      const left = (known?.left ?? regions.filter(({ x, z }) => this.#isTaken(x, z)).length) - 1
      const whole = known ? joined(known.whole, part) : part
      this.#open.set(part.key, { whole, left })
      if (left > 0) continue
      this.#open.delete(part.key)
      yield whole
    }
  }
}

function joined(whole: Surveyed, part: Surveyed): Surveyed {
  for (const count of COUNTS) whole[count] += part[count]
  addAll(whole.roofs, part.roofs)
  for (const [facade, { walls, fronts }] of part.houses) {
    const house = houseOf(whole, facade)
    addAll(house.walls, walls)
    addAll(house.fronts, fronts)
  }
  whole.roughness.sum += part.roughness.sum
  whole.roughness.cells += part.roughness.cells
  return whole
}

const COUNTS = ['cells', 'facade', 'glass', 'street', 'doors', 'reachable'] as const

function newSurvey(building: PreparedBuilding, key: string): SurveyedPart {
  const { minX, minZ, width, depth, type } = building
  const place = { x: minX + (width >> 1), z: minZ + (depth >> 1) }
  const counts = { cells: 0, facade: 0, glass: 0, street: 0, doors: 0, reachable: 0 }
  return { ...place, ...counts, key, type, roofs: new Map(), houses: new Map(), roughness: { sum: 0, cells: 0 }, regions: regionsTouching(boxOf(building)) }
}

const boxOf = ({ minX, minZ, width, depth }: PreparedBuilding) => ({ minX, minZ, maxX: minX + width, maxZ: minZ + depth })

const touches = ({ minX, minZ, width, depth }: PreparedBuilding, { x, z }: Region): boolean =>
  minX < (x + 1) * REGION_SIZE && minX + width > x * REGION_SIZE && minZ < (z + 1) * REGION_SIZE && minZ + depth > z * REGION_SIZE

export interface Cell {
  building: PreparedBuilding
  surveyed: Surveyed
  heightAt: RoofHeights
  x: number
  z: number
}

function surveyCell(view: RegionView, cell: Cell): void {
  const { building, surveyed, x, z } = cell
  const index = (z - building.minZ) * building.width + x - building.minX
  const house = houseOf(surveyed, building.facade[index])
  surveyed.cells++
  const top = firstBelow(view, [x, building.floor + (building.roof[index] >> 1) + OVER_ROOF, z], view.sorts.pastRoof, 2 * OVER_ROOF + 2)
  if (top !== NO_TOP) add(surveyed.roofs, view.sorts.names[view.sorts.name[view.block(x, top, z)]])
  surveyRoofCell(cell)
  if (NO_FACADE.has(building.role[index])) return
  surveyWall(view, cell, house)
  surveyDoors(view, cell)
  const front = frontOf(view, x, z)
  if (front === undefined) return
  surveyed.street++
  add(house.fronts, front)
}

function surveyWall({ block, sorts }: RegionView, { building: { floor, eaves }, surveyed, x, z }: Cell, { walls }: House): void {
  for (let y = floor; y < floor + eaves; y++) {
    const state = block(x, y, z)
    if (sorts.glass[state]) surveyed.glass++
    surveyed.facade++
    if (sorts.glass[state] === 0 && (sorts.sort[state] === SORT.solid || sorts.sort[state] === SORT.log) && !sorts.passable[state])
      add(walls, sorts.names[sorts.name[state]])
  }
}

function houseOf(surveyed: Surveyed, facade: number): House {
  let house = surveyed.houses.get(facade)
  if (!house) surveyed.houses.set(facade, (house = { walls: new Map(), fronts: new Map() }))
  return house
}

export function add(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

function addAll(counts: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [key, count] of more) add(counts, key, count)
}

/** The key counted most; the first in the alphabet of those counted alike. */
export function commonest(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined
  for (const [key, count] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!
    if (count > most || (count === most && best !== undefined && key < best)) best = key
  }
  return best
}
