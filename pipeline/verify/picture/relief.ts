import { type BlockBox, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { openDigests } from '../read/chunk-digests.ts'
import { NO_TOP } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { openSurveyor } from './survey.ts'

/** How high what keeps daylight out stands, column by column: index (z − minZ)·width + x − minX, in block y; NO_TOP where nothing does. */
export interface Relief extends BlockBox {
  width: number
  tops: Int16Array
  lowest: number
  highest: number
}

/** Reads the relief of a box, rounded out to whole chunks. */
export function readRelief(world: WorldReader, box: BlockBox): Relief {
  const relief = newRelief(box)
  const survey = openSurveyor(world, openDigests(world))
  for (const region of world.regions()) if (touches(relief, region)) layInto(relief, region, survey(region).relief)
  return levelRelief(relief)
}

export const touches = (box: BlockBox, { x, z }: Region): boolean =>
  x * REGION_SIZE < box.maxX && (x + 1) * REGION_SIZE > box.minX && z * REGION_SIZE < box.maxZ && (z + 1) * REGION_SIZE > box.minZ

/** A relief of a box without anything in it yet, rounded out to whole chunks. */
export function newRelief(box: BlockBox): Relief {
  const round = (value: number, to: (n: number) => number) => to(value / 16) * 16
  const [minX, minZ, maxX, maxZ] = [round(box.minX, Math.floor), round(box.minZ, Math.floor), round(box.maxX, Math.ceil), round(box.maxZ, Math.ceil)]
  const tops = new Int16Array((maxX - minX) * (maxZ - minZ)).fill(NO_TOP)
  return { minX, minZ, maxX, maxZ, width: maxX - minX, tops, lowest: 0, highest: 0 }
}

/** Lays a region's columns into a relief, as far as they lie in it. */
export function layInto(relief: Relief, region: Region, tops: Int16Array): void {
  const [left, upper] = [region.x * REGION_SIZE, region.z * REGION_SIZE]
  const [from, to] = [Math.max(left, relief.minX), Math.min(left + REGION_SIZE, relief.maxX)]
  if (from >= to) return
  for (let z = Math.max(upper, relief.minZ); z < Math.min(upper + REGION_SIZE, relief.maxZ); z++) {
    const row = (z - upper) * REGION_SIZE - left
    relief.tops.set(tops.subarray(row + from, row + to), (z - relief.minZ) * relief.width + from - relief.minX)
  }
}

/** Finds the lowest and the highest top of a relief that is laid. */
export function levelRelief(relief: Relief): Relief {
  let [lowest, highest] = [Infinity, -Infinity]
  for (const top of relief.tops) {
    if (top === NO_TOP) continue
    if (top < lowest) lowest = top
    if (top > highest) highest = top
  }
  return Number.isFinite(lowest) ? { ...relief, lowest, highest } : relief
}

/** The top of a column; NO_TOP outside. */
export function reliefAt(relief: Relief, x: number, z: number): number {
  if (x < relief.minX || x >= relief.maxX || z < relief.minZ || z >= relief.maxZ) return NO_TOP
  return relief.tops[(z - relief.minZ) * relief.width + x - relief.minX]
}
