import type { LayerKind } from './kind.ts'

/**
 * A shape as flat coordinate runs: easting, northing in metres of the grid's CRS after normalise,
 * x, z in blocks after prepare. A polygon's rings are closed (first = last), the outer ring first.
 */
export type Geometry = { type: 'point'; points: Float64Array } | { type: 'line'; lines: Float64Array[] } | { type: 'polygon'; polygons: Float64Array[][] }

export type AttributeValue = string | number | boolean

/** One normalised object with a stable id. */
export interface Feature {
  layer: string
  kind: LayerKind
  id: string
  attributes: Readonly<Record<string, AttributeValue>>
  geometry: Geometry
}
