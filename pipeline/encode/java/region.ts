import { BlockPalette } from '#pipeline/formats/anvil/block-palette.ts'
import type { ChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { ChunkEncoder } from '#pipeline/formats/anvil/chunk-encoder.ts'
import { encodeChunkHead } from '#pipeline/formats/anvil/chunk-head.ts'
import { deflate, storeHead, withStoredHead } from '#pipeline/formats/anvil/deflate.ts'
import type { JavaProfile } from '#pipeline/formats/anvil/profile.ts'
import { RegionBuilder, type RegionFiles } from '#pipeline/formats/anvil/region-builder.ts'
import { encodeSign, type Sign } from '#pipeline/formats/anvil/sign.ts'
import type { BlockState } from '#pipeline/model/block.ts'
import type { Region } from '#pipeline/model/grid.ts'

/** Raise when the same blocks give other bytes. */
export const ENCODE_VERSION = 2

/** The one biome of a world: temperate, and green in every edition. */
const BIOMES = ['plains']

/** Encodes regions chunk by chunk, for all its profiles at once; its memory is used again. */
export interface JavaRegionEncoder {
  start(region: Region): void
  add(chunk: ChunkBlocks, signs: readonly Sign[]): void
  /** In the order of the profiles. Good until the next `start`. */
  finish(): RegionFiles[]
}

/**
 * A chunk is packed and deflated once: each further profile costs its head and its checksum.
 * @param profiles of one height
 * @param states read on first use: every state a chunk may hold must be in it by then
 */
export function createJavaRegionEncoder(profiles: readonly JavaProfile[], states: readonly BlockState[]): JavaRegionEncoder {
  const encoder = new ChunkEncoder(profiles[0], new BlockPalette(states), BIOMES)
  const editions = profiles.map((profile) => ({ profile, builder: new RegionBuilder(), bare: storeHead(encodeChunkHead(profile, [])) }))
  return {
    start: (region) => editions.forEach(({ builder }) => builder.start(region)),
    add(chunk, signs) {
      const nbt = encoder.encode(chunk)
      const body = deflate(nbt)
      for (const { profile, builder, bare } of editions) {
        const head = signs.length === 0 ? bare : storeHead(encodeChunkHead(profile, entitiesOf(profile, signs)))
        builder.add(chunk.x, chunk.z, withStoredHead(head, body, nbt.length))
      }
    },
    finish: () => editions.map(({ builder }) => builder.finish()),
  }
}

const entitiesOf = (profile: JavaProfile, signs: readonly Sign[]): Uint8Array[] => signs.map((sign) => encodeSign(profile, sign))
