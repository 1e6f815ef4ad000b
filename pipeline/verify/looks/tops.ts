import { NO_TOP } from '../read/column.ts'
import { type Look, look } from './look.ts'
import { type Found, Worst } from './worst.ts'
import type { Facts, Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { SORT } from './state-sorts.ts'

const TILE_M = 100
/** A tile counts from this share of ground, and up to this share of water. */
const LEAST_GROUND = 0.98
const MOST_WATER = 0.5
const AROUND = [-VIEW_SIDE - 1, -VIEW_SIDE, -VIEW_SIDE + 1, -1, 1, VIEW_SIDE - 1, VIEW_SIDE, VIEW_SIDE + 1]

interface Tile {
  x: number
  z: number
  cells: number
  water: number
  /** Names of the blocks. */
  kinds: Set<string>
}

/** How many different blocks one sees from above on a hectare: too few is bare, too many is noise. */
export function topKinds({ grid }: Facts): Measure<Tile[]> {
  const size = Math.round(TILE_M * grid.scale)
  const tiles = new Map<string, Tile>()
  return {
    read(view) {
      const { sorts } = view
      const found = new Map<string, Tile & { names: Set<number> }>()
      let last: (Tile & { names: Set<number> }) | undefined
      eachOwn(view, (x, z, cell) => {
        if (view.top[cell] === NO_TOP) return
        const [tileX, tileZ] = [Math.floor(x / size), Math.floor(z / size)]
        if (last?.x !== tileX || last.z !== tileZ) last = tileAt(found, tileX, tileZ, () => ({ ...newTile(tileX, tileZ), names: new Set<number>() }))
        last.cells++
        const state = view.topState[cell]
        if (sorts.sort[state] === SORT.water) last.water++
        last.names.add(sorts.name[state])
      })
      return [...found.values()].map(({ names, ...tile }) => ({ ...tile, kinds: new Set([...names].map((name) => sorts.names[name])) }))
    },
    add(part) {
      for (const { x, z, cells, water, kinds } of part) {
        const tile = tileAt(tiles, x, z, () => newTile(x, z))
        tile.cells += cells
        tile.water += water
        for (const kind of kinds) tile.kinds.add(kind)
      }
    },
    looks() {
      const [fewest, most] = [new Worst(), new Worst()]
      let n = 0
      for (const { x, z, cells, water, kinds } of tiles.values()) {
        if (cells < LEAST_GROUND * size * size || water > MOST_WATER * cells) continue
        n++
        fewest.offer(-kinds.size, (x + 0.5) * size, (z + 0.5) * size)
        most.offer(kinds.size, (x + 0.5) * size, (z + 0.5) * size)
      }
      return [look('top-kinds-least', { value: -fewest.figure, n, worst: fewest.place }), look('top-kinds-most', { value: most.figure, n, worst: most.place })]
    },
  }
}

const newTile = (x: number, z: number): Tile => ({ x, z, cells: 0, water: 0, kinds: new Set() })

function tileAt<T extends Tile>(tiles: Map<string, T>, x: number, z: number, make: () => T): T {
  const key = `${x} ${z}`
  let tile = tiles.get(key)
  if (!tile) tiles.set(key, (tile = make()))
  return tile
}

interface Singles {
  n: number
  single: number
  worst: Found
}

/** Columns whose top block touches none of its kind, corners included: salt and pepper. */
export function singleCells(): Measure<Singles> {
  let [n, single] = [0, 0]
  const worst = new Worst()
  return {
    read(view) {
      const part = { n: 0, single: 0, worst: new Worst() }
      const chunks = new Map<number, number>()
      eachOwn(view, (x, z, cell) => {
        if (view.top[cell] === NO_TOP) return
        part.n++
        if (!isAlone(view, cell)) return
        part.single++
        const key = ((z - view.minZ) >> 4) * 64 + ((x - view.minX) >> 4)
        const count = (chunks.get(key) ?? 0) + 1
        chunks.set(key, count)
        part.worst.offer(count, x, z)
      })
      return part
    },
    add(part) {
      n += part.n
      single += part.single
      worst.take(part.worst)
    },
    looks: (): Look[] => [look('single-cells', { value: (100 * single) / n, n, worst: worst.place })],
  }
}

function isAlone({ topState, sorts }: RegionView, cell: number): boolean {
  const name = sorts.name[topState[cell]]
  for (const step of AROUND) if (sorts.name[topState[cell + step]] === name) return false
  return true
}
