import type { Point } from './place.ts'

export type Value = string | number | null

/** A vector layer as a table: a row has a value for each field, and its shape as WKT in the grid's CRS, or none. */
export interface Table {
  file: string
  layer: string
  fields: readonly (readonly [name: string, type: 'text' | 'whole' | 'real'])[]
  geometry: 'polygon' | 'line' | 'point' | 'any'
  rows: Row[]
}

export interface Row {
  values: Value[]
  wkt: string | null
}

/** Where a copy of the town goes: town metres → easting, northing; ids of a copy end in its suffix. */
export interface Tile {
  place: (point: Point) => Point
  suffix: string
}

const mm = (metres: number) => String(Math.round(metres * 1000) / 1000)
const pair = ([easting, northing]: Point) => `${mm(easting)} ${mm(northing)}`

export const pointWkt = (at: Point, { place }: Tile): string => `POINT (${pair(place(at))})`
export const lineWkt = (line: readonly Point[], { place }: Tile): string => `LINESTRING (${line.map((point) => pair(place(point))).join(', ')})`
/** `ring` is open. */
export const ringText = (ring: readonly Point[], { place }: Tile): string => `(${[...ring, ring[0]].map((point) => pair(place(point))).join(', ')})`
export const polygonWkt = (ring: readonly Point[], tile: Tile): string => `POLYGON (${ringText(ring, tile)})`
