import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { FailureCode } from '#pipeline/model/failure.ts'
import type { Extent, FeatureCounts, FlatRaster } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { Area } from '#pipeline/model/world.ts'
import type { Outline, OutlinesAsk } from './outlines.ts'
import type { RasterProtection } from './level.ts'
import type { ZonesAsk } from './read-zones.ts'
import type { SampleAnswer, SampleAsk } from './sample.ts'

/** What the GDAL process can be asked, and what it answers. */
export interface Jobs {
  /** Points between two CRSs; x is easting or longitude. `what` says whose they are, for messages. */
  transform: { ask: { from: string; to: string; points: [number, number][]; what?: string }; answer: [number, number][] }
  /** A world's area as a closed ring in the grid's CRS, with a vertex at least every 50 m. */
  area: { ask: { area: Area; gridCrs: string; what?: string }; answer: [number, number][] }
  vector: { ask: { layer: LayerDefinition; files: string[]; gridCrs: string; extent: Extent; out: string; zones?: string | undefined }; answer: VectorResult }
  raster: {
    ask: { layer: LayerDefinition; files: string[]; gridCrs: string; extent: Extent; cellM: number; out: string; protect?: RasterProtection | undefined }
    answer: RasterResult
  }
  /** Protect layers as a file of zones, for the jobs that obey them. */
  zones: { ask: ZonesAsk; answer: { zones: number } }
  polygonise: { ask: PolygoniseAsk; answer: { features: number } }
  /** Values of raster sources at points, for measuring. */
  sample: { ask: SampleAsk; answer: SampleAnswer }
  /** Shapes of a vector source in an extent, for measuring. */
  outlines: { ask: OutlinesAsk; answer: Outline[] }
}

export interface VectorResult extends FeatureCounts {
  problems: Problem[]
  /** Features that protection took away, as if they had not been in the source. */
  dropped: number
}

export interface RasterResult {
  /** Absent where no file touches the area. */
  raster?: FlatRaster
  problems?: Problem[]
}

export interface PolygoniseAsk {
  raster: FlatRaster
  gridCrs: string
  out: string
}

export type JobName = keyof Jobs
export type Request = { [K in JobName]: { serial: number; job: K; ask: Jobs[K]['ask'] } }[JobName]
export type Reply =
  /** A job goes on. */
  | { alive: true }
  | { serial: number; answer: Jobs[JobName]['answer'] }
  | { serial: number; failure: { code: FailureCode; message: string; hint: string; stack?: string } }
