import type { Feature } from '#pipeline/model/feature.ts'
import type { BlockBox, WorldGrid } from '#pipeline/model/grid.ts'
import type { Problem, ProblemCode } from '#pipeline/model/problem.ts'
import type { Style } from '#pipeline/model/style.ts'
import type { Buckets } from './buckets.ts'
import type { Ground } from './ground.ts'
import type { RasterStack } from './raster-stack.ts'

/** What every step of prepare works with. */
export interface Context {
  grid: WorldGrid
  style: Style
  /** The world in blocks. */
  box: BlockBox
  ground: Ground
  surface: RasterStack
  canopy: RasterStack
  /** 1 + index in GROUND_CLASSES. */
  landcover: RasterStack
  buckets: Buckets
  problem: (feature: Pick<Feature, 'layer' | 'id'>, code: ProblemCode, message: string, at?: { x: number; z: number }) => undefined
  problems: Problem[]
  /** Features drawn, by layer. */
  drawn: Map<string, number>
}

export function countDrawn(context: Context, layer: string): void {
  context.drawn.set(layer, (context.drawn.get(layer) ?? 0) + 1)
}
