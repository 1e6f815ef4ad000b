import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { lengthOf, stationAt } from './line.ts'
import { mix, scatter, smoothstep } from './noise.ts'
import { RAILWAY, TRAM } from './rails.ts'
import { dot } from './raster.ts'
import { landAt, plainAt, waterAt } from './relief.ts'
import { PAVEMENT } from './streets.ts'
import type { Town } from './town.ts'

interface Graded {
  line: readonly Point[]
  half: number
  reach: number
  lift: number
}

/** What is levelled across: streets with their pavements, paths, tracks. Bridges hang free. */
function graded({ streets, paths }: Town): Graded[] {
  return [
    ...paths.filter((p) => !p.bridge).map(({ way, line }) => ({ line, half: way.width / 2 + 0.5, reach: way.width + 2.5, lift: 0 })),
    ...TRAM.filter((t) => !t.bridge).map(({ line }) => ({ line, half: 2, reach: 5, lift: 0 })),
    ...streets.filter((s) => !s.bridge).map(({ way, line }) => ({ line, half: way.width / 2 + PAVEMENT[way.type], reach: way.width / 2 + 9, lift: 0 })),
    ...RAILWAY.map(({ line }) => ({ line, half: 2.5, reach: 8, lift: 0.3 })),
  ]
}

/** Height of the ground in metres, one cell a metre, row by row from the north-west: streets graded, water flat. */
export function groundOf(town: Town): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(SIZE * SIZE)
  const heights = new Float32Array(SIZE * SIZE)
  const blend = new Float32Array(SIZE * SIZE)
  for (const { line, half, reach, lift } of graded(town))
    for (let s = 0; s <= lengthOf(line); s += 1) {
      const { at } = stationAt(line, s)
      const height = plainAt(...at) + lift
      dot(at, reach, (cell, away) => {
        const weight = Math.exp(-1.5 * (away / half) ** 2) + 1e-6
        weights[cell] += weight
        heights[cell] += weight * height
        blend[cell] = Math.max(blend[cell], 1 - smoothstep(half, reach, away))
      })
    }
  const ground = new Float32Array(SIZE * SIZE)
  for (let v = 0, cell = 0; v < SIZE; v++)
    for (let u = 0; u < SIZE; u++, cell++) {
      const water = waterAt(u + 0.5, v + 0.5)
      const land = landAt(u + 0.5, v + 0.5)
      const level = blend[cell] > 0 ? mix(land, heights[cell] / weights[cell], blend[cell]) : land
      ground[cell] = water ?? Math.round((level + 0.02 * scatter(31, u, v)) * 1000) / 1000
    }
  return ground
}
