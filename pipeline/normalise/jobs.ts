import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { FailureCode } from '#pipeline/model/failure.ts'
import type { Extent, FeatureCounts, FlatRaster } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { Area } from '#pipeline/model/world.ts'
import type { Outline, OutlinesAsk } from './outlines.ts'
import type { SampleAnswer, SampleAsk } from './sample.ts'

/** What the GDAL process can be asked, and what it answers. */
export interface Jobs {
  /** Points between two CRSs; x is easting or longitude. */
  transform: { ask: { from: string; to: string; points: [number, number][] }; answer: [number, number][] }
  /** A world's area as a closed ring in the grid's CRS, with a vertex at least every 50 m. */
  area: { ask: { area: Area; gridCrs: string }; answer: [number, number][] }
  vector: { ask: { layer: LayerDefinition; files: string[]; gridCrs: string; extent: Extent; out: string }; answer: VectorResult }
  raster: { ask: { layer: LayerDefinition; files: string[]; gridCrs: string; extent: Extent; cellM: number; out: string }; answer: RasterResult }
  polygonise: { ask: PolygoniseAsk; answer: { features: number } }
  /** Values of raster sources at points, for measuring. */
  sample: { ask: SampleAsk; answer: SampleAnswer }
  /** Shapes of a vector source in an extent, for measuring. */
  outlines: { ask: OutlinesAsk; answer: Outline[] }
}

export interface VectorResult extends FeatureCounts {
  problems: Problem[]
}

export interface RasterResult {
  /** Absent where no file touches the area. */
  raster?: FlatRaster
}

export interface PolygoniseAsk {
  raster: FlatRaster
  gridCrs: string
  out: string
}

export type JobName = keyof Jobs
export type Request = { [K in JobName]: { serial: number; job: K; ask: Jobs[K]['ask'] } }[JobName]
export type Reply =
  | { serial: number; answer: Jobs[JobName]['answer'] }
  | { serial: number; failure: { code: FailureCode; message: string; hint: string; stack?: string } }
