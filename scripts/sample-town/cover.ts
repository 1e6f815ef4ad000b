import { AREAS } from './areas.ts'
import { BLOCKS } from './centre.ts'
import { AREA_CODES, CODES } from './codes.ts'
import { footprint } from './house.ts'
import { noise } from './noise.ts'
import { SIZE } from './place.ts'
import { RAILWAY } from './rails.ts'
import { fill, stroke } from './raster.ts'
import { hillAt, waterAt } from './relief.ts'
import { boxRing, grow } from './ring.ts'
import { PAVEMENT } from './streets.ts'
import type { Town } from './town.ts'
import { fromRiver, quay } from './waters.ts'
import { isConifer, isRock, isWood } from './woods.ts'

/** What lies at a place before anyone builds. */
function wildAt(u: number, v: number, ground: Float32Array): number {
  const bank = fromRiver([u, v])
  if (quay(v) > 0.5 && bank < 9) return CODES.cobbles
  if (isRock(u, v, ground)) return CODES.rock
  if (isWood(u, v)) return isConifer(u, v) ? CODES.conifer : CODES.broadleaf
  if (bank < 11 || hillAt(u, v) > 0.0005 || noise(41, 9, u, v) > 0.34) return CODES.meadow
  return CODES.grass
}

/** Codes of ground cover, one cell a metre, row by row from the north-west. */
export function coverOf(town: Town, ground: Float32Array): Uint8Array<ArrayBuffer> {
  const cover = new Uint8Array(SIZE * SIZE)
  const paint = (code: number) => (cell: number) => {
    cover[cell] = code
  }
  for (let v = 0, cell = 0; v < SIZE; v++) for (let u = 0; u < SIZE; u++, cell++) cover[cell] = wildAt(u + 0.5, v + 0.5, ground)
  for (const plot of town.gardens) fill(plot, paint(CODES.grass))
  for (const { box } of BLOCKS) fill(boxRing(grow(box, 2)), paint(CODES.asphalt))
  for (const { ring, type } of AREAS) fill(ring, paint(AREA_CODES[type]))
  for (const plot of town.allotments) fill(plot.slice(0, 2).concat(plot.slice(2).map(([u, v]) => [u, v - 10] as const)), paint(CODES.soil))
  for (const drive of town.drives) stroke(drive, 1.4, paint(CODES.gravel))
  for (const { line } of RAILWAY) stroke(line, 2.2, paint(CODES.gravel))
  for (const { way, line } of town.paths) stroke(line, way.width / 2, paint(way.paving === 'Grus' ? CODES.gravel : CODES.asphalt))
  for (const { way, line } of town.streets) stroke(line, way.width / 2 + PAVEMENT[way.type], paint(CODES.asphalt))
  for (const { way, line } of town.streets) if (way.cobbled) stroke(line, way.width / 2, paint(CODES.cobbles))
  for (const house of town.houses) fill(footprint(house), paint(CODES.building))
  for (let v = 0, cell = 0; v < SIZE; v++) for (let u = 0; u < SIZE; u++, cell++) if (waterAt(u + 0.5, v + 0.5) !== undefined) cover[cell] = CODES.water
  return cover
}
