import { type BlockBox, CHUNK_SIZE, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { openDigests } from '../read/chunk-digests.ts'
import { NO_TOP } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { extentOf } from './extent.ts'
import { type Image, newImage } from './image.ts'
import { MAP_PALETTE } from './map-palette.ts'
import { DEEPEST, WATER } from './map-sorts.ts'
import { openSurveyor, type RegionSurvey } from './survey.ts'

const PAPER = [244, 241, 234] as const
/** The game's shades of a map colour, of 255: lower than the block to the north, level, higher. */
const SHADES = [180, 220, 255] as const
/** Pixels along a side of the map at most. */
const MOST = 3000

/** The world from above in Minecraft's map colours, north up: one pixel a block, or the mean of several where a side would exceed `most`. */
export function drawMap(world: WorldReader, { most = MOST }: { most?: number } = {}): Image {
  const map = openMap(extentOf(world), most)
  const survey = openSurveyor(world, openDigests(world))
  for (const region of world.regions()) map.take(region, survey(region))
  return map.finish()
}

/** A map that is drawn as the world's regions come, row by row from the north-west. Of sums it holds those of one row. */
export function openMap(box: BlockBox, most = MOST): { take(region: Region, survey: RegionSurvey): void; finish(): Image } {
  const [across, down] = [box.maxX - box.minX, box.maxZ - box.minZ]
  const step = Math.max(1, Math.ceil(Math.max(across, down) / most))
  const image = newImage(Math.ceil(across / step), Math.ceil(down / step))
  const { width, height, data } = image
  const rows = Math.ceil(REGION_SIZE / step) + 1
  const sums = new Uint32Array(width * rows * 3)
  const counts = new Uint16Array(width * rows)
  /** The picture's row that the first of the sums is for. */
  let first = 0
  /** Tops of the southern edges of the regions taken last, by x. */
  const souths = new Map<number, { z: number; tops: Int16Array }>()

  const forward = (to: number) => {
    for (let at = 0; at < Math.min(to - first, rows) * width; at++)
      if (first * width + at < width * height)
        for (let c = 0; c < 3; c++) data[3 * (first * width + at) + c] = counts[at] > 0 ? Math.round(sums[3 * at + c] / counts[at]) : PAPER[c]
    for (let at = 3 * width * Math.max(first + rows, 0); at < 3 * width * Math.min(to, height); at += 3) data.set(PAPER, at)
    const kept = Math.max(0, rows - (to - first))
    sums.copyWithin(0, 3 * width * (rows - kept))
    counts.copyWithin(0, width * (rows - kept))
    sums.fill(0, 3 * width * kept)
    counts.fill(0, width * kept)
    first = to
  }

  return {
    take(region, survey) {
      const [left, upper] = [region.x * REGION_SIZE - box.minX, region.z * REGION_SIZE - box.minZ]
      const row = Math.max(0, Math.floor(upper / step))
      if (row > first) forward(row)
      const south = souths.get(region.x)
      const colour = colourer(survey, south?.z === region.z - 1 ? south.tops : undefined)
      const rgb = new Float32Array(3)
      for (let cell = 0; cell < survey.tops.length; cell++) {
        if (!colour(cell, rgb)) continue
        const [x, z] = [left + (cell % REGION_SIZE), upper + Math.floor(cell / REGION_SIZE)]
        const at = (Math.floor(z / step) - first) * width + Math.floor(x / step)
        counts[at]++
        for (let c = 0; c < 3; c++) sums[3 * at + c] += rgb[c]
      }
      souths.set(region.x, { z: region.z, tops: survey.tops.slice(-REGION_SIZE) })
    },
    finish() {
      forward(height)
      return image
    },
  }
}

/** Gives a column's colour; false where there is nothing to see. Heights are compared with those to the north and, within the region, to the west. */
function colourer({ tops, colours, depths }: RegionSurvey, north: Int16Array | undefined): (cell: number, out: Float32Array) => boolean {
  const beside = (top: number | undefined, height: number) => (top === undefined || top === NO_TOP ? height : top)
  return (cell, out) => {
    const height = tops[cell]
    if (height === NO_TOP) return false
    const isInside = (cell / REGION_SIZE) % CHUNK_SIZE >= 1
    const above = cell >= REGION_SIZE ? tops[cell - REGION_SIZE] : north?.[cell]
    const before = cell % REGION_SIZE > 0 ? tops[cell - 1] : undefined
    const isWater = colours[cell] === WATER
    const rise = height - (isInside ? above! : beside(above, height))
    const shade = isWater ? 235 - 9 * Math.min(DEEPEST, depths[cell]) : SHADES[1 + Math.sign(rise)]
    const slant = isWater ? 1 : 1 + 0.05 * Math.max(-2, Math.min(2, height - (cell % CHUNK_SIZE > 0 ? before! : beside(before, height))))
    const base = MAP_PALETTE[colours[cell]]
    for (let c = 0; c < 3; c++) out[c] = Math.min(255, (base[c] * shade * slant) / 255)
    return true
  }
}
