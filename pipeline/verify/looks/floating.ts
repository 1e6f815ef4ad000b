import { type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { HALO } from '#pipeline/model/shard.ts'
import { look } from './look.ts'
import { type Place, Worst } from './worst.ts'
import type { Facts, Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { SORT } from './state-sorts.ts'
import { Union } from './union.ts'

/** Leaves have a check of their own; water holds nothing up. */
const COUNTS: ReadonlySet<number> = new Set([SORT.solid, SORT.log, SORT.loose, SORT.plant])
/** The part that all ground is of. */
const GROUND = 0

/** A group of joined blocks, whole or as far as the regions taken go. */
interface Part extends Place {
  blocks: number
}

/** Runs along one border of a region, with the part each belongs to. */
interface Border {
  at: Int32Array
  bottom: Int16Array
  top: Int16Array
  part: Int32Array
}

/** What a region has: its groups, and its borders in the order of `bordersOf`, whose parts are 1 + a group's place. */
interface Hanging {
  region: Region
  n: number
  parts: Part[]
  borders: Border[]
}

/**
 * Blocks that hang in the air: those not joined, however far around, to the world's lowest layer. Blocks join by a face, and
 * by an edge one step up or down, as the courses of a roof do.
 * Parts that cross a border of regions are put together along it, so that a deck is not floating for having its piers next door.
 */
export function floating({ isTaken }: Facts): Measure<Hanging> {
  const local = new Union()
  const across = new Union()
  const parts: Part[] = [{ blocks: 0, x: 0, z: 0 }]
  across.add()
  const borders = new Map<string, Border>()
  let n = 0
  return {
    read(view) {
      const found = { region: view.region, n: 0, parts: [] }
      const partOf = gather(view, found)
      return { ...found, borders: bordersOf(view.region).map(({ columns }) => readBorder(view, columns, partOf)) }
    },
    add(hanging) {
      const { region } = hanging
      n += hanging.n
      const before = across.count - 1
      for (const part of hanging.parts) {
        across.add()
        parts.push(part)
      }
      for (const [side, { beside, key }] of bordersOf(region).entries()) {
        if (!isTaken(region.x + beside.x, region.z + beside.z)) continue
        const border = { ...hanging.borders[side], part: hanging.borders[side].part.map((part) => (part === GROUND ? GROUND : part + before)) }
        const other = borders.get(key)
        if (other) {
          match(border, other)
          borders.delete(key)
        } else borders.set(key, border)
      }
    },
    looks() {
      const whole = new Map<number, Part>()
      for (let part = 1; part < parts.length; part++) {
        const root = across.find(part)
        if (root === GROUND) continue
        const sum = whole.get(root)
        if (sum) sum.blocks += parts[part].blocks
        else whole.set(root, { ...parts[part] })
      }
      const worst = new Worst()
      let blocks = 0
      for (const part of whole.values()) {
        blocks += part.blocks
        worst.offer(part.blocks, part.x, part.z)
      }
      return [look('floating', { value: blocks, n, worst: worst.place })]
    },
  }

  /** Joins the region's runs; returns the part of each, GROUND for those that stand on the world's lowest layer, else 1 + its place in `parts`. */
  function gather(view: RegionView, hanging: Pick<Hanging, 'n' | 'parts'>): Int32Array {
    const { runs } = view
    local.reset(runs.count)
    eachOwn(view, (x, z, cell) => {
      for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
        if (!COUNTS.has(runs.sort[run])) continue
        hanging.n += runs.top[run] - runs.bottom[run] + 1
        const under = runs.next[run]
        if (under >= 0 && COUNTS.has(runs.sort[under]) && runs.top[under] === runs.bottom[run] - 1) local.join(run, under)
      }
      if (x < (view.region.x + 1) * REGION_SIZE - 1) joinColumns(view, cell, cell + 1)
      if (z < (view.region.z + 1) * REGION_SIZE - 1) joinColumns(view, cell, cell + VIEW_SIDE)
    })
    const numbers = new Int32Array(runs.count).fill(-1)
    eachOwn(view, (_x, _z, cell) => {
      for (let run = runs.head[cell]; run >= 0; run = runs.next[run])
        if (COUNTS.has(runs.sort[run]) && runs.bottom[run] === runs.floor) numbers[local.find(run)] = GROUND
    })
    const partOf = new Int32Array(runs.count).fill(-1)
    eachOwn(view, (x, z, cell) => {
      for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
        if (!COUNTS.has(runs.sort[run])) continue
        const root = local.find(run)
        if (numbers[root] === -1) {
          hanging.parts.push({ blocks: 0, x, z })
          numbers[root] = hanging.parts.length
        }
        partOf[run] = numbers[root]
        if (numbers[root] !== GROUND) hanging.parts[numbers[root] - 1].blocks += runs.top[run] - runs.bottom[run] + 1
      }
    })
    return partOf
  }

  function joinColumns({ runs }: RegionView, a: number, b: number): void {
    let [one, two] = [runs.head[a], runs.head[b]]
    while (one >= 0 && two >= 0) {
      if (COUNTS.has(runs.sort[one]) && COUNTS.has(runs.sort[two]) && runs.bottom[one] <= runs.top[two] + 1 && runs.bottom[two] <= runs.top[one] + 1)
        local.join(one, two)
      if (runs.bottom[one] > runs.bottom[two]) one = runs.next[one]
      else two = runs.next[two]
    }
  }

  function match(a: Border, b: Border): void {
    for (let i = 0, j = 0; i < a.at.length && j < b.at.length;) {
      if (a.at[i] !== b.at[j]) {
        if (a.at[i] < b.at[j]) i++
        else j++
        continue
      }
      if (a.bottom[i] <= b.top[j] + 1 && b.bottom[j] <= a.top[i] + 1) across.join(a.part[i], b.part[j])
      if (a.bottom[i] > b.bottom[j]) i++
      else j++
    }
  }
}

/** A region's four borders: which region lies beyond, a name both have for it, and the region's own columns along it. */
function bordersOf({ x, z }: Region): { beside: Place; key: string; columns: number[] }[] {
  const along = (first: number, step: number) => Array.from({ length: REGION_SIZE }, (_, i) => first + i * step)
  const first = HALO * VIEW_SIDE + HALO
  const last = REGION_SIZE - 1
  return [
    { beside: { x: -1, z: 0 }, key: `x ${x} ${z}`, columns: along(first, VIEW_SIDE) },
    { beside: { x: 1, z: 0 }, key: `x ${x + 1} ${z}`, columns: along(first + last, VIEW_SIDE) },
    { beside: { x: 0, z: -1 }, key: `z ${x} ${z}`, columns: along(first, 1) },
    { beside: { x: 0, z: 1 }, key: `z ${x} ${z + 1}`, columns: along(first + last * VIEW_SIDE, 1) },
  ]
}

function readBorder({ runs }: RegionView, columns: readonly number[], partOf: Int32Array): Border {
  const found: number[][] = []
  columns.forEach((column, at) => {
    for (let run = runs.head[column]; run >= 0; run = runs.next[run]) if (partOf[run] >= 0) found.push([at, runs.bottom[run], runs.top[run], partOf[run]])
  })
  return {
    at: Int32Array.from(found, ([at]) => at),
    bottom: Int16Array.from(found, ([, bottom]) => bottom),
    top: Int16Array.from(found, ([, , top]) => top),
    part: Int32Array.from(found, ([, , , part]) => part),
  }
}
