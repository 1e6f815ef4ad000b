import { footprint, roofAt } from './house.ts'
import type { House } from './house.ts'
import { scatter } from './noise.ts'
import { SIZE } from './place.ts'
import { fill } from './raster.ts'
import { waterAt } from './relief.ts'
import { toFrame } from './ring.ts'

/** Cells a metre. */
export const FINE = 2

const wrap = (n: number) => (n + SIZE) % SIZE

/** The ground at a place between cell centres. */
function groundAt(ground: Float32Array, u: number, v: number): number {
  const [x, z] = [u - 0.5, v - 0.5]
  const [x0, z0] = [Math.floor(x), Math.floor(z)]
  const [tx, tz] = [x - x0, z - z0]
  const [west, east] = [wrap(x0), wrap(x0 + 1)]
  const [north, south] = [wrap(z0) * SIZE, wrap(z0 + 1) * SIZE]
  const top = ground[north + west] * (1 - tx) + ground[north + east] * tx
  const bottom = ground[south + west] * (1 - tx) + ground[south + east] * tx
  return top * (1 - tz) + bottom * tz
}

/** The level a house stands on: the mean of the ground below it. */
function levelOf(house: House, ground: Float32Array): number {
  let [sum, count] = [0, 0]
  fill(footprint(house), (cell) => {
    sum += ground[cell]
    count++
  })
  return sum / count
}

/** Height of ground and houses in metres, FINE cells a metre, row by row from the north-west, with the noise of a laser scan. */
export function surfaceOf(houses: readonly House[], ground: Float32Array): Float32Array<ArrayBuffer> {
  const side = SIZE * FINE
  const surface = new Float32Array(side * side)
  const roofs = new Uint8Array(side * side)
  for (let row = 0, cell = 0; row < side; row++)
    for (let column = 0; column < side; column++, cell++) surface[cell] = groundAt(ground, (column + 0.5) / FINE, (row + 0.5) / FINE)
  for (const house of houses) {
    const level = levelOf(house, ground)
    const paint = (cell: number, u: number, v: number) => {
      const roof = roofAt(house.parts, ...toFrame(house.frame, u, v))
      if (roof === 0) return
      surface[cell] = level + roof
      roofs[cell] = 1
    }
    fill(footprint(house), paint, FINE)
  }
  for (let row = 0, cell = 0; row < side; row++)
    for (let column = 0; column < side; column++, cell++) {
      const wet = !roofs[cell] && waterAt((column + 0.5) / FINE, (row + 0.5) / FINE) !== undefined
      const sigma = roofs[cell] ? 0.08 : wet ? 0 : 0.05
      surface[cell] = Math.round((surface[cell] + sigma * scatter(81, column, row)) * 1000) / 1000
    }
  return surface
}
