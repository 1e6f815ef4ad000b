import { commonest, type Surveyed } from './building-survey.ts'
import { type Look, look } from './look.ts'
import { Worst } from './worst.ts'
import type { Facts, Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { chainStreets, type Piece, type Thread, threadOf } from './street-chains.ts'
import { FRONT_STEP } from './street-fronts.ts'

const WINDOW_M = 200
/** A stretch with fewer houses has no wall that is too common. */
const LEAST_HOUSES = 5
/** Houses no more than this many columns apart stand wall to wall. */
const APART = 2
/** Walls of fewer blocks say nothing. */
const LEAST_WALL = 12

interface Front {
  street: string
  step: number
  columns: number
  wall: string
  house: string
}

export interface StreetPart {
  threads: Thread[]
  pairs: Set<string>
}

/** Whether houses along streets differ as they should: how common one wall is, and whether neighbours wear the same. */
export function streetWalls({ grid }: Facts): Measure<StreetPart> & { building(building: Surveyed): void } {
  const threads = new Map<string, Thread>()
  const pairs = new Set<string>()
  const wallOf = new Map<string, { wall: string; x: number; z: number }>()
  const fronts: Front[] = []
  return {
    read: (view) => ({ threads: view.shard.roads.map(threadOf), pairs: findNeighbours(view) }),
    add(part) {
      for (const thread of part.threads) threads.set(thread.key, thread)
      for (const pair of part.pairs) pairs.add(pair)
    },
    building({ key, houses, x, z }) {
      for (const [facade, house] of houses) {
        const wall = commonest(house.walls)
        if (wall === undefined || house.walls.values().reduce((sum, count) => sum + count, 0) < LEAST_WALL) continue
        const name = `${key}\u0000${facade}`
        wallOf.set(name, { wall, x, z })
        for (const [front, columns] of house.fronts) {
          const cut = front.lastIndexOf('\u0000')
          fronts.push({ street: front.slice(0, cut), step: Number(front.slice(cut + 1)), columns, wall, house: name })
        }
      }
    },
    looks: () => [commonWalls(), equalNeighbours()],
  }

  function commonWalls(): Look {
    const pieces = chainStreets([...threads.values()])
    const worst = new Worst()
    let n = 0
    for (const street of bySteps(fronts, pieces).values())
      for (const { share, house } of windows(street, (WINDOW_M * grid.scale) / FRONT_STEP)) {
        n++
        const { x, z } = wallOf.get(house)!
        worst.offer(share, x, z)
      }
    return look('wall-share', { value: 100 * worst.figure, n, worst: worst.place })
  }

  function equalNeighbours(): Look {
    let [n, equal] = [0, 0]
    let worst: { x: number; z: number } | undefined
    for (const pair of pairs) {
      const [one, two] = pair.split('\u0001').map((house) => wallOf.get(house))
      if (!one || !two) continue
      n++
      if (one.wall !== two.wall) continue
      equal++
      worst ??= one
    }
    return look('equal-neighbours', { value: (100 * equal) / n, n, worst })
  }
}

/** Fronts by street, each sorted along it. */
function bySteps(fronts: readonly Front[], pieces: ReadonlyMap<string, Piece>): Map<number, Front[]> {
  const streets = new Map<number, Front[]>()
  for (const front of fronts) {
    const piece = pieces.get(front.street)
    if (!piece) continue
    const step = piece.offset / FRONT_STEP + (piece.reversed ? -front.step : front.step)
    const placed = { ...front, step }
    const street = streets.get(piece.street)
    if (street) street.push(placed)
    else streets.set(piece.street, [placed])
  }
  for (const street of streets.values()) street.sort((a, b) => a.step - b.step || (a.house < b.house ? -1 : 1))
  return streets
}

/** For each stretch of a length that begins at a front: the share of the commonest wall, and a house that has it. */
function* windows(street: readonly Front[], length: number): Generator<{ share: number; house: string }> {
  for (let from = 0; from < street.length; from++) {
    if (from > 0 && street[from].step === street[from - 1].step) continue
    const walls = new Map<string, number>()
    const houses = new Set<string>()
    let all = 0
    for (let i = from; i < street.length && street[i].step < street[from].step + length; i++) {
      const { wall, columns, house } = street[i]
      walls.set(wall, (walls.get(wall) ?? 0) + columns)
      houses.add(house)
      all += columns
    }
    const most = commonest(walls)
    if (most === undefined || houses.size < LEAST_HOUSES) continue
    yield { share: walls.get(most)! / all, house: street.slice(from).find(({ wall }) => wall === most)!.house }
  }
}

/** The pairs of houses that stand wall to wall in the region, each by its two names in order. */
function findNeighbours(view: RegionView): Set<string> {
  const pairs = new Set<string>()
  const { plan, shard } = view
  const houseAt = (cell: number, x: number, z: number): string | undefined => {
    const building = shard.buildings[plan.building[cell] - 1]
    return building && `${building.layer}\u0000${building.id}\u0000${building.facade[(z - building.minZ) * building.width + x - building.minX]}`
  }
  eachOwn(view, (x, z, cell) => {
    if (plan.building[cell] === 0) return
    const house = houseAt(cell, x, z)!
    for (const [dx, dz] of [
      [1, 0],
      [0, 1],
    ] as const)
      for (let away = 1; away <= APART; away++) {
        const [px, pz] = [x + dx * away, z + dz * away]
        const other = houseAt(cell + (dz * VIEW_SIDE + dx) * away, px, pz)
        if (other === undefined) continue
        if (other !== house) pairs.add(house < other ? `${house}\u0001${other}` : `${other}\u0001${house}`)
        break
      }
  })
  return pairs
}
