import { createHash, hash } from 'node:crypto'
import type { BlockBox } from '#pipeline/model/grid.ts'
import type { WorldReader } from './world.ts'

/** Bytes of each chunk's digest. */
export const CHUNK_DIGEST = 8
const CHUNKS = 1024

/** Digests of a world's chunks as they lie in their files: what is alike in two worlds, without unpacking either. */
export interface ChunkDigests {
  /** A region's chunks in the order of its file's table, eight bytes each, zeros where there is none; nothing where it has no file. */
  region(x: number, z: number): Uint8Array | undefined
  /** One digest of all chunks that touch a box, in blocks. */
  box(box: BlockBox): string
}

export function openDigests(world: WorldReader): ChunkDigests {
  const known = new Map<string, Uint8Array | undefined>()
  const region = (x: number, z: number) => {
    const key = `${x} ${z}`
    if (!known.has(key)) known.set(key, digestRegion(world, x, z))
    return known.get(key)
  }
  return {
    region,
    box({ minX, minZ, maxX, maxZ }) {
      const sum = createHash('sha256')
      const none = new Uint8Array(CHUNK_DIGEST)
      for (let z = Math.floor(minZ / 16); z < Math.ceil(maxZ / 16); z++)
        for (let x = Math.floor(minX / 16); x < Math.ceil(maxX / 16); x++) {
          const at = CHUNK_DIGEST * ((x & 31) + 32 * (z & 31))
          sum.update(region(x >> 5, z >> 5)?.subarray(at, at + CHUNK_DIGEST) ?? none)
        }
      return sum.digest('hex')
    },
  }
}

function digestRegion(world: WorldReader, x: number, z: number): Uint8Array | undefined {
  const file = world.region(x, z)?.file
  if (!file) return undefined
  const digests = new Uint8Array(CHUNKS * CHUNK_DIGEST)
  for (let index = 0; index < CHUNKS; index++)
    if (file.has(index)) digests.set(hash('sha256', file.packed(index), 'buffer').subarray(0, CHUNK_DIGEST), index * CHUNK_DIGEST)
  return digests
}
