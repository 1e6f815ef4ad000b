import type { PreparedRoad } from '#pipeline/model/shard.ts'
import { NO_TOP } from '../read/column.ts'
import { look } from './look.ts'
import { type Found, Worst } from './worst.ts'
import type { Facts, Measure } from './measure.ts'
import { cellOf, firstBelow, isOwn, type RegionView, VIEW_SIDE } from './region-view.ts'

/** A street's top is looked for from this far above its planned height to this far below. */
const ABOVE = 3
const BELOW = 8
/** Up and then down within this is a kink. */
const KINK_M = 3
/** Across is measured where the street runs level this far each way, so that a step itself does not count. */
const LEVEL = 2

interface Ripple<W = Found> {
  across: { n: number; uneven: number; worst: W }
  along: { n: number; most: number; worst: W }
  kinks: { n: number; worst: W }
}

const newRipple = (): Ripple<Worst> => ({
  across: { n: 0, uneven: 0, worst: new Worst() },
  along: { n: 0, most: 0, worst: new Worst() },
  kinks: { n: 0, worst: new Worst() },
})

/** How streets lie: level across, rising block by block along, without humps. */
export function streetRipple({ grid }: Facts): Measure<Ripple> {
  const kinkSteps = Math.max(1, Math.round(KINK_M * grid.scale))
  const { across, along, kinks } = newRipple()

  return {
    read(view) {
      const part = newRipple()
      view.shard.roads.forEach((road, index) => {
        const tops = topsAlong(view, road)
        let here = 0
        for (let i = 0; i < tops.length; i++) {
          const [x, z] = [Math.floor(road.line[2 * i]), Math.floor(road.line[2 * i + 1])]
          if (Number.isNaN(tops[i]) || !isOwn(view, x, z)) continue
          const rise = i + 1 < tops.length ? tops[i + 1] - tops[i] : Number.NaN
          if (Number.isNaN(rise)) continue
          part.along.n++
          part.along.most = Math.max(part.along.most, Math.abs(rise))
          part.along.worst.offer(Math.abs(rise), x, z)
          if (isKink(tops, i, rise, kinkSteps)) {
            part.kinks.n++
            part.kinks.worst.offer(++here, x, z)
          }
          if (isLevel(tops, i)) measureAcross(view, { road, index, step: i, top: tops[i] }, part.across)
        }
      })
      return part
    },
    add(part) {
      across.n += part.across.n
      across.uneven += part.across.uneven
      across.worst.take(part.across.worst)
      along.n += part.along.n
      along.most = Math.max(along.most, part.along.most)
      along.worst.take(part.along.worst)
      kinks.n += part.kinks.n
      kinks.worst.take(part.kinks.worst)
    },
    looks: () => [
      look('street-level', { value: (100 * across.uneven) / across.n, n: across.n, worst: across.worst.place }),
      look('street-step', { value: along.most, n: along.n, worst: along.worst.place }),
      look('street-kinks', { value: (100 * grid.scale * kinks.n) / along.n, n: along.n, worst: kinks.worst.place }),
    ],
  }
}

function measureAcross(
  view: RegionView,
  { road, index, step, top }: { road: PreparedRoad; index: number; step: number; top: number },
  across: Ripple<Worst>['across'],
): void {
  const { line, width } = road
  const [x, z] = [line[2 * step], line[2 * step + 1]]
  const [dx, dz] = [line[2 * step + 2] - x, line[2 * step + 3] - z]
  const length = Math.hypot(dx, dz) || 1
  let [columns, spread] = [0, 0]
  for (let aside = -width / 2 + 0.5; aside <= width / 2 - 0.5; aside++) {
    const [cx, cz] = [Math.floor(x - (dz / length) * aside), Math.floor(z + (dx / length) * aside)]
    if (!isInView(view, cx, cz)) continue
    const cell = cellOf(view, cx, cz)
    if (view.plan.carriageway[cell] !== index + 1 || view.plan.building[cell] !== 0) continue
    const found = firstBelow(view, [cx, Math.round(road.face[step]) + ABOVE, cz], view.sorts.pastStreet, ABOVE + BELOW)
    if (found === NO_TOP) continue
    columns++
    spread = Math.max(spread, Math.abs(found - top))
  }
  if (columns < 2) return
  across.n++
  if (spread === 0) return
  across.uneven++
  across.worst.offer(spread, x, z)
}

/** The top of a street at each of its steps; NaN where it cannot be told, as under a building. */
function topsAlong(view: RegionView, { line, face }: PreparedRoad): Float32Array {
  return Float32Array.from(face, (planned, i) => {
    const [x, z] = [Math.floor(line[2 * i]), Math.floor(line[2 * i + 1])]
    if (!isInView(view, x, z) || view.plan.building[cellOf(view, x, z)] !== 0) return Number.NaN
    const top = firstBelow(view, [x, Math.round(planned) + ABOVE, z], view.sorts.pastStreet, ABOVE + BELOW)
    return top === NO_TOP ? Number.NaN : top
  })
}

function isKink(tops: Float32Array, i: number, rise: number, within: number): boolean {
  if (rise === 0) return false
  for (let j = i + 1; j <= i + within && j + 1 < tops.length; j++) if ((tops[j + 1] - tops[j]) * rise < 0) return true
  return false
}

function isLevel(tops: Float32Array, i: number): boolean {
  if (i < LEVEL || i + LEVEL >= tops.length) return false
  for (let d = -LEVEL; d <= LEVEL; d++) if (tops[i + d] !== tops[i]) return false
  return true
}

const isInView = ({ minX, minZ }: RegionView, x: number, z: number): boolean => x >= minX && z >= minZ && x < minX + VIEW_SIDE && z < minZ + VIEW_SIDE
