import type { Fetched } from '../fetcher.ts'

/** Features fetched from a service that says their CRS beside them, where the files themselves do not. */
export interface FetchedFeatures extends Fetched {
  /** CRS of the coordinates in the files, as EPSG and number; undefined: the files say it, or it is longitude and latitude. */
  crs?: string
  /** `as-crs`: each position is written in the axis order of its CRS by definition, such as northing first; else x, y. */
  axisOrder?: 'as-crs'
}
