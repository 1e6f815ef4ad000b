import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { CHUNK_SIZE, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import type { Kept } from '../kept.ts'
import { CHUNK_DIGEST, type ChunkDigests } from '../read/chunk-digests.ts'
import type { ReadChunk } from '../read/chunk.ts'
import { NO_TOP, topsOf } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { looksOf } from './look.ts'
import { MapSorts } from './map-sorts.ts'

/** Raise when the same chunks give another survey or other pictures. */
export const PICTURE_VERSION = 1

const SIDE = REGION_SIZE / CHUNK_SIZE
const CELLS = REGION_SIZE * REGION_SIZE

/** What pictures need of a region besides its blocks, column by column in rows from the north-west. */
export interface RegionSurvey {
  /** y of the highest block that keeps daylight out, and of the highest that maps show; NO_TOP where there is none. */
  relief: Int16Array
  tops: Int16Array
  /** Map colour of that block, and how deep the water is there. */
  colours: Uint8Array
  depths: Uint8Array
  /** Per chunk, in the order of the file's table, a y that no block lies over; NO_TOP where there is none. */
  highs: Int16Array
}

interface KeptSurvey {
  digests: Uint8Array
  highs: Int16Array
  /** Deflated: relief, tops, colours, depths. */
  grids: Uint8Array
}

/** Surveys regions one by one: chunks that are as they were when the region was surveyed last are not read. */
export function openSurveyor(world: WorldReader, digests: ChunkDigests, kept?: Kept): (region: Region) => RegionSurvey {
  const sorts = new MapSorts()
  let shaded = new Uint8Array()
  const column = new Int16Array(CHUNK_SIZE * CHUNK_SIZE)

  const take = (survey: RegionSurvey, index: number, chunk: ReadChunk | undefined) => {
    const corner = (index >> 5) * CHUNK_SIZE * REGION_SIZE + (index & 31) * CHUNK_SIZE
    if (!chunk) {
      survey.highs[index] = NO_TOP
      for (let i = 0; i < 256; i++) survey.relief[corner + (i >> 4) * REGION_SIZE + (i & 15)] = survey.tops[corner + (i >> 4) * REGION_SIZE + (i & 15)] = NO_TOP
      return
    }
    if (shaded.length !== world.states.length) shaded = looksOf(world.states).shades.map((shades) => 1 - shades)
    sorts.update(world.states)
    survey.highs[index] = highOf(chunk)
    topsOf(chunk, shaded, column)
    for (let i = 0; i < 256; i++) survey.relief[corner + (i >> 4) * REGION_SIZE + (i & 15)] = column[i]
    topsOf(chunk, sorts.through, column)
    for (let i = 0; i < 256; i++) {
      const at = corner + (i >> 4) * REGION_SIZE + (i & 15)
      survey.tops[at] = column[i]
      if (column[i] === NO_TOP) continue
      survey.colours[at] = sorts.colourAt(chunk, i, column[i])
      survey.depths[at] = sorts.depthAt(chunk, i, column[i])
    }
  }

  return ({ x, z }) => {
    const now = digests.region(x, z)!
    const [name, from] = [`${x}.${z}`, { version: PICTURE_VERSION }]
    const before = kept?.read(name, from) as KeptSurvey | undefined
    const survey = before ? unpack(before) : newSurvey()
    let isSame = before !== undefined
    for (let index = 0; index < SIDE * SIDE; index++) {
      if (before && isAlike(now, before.digests, index)) continue
      if (before || world.region(x, z)!.file.has(index)) take(survey, index, world.chunk(x * SIDE + (index & 31), z * SIDE + (index >> 5)))
      isSame = false
    }
    if (!isSame) kept?.write(name, from, pack(survey, now))
    return survey
  }
}

/** Whether a chunk has one digest in two regions' lists. */
export function isAlike(one: Uint8Array, two: Uint8Array, index: number): boolean {
  for (let i = index * CHUNK_DIGEST; i < (index + 1) * CHUNK_DIGEST; i++) if (one[i] !== two[i]) return false
  return true
}

const newSurvey = (): RegionSurvey => ({
  relief: new Int16Array(CELLS).fill(NO_TOP),
  tops: new Int16Array(CELLS).fill(NO_TOP),
  colours: new Uint8Array(CELLS),
  depths: new Uint8Array(CELLS),
  highs: new Int16Array(SIDE * SIDE).fill(NO_TOP),
})

function highOf({ sections, minSection }: ReadChunk): number {
  let top = sections.length
  while (top > 0 && sections[top - 1].blocks === 0) top--
  return top === 0 ? NO_TOP : (minSection + top) * 16 - 1
}

function pack({ relief, tops, colours, depths, highs }: RegionSurvey, digests: Uint8Array): KeptSurvey {
  const grids = Buffer.concat([relief, tops, colours, depths].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)))
  return { digests, highs, grids: deflateRawSync(grids, { level: 1 }) }
}

function unpack({ highs, grids }: KeptSurvey): RegionSurvey {
  const { buffer } = Uint8Array.from(inflateRawSync(grids, { maxOutputLength: 6 * CELLS }))
  return {
    relief: new Int16Array(buffer, 0, CELLS),
    tops: new Int16Array(buffer, 2 * CELLS, CELLS),
    colours: new Uint8Array(buffer, 4 * CELLS, CELLS),
    depths: new Uint8Array(buffer, 5 * CELLS, CELLS),
    highs: Int16Array.from(highs),
  }
}
