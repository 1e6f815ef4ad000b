import { look, type LookId } from './look.ts'
import { type Found, Worst } from './worst.ts'
import type { Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { SORT } from './state-sorts.ts'

type Runs = RegionView['runs']

const HOLDS: ReadonlySet<number> = new Set([SORT.solid, SORT.log, SORT.loose, SORT.leaf])
/** What water does not run into. */
const STOPS: ReadonlySet<number> = new Set([SORT.solid, SORT.log, SORT.loose, SORT.leaf, SORT.water])
const BESIDE = [-VIEW_SIDE, -1, 1, VIEW_SIDE]

/** Sand and gravel with nothing under it, which falls when somebody touches it. */
export const looseBlocks = (): Measure<Faults> => inRuns('loose', SORT.loose, (runs, run) => (standsOn(runs, run, HOLDS) ? 0 : heightOf(runs, run)))

/** Water that would run: beside it or under it is air, or a plant that it would wash away. */
export const openWater = (): Measure<Faults> =>
  inRuns('open-water', SORT.water, (runs, run, cell) => {
    let gap = standsOn(runs, run, STOPS) ? 0 : 1
    for (const step of BESIDE) gap = Math.max(gap, heightOf(runs, run) - stopped(runs, cell + step, runs.bottom[run], runs.top[run]))
    return gap
  })

interface Faults {
  n: number
  value: number
  worst: Found
}

/** Counts blocks at fault among the blocks of one sort, run by run. */
function inRuns(id: LookId, sort: number, faultsOf: (runs: Runs, run: number, cell: number) => number): Measure<Faults> {
  let [n, value] = [0, 0]
  const worst = new Worst()
  return {
    read(view) {
      const { runs } = view
      const part = { n: 0, value: 0, worst: new Worst() }
      eachOwn(view, (x, z, cell) => {
        for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
          if (runs.sort[run] !== sort) continue
          part.n += heightOf(runs, run)
          const faults = faultsOf(runs, run, cell)
          part.value += faults
          if (faults > 0) part.worst.offer(faults, x, z)
        }
      })
      return part
    },
    add(part) {
      n += part.n
      value += part.value
      worst.take(part.worst)
    },
    looks: () => [look(id, { value, n, worst: worst.place })],
  }
}

const heightOf = (runs: Runs, run: number): number => runs.top[run] - runs.bottom[run] + 1

/** Whether a run is at the world's floor, or right above another of one of the sorts. */
function standsOn(runs: Runs, run: number, sorts: ReadonlySet<number>): boolean {
  if (runs.bottom[run] <= runs.floor) return true
  const under = runs.next[run]
  return under >= 0 && runs.top[under] === runs.bottom[run] - 1 && sorts.has(runs.sort[under])
}

/** Blocks of a column between two heights, both included, that hold water back. */
function stopped(runs: Runs, column: number, bottom: number, top: number): number {
  let blocks = 0
  for (let run = runs.head[column]; run >= 0 && runs.top[run] >= bottom; run = runs.next[run])
    if (STOPS.has(runs.sort[run])) blocks += Math.max(0, Math.min(top, runs.top[run]) - Math.max(bottom, runs.bottom[run]) + 1)
  return blocks
}
