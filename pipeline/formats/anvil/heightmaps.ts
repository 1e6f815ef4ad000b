import { heightmapClass, type BlockState } from '#pipeline/model/block.ts'
import { wordsOf, type ChunkBlocks, type Heightmaps } from './chunk-blocks.ts'

const SURFACE = 1
const FLOOR = 2
const MOTION = 4
const NO_LEAVES = 8
const ALL = SURFACE | FLOOR | MOTION | NO_LEAVES

/** For each state id, as bits, the heightmaps it counts in. */
export function heightmapFlags(states: readonly BlockState[]): Uint8Array {
  return Uint8Array.from(states, (state) => {
    const { surface, motion, leaves, fluid } = heightmapClass(state)
    const blocks = motion || fluid
    return (surface ? SURFACE : 0) | (motion ? FLOOR : 0) | (blocks ? MOTION : 0) | (blocks && !leaves ? NO_LEAVES : 0)
  })
}

/** Raises a column's heightmaps to a block of these flags, whose top is `height` over the world's floor. */
export function raiseHeightmaps(heightmaps: Heightmaps, column: number, height: number, flags: number): void {
  if (flags & SURFACE && heightmaps.worldSurface[column] < height) heightmaps.worldSurface[column] = height
  if (flags & MOTION && heightmaps.motionBlocking[column] < height) heightmaps.motionBlocking[column] = height
  if (flags & NO_LEAVES && heightmaps.motionBlockingNoLeaves[column] < height) heightmaps.motionBlockingNoLeaves[column] = height
  if (flags & FLOOR && heightmaps.oceanFloor[column] < height) heightmaps.oceanFloor[column] = height
}

export function clearHeightmaps({ worldSurface, motionBlocking, motionBlockingNoLeaves, oceanFloor }: Heightmaps): void {
  worldSurface.fill(0)
  motionBlocking.fill(0)
  motionBlockingNoLeaves.fill(0)
  oceanFloor.fill(0)
}

/** Fills in the heightmaps of a chunk that nobody kept count of, from its blocks, layer by layer from the top until every column is known. */
export class HeightmapScanner {
  readonly #flags: Uint8Array
  /** Bits each column has yet to meet, and how many columns have any. */
  readonly #lacks = new Uint8Array(256)
  #open = 0

  /** @param flags from heightmapFlags, for every id that chunks use */
  constructor(flags: Uint8Array) {
    this.#flags = flags
  }

  scan({ blocks, uniform, heightmaps }: ChunkBlocks): void {
    clearHeightmaps(heightmaps)
    this.#lacks.fill(ALL)
    this.#open = 256
    const words = wordsOf(blocks)
    for (let section = uniform.length - 1; section >= 0 && this.#open > 0; section--) {
      const state = uniform[section]
      if (state < 0) this.#scanSection(heightmaps, words, section)
      else if (this.#flags[state] !== 0) for (let column = 0; column < 256; column++) this.#meet(heightmaps, { column, state, height: section * 16 + 16 })
    }
  }

  #scanSection(heightmaps: Heightmaps, words: Int32Array, section: number): void {
    const lacks = this.#lacks
    for (let height = section * 16 + 16; height > section * 16 && this.#open > 0; height--) {
      const layer = (height - 1) * 128
      for (let i = 0; i < 128; i++) {
        const pair = words[layer + i]
        if (pair === 0) continue // air, twice
        const column = i * 2
        if (lacks[column] !== 0) this.#meet(heightmaps, { column, state: pair & 0xffff, height })
        if (lacks[column + 1] !== 0) this.#meet(heightmaps, { column: column + 1, state: pair >>> 16, height })
      }
    }
  }

  #meet(heightmaps: Heightmaps, { column, state, height }: { column: number; state: number; height: number }): void {
    const lacks = this.#lacks[column]
    const met = this.#flags[state] & lacks
    if (met === 0) return
    if (met & SURFACE) heightmaps.worldSurface[column] = height
    if (met & FLOOR) heightmaps.oceanFloor[column] = height
    if (met & MOTION) heightmaps.motionBlocking[column] = height
    if (met & NO_LEAVES) heightmaps.motionBlockingNoLeaves[column] = height
    this.#lacks[column] = lacks ^ met
    if (lacks === met) this.#open--
  }
}
