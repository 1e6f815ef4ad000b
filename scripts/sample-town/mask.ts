import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { fill, stroke } from './raster.ts'

/** Where ground is already spoken for, metre by metre. */
export class Mask {
  readonly cells = new Uint8Array(SIZE * SIZE)

  take(ring: readonly Point[]): void {
    fill(ring, (cell) => {
      this.cells[cell] = 1
    })
  }

  /** Takes a ring and what lies within `metres` of it. */
  takeRound(ring: readonly Point[], metres: number): void {
    this.take(ring)
    stroke([...ring, ring[0]], metres, (cell) => {
      this.cells[cell] = 1
    })
  }

  isFree(ring: readonly Point[]): boolean {
    let free = true
    fill(ring, (cell) => {
      if (this.cells[cell]) free = false
    })
    return free && ring.every(([u, v]) => u > 6 && v > 6 && u < SIZE - 6 && v < SIZE - 6)
  }

  isFreeAt([u, v]: Point): boolean {
    return !this.cells[Math.floor(v) * SIZE + Math.floor(u)]
  }
}
