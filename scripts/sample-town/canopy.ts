import { scatter } from './noise.ts'
import { SIZE } from './place.ts'
import { dot } from './raster.ts'
import { CODES } from './codes.ts'
import type { Tree } from './trees.ts'

/** Height of the crown at a share of its radius, as a share of the tree's height. */
const CROWNS: Record<string, (r: number) => number> = {
  'Picea abies': (r) => 1 - 0.78 * r,
  'Pinus sylvestris': (r) => 1 - 0.16 * r * r,
  'Betula pendula': (r) => 1 - 0.42 * r * r,
}
const broad = (r: number) => 1 - 0.32 * r * r

/** Height of tree crowns above ground in metres, one cell a metre, row by row from the north-west; none over houses. */
export function canopyOf(trees: readonly Tree[], cover: Uint8Array): Float32Array<ArrayBuffer> {
  const canopy = new Float32Array(SIZE * SIZE)
  for (const { at, species, height, crown } of trees) {
    const shape = CROWNS[species] ?? broad
    const radius = Math.max(0.75, crown / 2)
    dot(at, radius, (cell, away) => {
      if (cover[cell] === CODES.building) return
      const top = height * shape(away / radius) + 0.15 * scatter(71, cell % SIZE, Math.floor(cell / SIZE))
      canopy[cell] = Math.max(canopy[cell], Math.round(top * 100) / 100)
    })
  }
  return canopy
}
