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

/** One or more checks that look at a world region by region and then say what they found. */
export interface Measure {
  take(view: RegionView): void
  looks(): Look[]
}
