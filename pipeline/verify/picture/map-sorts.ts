import { BLOCK_ROWS } from '#pipeline/model/block-data.ts'
import type { ReadChunk } from '../read/chunk.ts'
import { stateAt } from '../read/column.ts'
import { mapColourOf } from './material.ts'

/** Map colour of water; how deep it is counts down to so many blocks. */
export const WATER = 12
export const DEEPEST = 10
/** One looks through grass and flowers: they would speckle every lawn. */
const PLANTS = new Set(BLOCK_ROWS.filter(([, family]) => family === 'plant').map(([name]) => name))

/** What maps show of a world's states. */
export class MapSorts {
  /** By state: its map colour, and 1 where one looks through it. */
  colours = new Uint8Array()
  through = new Uint8Array()

  /** Learns states met since the last time. */
  update(states: readonly string[]): void {
    if (states.length === this.colours.length) return
    this.colours = Uint8Array.from(states, (state) => (PLANTS.has(state) ? 0 : mapColourOf(state.replace(/\[.*/, ''))))
    this.through = this.colours.map((colour) => (colour === 0 ? 1 : 0))
  }

  colourAt(chunk: ReadChunk, column: number, y: number): number {
    return this.colours[stateAt(chunk, column & 15, y, column >> 4)]
  }

  /** Blocks of water from a top downwards, DEEPEST at most; 0 where it is no water. */
  depthAt(chunk: ReadChunk, column: number, top: number): number {
    const state = stateAt(chunk, column & 15, top, column >> 4)
    let depth = 0
    if (this.colours[state] === WATER) while (depth < DEEPEST && stateAt(chunk, column & 15, top - depth, column >> 4) === state) depth++
    return depth
  }
}
