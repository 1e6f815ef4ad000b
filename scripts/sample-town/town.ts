import { AREAS } from './areas.ts'
import { centre } from './centre.ts'
import { footprint } from './house.ts'
import type { House } from './house.ts'
import { landmarks } from './landmarks.ts'
import { Mask } from './mask.ts'
import { networkOf } from './network.ts'
import type { Junction, Link } from './network.ts'
import { PATHS } from './paths.ts'
import type { Path } from './paths.ts'
import { RAILWAY, TRAM } from './rails.ts'
import { stroke } from './raster.ts'
import { slabs, terraces } from './slabs.ts'
import { PAVEMENT, STREETS } from './streets.ts'
import type { Street } from './streets.ts'
import { STREAM, fromLake, fromPond, fromRiver, fromStream, isWet } from './waters.ts'
import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { cottages, villas } from './villas.ts'
import type { Drive } from './villas.ts'

export interface Town {
  streets: Link<Street>[]
  junctions: Junction<Street>[]
  paths: Link<Path>[]
  houses: House[]
  drives: Drive[]
  gardens: Point[][]
  allotments: Point[][]
}

const overStream = (p: Point) => isWet(p) || (p[0] > 320 && p[0] < 640 && p[1] > 740 && p[1] < 830 && fromStream(p).away < 0.8)

/** Where no villa may stand. */
function taken(streets: Link<Street>[], paths: Link<Path>[], houses: House[]): Mask {
  const mask = new Mask()
  const take = (cell: number) => {
    mask.cells[cell] = 1
  }
  for (let v = 0; v < SIZE; v++)
    for (let u = 0; u < SIZE; u++) {
      const p: Point = [u + 0.5, v + 0.5]
      if (fromRiver(p) < 8 || fromLake(p) < 10 || fromPond(p) < 6) take(v * SIZE + u)
    }
  stroke(STREAM, 5, take)
  for (const { way, line } of streets) stroke(line, way.width / 2 + PAVEMENT[way.type] + 1, take)
  for (const { way, line } of paths) stroke(line, way.width / 2 + 0.5, take)
  for (const { line } of [...RAILWAY, ...TRAM]) stroke(line, 6, take)
  for (const area of AREAS) mask.take(area.ring)
  for (const house of houses) mask.takeRound(footprint(house), 3)
  return mask
}

/** Where no tree may stand. */
export function paved({ streets, paths, houses }: Town): Mask {
  const mask = new Mask()
  const take = (cell: number) => {
    mask.cells[cell] = 1
  }
  for (let v = 0, cell = 0; v < SIZE; v++)
    for (let u = 0; u < SIZE; u++, cell++) {
      const p: Point = [u + 0.5, v + 0.5]
      if (fromRiver(p) < 1.5 || fromLake(p) < 1.5 || fromPond(p) < 1.5) take(cell)
    }
  for (const { way, line } of streets) stroke(line, way.width / 2 + 0.8, take)
  for (const { way, line } of paths) stroke(line, way.width / 2 + 0.6, take)
  for (const { line } of [...RAILWAY, ...TRAM]) stroke(line, 3, take)
  stroke(STREAM, 2, take)
  for (const house of houses) mask.takeRound(footprint(house), 2.2)
  return mask
}

/** The whole town, in metres from its north-west corner. */
export function buildTown(): Town {
  const { links: streets, junctions } = networkOf(STREETS, isWet)
  const { links: paths } = networkOf(PATHS, overStream)
  const planned = [...centre(), ...slabs(), ...terraces(), ...landmarks()]
  const { houses: small, plots: allotments } = cottages()
  const { houses, drives, plots: gardens } = villas(taken(streets, paths, planned))
  return { streets, junctions, paths, houses: [...planned, ...houses, ...small], drives, gardens, allotments }
}
