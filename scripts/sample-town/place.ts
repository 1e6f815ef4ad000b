/** A point of the town: metres east and metres south of its north-west corner. */
export type Point = readonly [number, number]

/** Metres along each side of the town. It repeats seamlessly at this distance, east and south. */
export const SIZE = 1024

/** SWEREF 99 12 00. The town lies in the open Kattegat, so that nobody takes it for a real one. */
export const EPSG = 3007

/** The north-west corner: easting, northing. The grid's origin is the middle of the town, so its blocks run from −512 to 511. */
export const CORNER: Point = [150016 - SIZE / 2, 6307840 + SIZE / 2]

/** Metres of the town → easting, northing. */
export function toMap([u, v]: Point): Point {
  return [CORNER[0] + u, CORNER[1] - v]
}
