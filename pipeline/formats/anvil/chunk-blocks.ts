import type { JavaProfile } from './profile.ts'

/** Blocks in one section, a cube of 16 × 16 × 16. */
export const SECTION = 4096

/** One chunk as it is filled: dense, section by section from the bottom, to be used again for the next chunk. */
export interface ChunkBlocks {
  /** Absolute chunk coordinates. */
  x: number
  z: number
  /** State ids at (y − minY)·256 + z·16 + x, in whole 32-bit words. */
  blocks: Uint16Array
  /** For each section the one state that fills it, when `blocks` is not read; else −1. */
  uniform: Int32Array
  /** Index in the encoder's biomes for each 4 × 4 columns at z4·4 + x4; the same at all heights. */
  biomes: Uint8Array
  heightmaps: Heightmaps
}

/** At z·16 + x: y of the topmost block that counts, + 1 − minY; 0 is none. */
export interface Heightmaps {
  worldSurface: Int16Array
  motionBlocking: Int16Array
  motionBlockingNoLeaves: Int16Array
  oceanFloor: Int16Array
}

/** An empty chunk: all air. */
export function createChunkBlocks({ height }: Pick<JavaProfile, 'height'>): ChunkBlocks {
  const columns = () => new Int16Array(256)
  return {
    x: 0,
    z: 0,
    blocks: new Uint16Array(height * 256),
    uniform: new Int32Array(height / 16),
    biomes: new Uint8Array(16),
    heightmaps: { worldSurface: columns(), motionBlocking: columns(), motionBlockingNoLeaves: columns(), oceanFloor: columns() },
  }
}

/** Blocks two to a word, the first of each pair in the low half: Node runs on little-endian machines. */
export const wordsOf = (blocks: Uint16Array): Int32Array => new Int32Array(blocks.buffer, blocks.byteOffset, blocks.length >> 1)
