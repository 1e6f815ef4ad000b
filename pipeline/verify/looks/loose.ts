import { look } from './look.ts'
import { Worst } from './worst.ts'
import type { Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { SORT } from './state-sorts.ts'

const HOLDS: ReadonlySet<number> = new Set([SORT.solid, SORT.log, SORT.loose, SORT.leaf])
/** What water does not run into. */
const STOPS: ReadonlySet<number> = new Set([SORT.solid, SORT.log, SORT.loose, SORT.leaf, SORT.water])
const BESIDE = [-VIEW_SIDE, -1, 1, VIEW_SIDE]

/** Sand and gravel with nothing under it, which falls when somebody touches it. */
export function looseBlocks(): Measure {
  let [n, falling] = [0, 0]
  const worst = new Worst()
  return {
    take(view) {
      const { runs } = view
      eachOwn(view, (x, z, cell) => {
        for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
          if (runs.sort[run] !== SORT.loose) continue
          const height = runs.top[run] - runs.bottom[run] + 1
          n += height
          if (runs.bottom[run] === runs.floor || isUnder(runs, run)) continue
          falling += height
          worst.offer(height, x, z)
        }
      })
    },
    looks: () => [look('loose', { value: falling, n, worst: worst.place })],
  }
}

function isUnder(runs: RegionView['runs'], run: number): boolean {
  const under = runs.next[run]
  return under >= 0 && runs.top[under] === runs.bottom[run] - 1 && HOLDS.has(runs.sort[under])
}

/** Water that would run: beside it or under it is air, or a plant that it would wash away. */
export function openWater(): Measure {
  let [n, open] = [0, 0]
  const worst = new Worst()
  return {
    take(view) {
      const { runs } = view
      eachOwn(view, (x, z, cell) => {
        for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
          if (runs.sort[run] !== SORT.water) continue
          const height = runs.top[run] - runs.bottom[run] + 1
          n += height
          const under = runs.next[run]
          const isOpenBelow = runs.bottom[run] > runs.floor && !(under >= 0 && runs.top[under] === runs.bottom[run] - 1 && STOPS.has(runs.sort[under]))
          let gap = isOpenBelow ? 1 : 0
          for (const step of BESIDE) gap = Math.max(gap, height - stopped(runs, cell + step, runs.bottom[run], runs.top[run]))
          open += gap
          if (gap > 0) worst.offer(gap, x, z)
        }
      })
    },
    looks: () => [look('open-water', { value: open, n, worst: worst.place })],
  }
}

/** Blocks of a column between two heights, both included, that hold water back. */
function stopped(runs: RegionView['runs'], column: number, bottom: number, top: number): number {
  let blocks = 0
  for (let run = runs.head[column]; run >= 0 && runs.top[run] >= bottom; run = runs.next[run])
    if (STOPS.has(runs.sort[run])) blocks += Math.max(0, Math.min(top, runs.top[run]) - Math.max(bottom, runs.bottom[run]) + 1)
  return blocks
}
