import { TAG, int } from '../nbt-write/tag.ts'
import { tagHead, writeEntry } from '../nbt-write/write.ts'
import type { JavaProfile } from './profile.ts'

/**
 * The beginning of a chunk's NBT: all that differs between profiles. What follows is the same in each.
 * @param blockEntities payloads of compounds, written for this profile
 */
export function encodeChunkHead({ dataVersion }: Pick<JavaProfile, 'dataVersion'>, blockEntities: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const count = new Uint8Array(4)
  new DataView(count.buffer).setInt32(0, blockEntities.length)
  const list = [tagHead(TAG.list, 'block_entities'), Uint8Array.of(TAG.compound), count, ...blockEntities]
  return Uint8Array.from(Buffer.concat([tagHead(TAG.compound, ''), writeEntry('DataVersion', int(dataVersion)), ...list]))
}
