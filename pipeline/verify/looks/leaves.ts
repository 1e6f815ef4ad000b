import { look } from './look.ts'
import { type Found, Worst } from './worst.ts'
import type { Measure } from './measure.ts'
import { eachOwn, type RegionView, VIEW_SIDE } from './region-view.ts'
import { SORT } from './state-sorts.ts'

/** How far a leaf may be from a trunk, along the ground and upwards. */
const REACH = 6
/** Leaves that stand on the ground up to this high are a hedge or a shrub, which has no trunk. */
const HEDGE = 5

interface Bare {
  n: number
  bare: number
  worst: Found
}

/** Leaves with no trunk near: crowns that hang in the air. */
export function bareLeaves(): Measure<Bare> {
  let [n, bare] = [0, 0]
  const worst = new Worst()
  const disc = discOf(REACH)
  return {
    read(view) {
      const { runs } = view
      const part = { n: 0, bare: 0, worst: new Worst() }
      const trunks = trunksOf(view)
      eachOwn(view, (x, z, cell) => {
        for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
          if (runs.sort[run] !== SORT.leaf) continue
          const [bottom, top] = [runs.bottom[run], runs.top[run]]
          part.n += top - bottom + 1
          const under = runs.next[run]
          const isRooted = under >= 0 && runs.top[under] === bottom - 1 && runs.sort[under] !== SORT.log
          if (isRooted && top - bottom < HEDGE) continue
          let far = top - bottom + 1
          for (const step of disc) {
            if (trunks.top[cell + step] < trunks.bottom[cell + step]) continue
            const [from, to] = [trunks.bottom[cell + step] - REACH, trunks.top[cell + step] + REACH]
            far = Math.min(far, top - bottom + 1 - Math.max(0, Math.min(top, to) - Math.max(bottom, from) + 1))
            if (far === 0) break
          }
          part.bare += far
          if (far > 0) part.worst.offer(far, x, z)
        }
      })
      return part
    },
    add(part) {
      n += part.n
      bare += part.bare
      worst.take(part.worst)
    },
    looks: () => [look('bare-leaves', { value: (100 * bare) / n, n, worst: worst.place })],
  }
}

/** Per column the lowest and highest block of trunk; the highest lies below the lowest where there is none. */
function trunksOf({ runs }: RegionView): { bottom: Int16Array; top: Int16Array } {
  const bottom = new Int16Array(VIEW_SIDE * VIEW_SIDE).fill(1)
  const top = new Int16Array(VIEW_SIDE * VIEW_SIDE)
  for (let cell = 0; cell < bottom.length; cell++) {
    let isFirst = true
    for (let run = runs.head[cell]; run >= 0; run = runs.next[run]) {
      if (runs.sort[run] !== SORT.log) continue
      if (isFirst) top[cell] = runs.top[run]
      bottom[cell] = runs.bottom[run]
      isFirst = false
    }
  }
  return { bottom, top }
}

/** Steps to the columns within a reach, nearest first. */
function discOf(reach: number): number[] {
  const steps: { step: number; distance: number }[] = []
  for (let dz = -reach; dz <= reach; dz++)
    for (let dx = -reach; dx <= reach; dx++) if (Math.hypot(dx, dz) <= reach) steps.push({ step: dz * VIEW_SIDE + dx, distance: Math.hypot(dx, dz) })
  return steps.toSorted((a, b) => a.distance - b.distance || a.step - b.step).map(({ step }) => step)
}
