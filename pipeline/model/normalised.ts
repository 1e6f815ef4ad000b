import type { LayerDefinition } from './dataset.ts'
import type { Problem } from './problem.ts'

/** A box in metres of the grid's CRS. */
export interface Extent {
  minE: number
  minN: number
  maxE: number
  maxN: number
}

/** A flat file of little-endian float32 rows from the north-west; one value a block, sampled at its centre; NaN is no data. */
export interface FlatRaster extends Extent {
  path: string
  cellM: number
  width: number
  height: number
}

/** What became of a vector source's features. */
export interface FeatureCounts {
  /** Features in the source, features written, and features that lie outside the area. */
  read: number
  used: number
  outside: number
  /** False where ids had to be made from geometry. */
  stableIds: boolean
  /** Columns that every one of the source's files has. */
  columns?: string[]
}

/** A layer in the grid's CRS: features in a file, or heights or codes at block centres. */
export interface NormalisedLayer {
  layer: LayerDefinition
  /** Digest of the snapshot it was made from. */
  source: string
  features?: { path: string; counts: FeatureCounts }
  raster?: FlatRaster
  problems: Problem[]
}

export type NormalisedRaster = NormalisedLayer & { raster: FlatRaster }
export const isRaster = (layer: NormalisedLayer): layer is NormalisedRaster => layer.raster !== undefined
