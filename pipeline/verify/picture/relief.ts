import type { BlockBox } from '#pipeline/model/grid.ts'
import { NO_TOP, topsOf } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { looksOf } from './look.ts'

/** How high what keeps daylight out stands, column by column: index (z − minZ)·width + x − minX, in block y; NO_TOP where nothing does. */
export interface Relief extends BlockBox {
  width: number
  tops: Int16Array
  lowest: number
  highest: number
}

/** Reads the relief of a box, rounded out to whole chunks. */
export function readRelief(world: WorldReader, box: BlockBox): Relief {
  const minX = Math.floor(box.minX / 16) * 16
  const minZ = Math.floor(box.minZ / 16) * 16
  const maxX = Math.ceil(box.maxX / 16) * 16
  const maxZ = Math.ceil(box.maxZ / 16) * 16
  const width = maxX - minX
  const tops = new Int16Array(width * (maxZ - minZ)).fill(NO_TOP)
  const column = new Int16Array(256)
  let through = new Uint8Array()
  let [lowest, highest] = [Infinity, -Infinity]
  // Region by region, so that each file is read once.
  for (const region of world.regions())
    for (let z = Math.max(minZ >> 4, region.z * 32); z < Math.min(maxZ >> 4, region.z * 32 + 32); z++)
      for (let x = Math.max(minX >> 4, region.x * 32); x < Math.min(maxX >> 4, region.x * 32 + 32); x++) {
        const chunk = world.chunk(x, z)
        if (!chunk) continue
        if (through.length !== world.states.length) through = looksOf(world.states).shades.map((shades) => 1 - shades)
        topsOf(chunk, through, column)
        for (let i = 0; i < 256; i++) {
          const top = column[i]
          tops[(z * 16 - minZ + (i >> 4)) * width + x * 16 - minX + (i & 15)] = top
          if (top === NO_TOP) continue
          if (top < lowest) lowest = top
          if (top > highest) highest = top
        }
      }
  return { minX, minZ, maxX, maxZ, width, tops, lowest: Number.isFinite(lowest) ? lowest : 0, highest: Number.isFinite(highest) ? highest : 0 }
}

/** The top of a column; NO_TOP outside. */
export function reliefAt(relief: Relief, x: number, z: number): number {
  if (x < relief.minX || x >= relief.maxX || z < relief.minZ || z >= relief.maxZ) return NO_TOP
  return relief.tops[(z - relief.minZ) * relief.width + x - relief.minX]
}
