import type { WorldGrid } from '#pipeline/model/grid.ts'
import type { Style } from '#pipeline/model/style.ts'
import type { Look } from './look.ts'
import type { RegionView } from './region-view.ts'

/** What measures need to know besides the world itself. */
export interface Facts {
  grid: WorldGrid
  style: Style
  /** True for a region that will be taken, by its number. */
  isTaken: (x: number, z: number) => boolean
}

/**
 * One or more checks that look at a world region by region and then say what they found. What `read` finds of a region follows from its
 * view alone, and is plain values that can be kept on disk; `add` takes the parts of all regions, in their order.
 */
export interface Measure<Part = unknown> {
  read(view: RegionView): Part
  add(part: Part): void
  looks(): Look[]
}
