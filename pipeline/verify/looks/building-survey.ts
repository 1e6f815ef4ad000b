import { type Region, REGION_SIZE, regionsTouching } from '#pipeline/model/grid.ts'
import { cellRole, type PreparedBuilding } from '#pipeline/model/shard.ts'
import { NO_TOP } from '../read/column.ts'
import { surveyDoors } from './doors.ts'
import type { Place } from './worst.ts'
import { eachOwn, firstBelow, type RegionView } from './region-view.ts'
import { surveyRoofCell } from './roughness.ts'
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
  /** Regions still to come that hold a part of it. */
  left: number
}

/** A roof is looked for this many blocks over and under where it was planned. */
const OVER_ROOF = 4
const NO_FACADE: ReadonlySet<number> = new Set([cellRole.outside, cellRole.inside, cellRole.party])

/** Reads buildings from the world's blocks, cell by cell where the plan has them, and hands each over when its last region was taken. */
export class BuildingSurvey {
  readonly #open = new Map<string, Surveyed>()
  readonly #isTaken: (x: number, z: number) => boolean

  constructor(isTaken: (x: number, z: number) => boolean) {
    this.#isTaken = isTaken
  }

  *take(view: RegionView): Generator<Surveyed> {
    const touched = new Set<Surveyed>()
    const found = view.shard.buildings.map((building) => {
      if (!touches(building, view.region)) return undefined
      const surveyed = this.#of(building)
      touched.add(surveyed)
      return surveyed
    })
    eachOwn(view, (x, z, cell) => {
      const index = view.plan.building[cell] - 1
      const surveyed = index < 0 ? undefined : found[index]
      if (surveyed) surveyCell(view, { building: view.shard.buildings[index], surveyed, x, z })
    })
    for (const surveyed of touched) {
      if (--surveyed.left > 0) continue
      this.#open.delete(surveyed.key)
      yield surveyed
    }
  }

  #of(building: PreparedBuilding): Surveyed {
    const key = `${building.layer}\u0000${building.id}`
    let surveyed = this.#open.get(key)
    if (surveyed) return surveyed
    const left = regionsTouching(boxOf(building)).filter(({ x, z }) => this.#isTaken(x, z)).length
    surveyed = newSurvey(building, key, left)
    this.#open.set(key, surveyed)
    return surveyed
  }
}

function newSurvey({ minX, minZ, width, depth, type }: PreparedBuilding, key: string, left: number): Surveyed {
  const place = { x: minX + (width >> 1), z: minZ + (depth >> 1) }
  const counts = { cells: 0, facade: 0, glass: 0, street: 0, doors: 0, reachable: 0, left }
  return { ...place, ...counts, key, type, roofs: new Map(), houses: new Map(), roughness: { sum: 0, cells: 0 } }
}

const boxOf = ({ minX, minZ, width, depth }: PreparedBuilding) => ({ minX, minZ, maxX: minX + width, maxZ: minZ + depth })

const touches = ({ minX, minZ, width, depth }: PreparedBuilding, { x, z }: Region): boolean =>
  minX < (x + 1) * REGION_SIZE && minX + width > x * REGION_SIZE && minZ < (z + 1) * REGION_SIZE && minZ + depth > z * REGION_SIZE

export interface Cell {
  building: PreparedBuilding
  surveyed: Surveyed
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
  surveyRoofCell(view, cell)
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

export function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
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
