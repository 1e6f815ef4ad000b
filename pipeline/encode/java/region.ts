import { BlockPalette } from '#pipeline/formats/anvil/block-palette.ts'
import type { ChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { ChunkEncoder } from '#pipeline/formats/anvil/chunk-encoder.ts'
import { deflate } from '#pipeline/formats/anvil/deflate.ts'
import type { JavaProfile } from '#pipeline/formats/anvil/profile.ts'
import { RegionBuilder, type RegionFiles } from '#pipeline/formats/anvil/region-builder.ts'
import { encodeSign, type Sign } from '#pipeline/formats/anvil/sign.ts'
import type { BlockState } from '#pipeline/model/block.ts'
import type { Region } from '#pipeline/model/grid.ts'

/** Raise when the same blocks give other bytes. */
export const ENCODE_VERSION = 1

/** The one biome of a world: temperate, and green in every edition. */
const BIOMES = ['plains']

/** Encodes regions chunk by chunk; its memory is used again. */
export interface JavaRegionEncoder {
  start(region: Region): void
  add(chunk: ChunkBlocks, signs: readonly Sign[]): void
  /** Good until the next `start`. */
  finish(): RegionFiles
}

/** `states` is read on first use: every state a chunk may hold must be in it by then. */
export function createJavaRegionEncoder(profile: JavaProfile, states: readonly BlockState[]): JavaRegionEncoder {
  const encoder = new ChunkEncoder(profile, new BlockPalette(states), BIOMES)
  const builder = new RegionBuilder()
  return {
    start: (region) => builder.start(region),
    add(chunk, signs) {
      for (const sign of signs) chunk.blockEntities.push(encodeSign(profile, sign))
      builder.add(chunk.x, chunk.z, deflate(encoder.encode(chunk)))
    },
    finish: () => builder.finish(),
  }
}
