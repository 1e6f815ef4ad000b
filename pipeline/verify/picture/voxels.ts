import { Failure } from '#pipeline/model/failure.ts'
import type { BlockBox } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'

const AIR = -1

/**
 * The blocks of a box, ready for rays. A section is one number: −1 − state where it is all one state, else its place in the pool.
 * Sections run x fastest-but-one: index ((cz·across + cx)·tall + cy), counted from the first chunk and the lowest section.
 */
export interface Voxels {
  minX: number
  minY: number
  minZ: number
  maxX: number
  maxY: number
  maxZ: number
  across: number
  tall: number
  sections: Int32Array
  /** 4096 states a section, index y·256 + z·16 + x. */
  pool: Uint16Array
}

export interface VoxelOptions {
  /** Bound on what the blocks may take. */
  maxBytes?: number | undefined
  /** Says of a chunk, by its numbers, whether it is loaded; what is not is empty. */
  keep?: (chunkX: number, chunkZ: number) => boolean
}

/**
 * Loads whole chunks that touch a box.
 * @throws Failure when they take more
 */
export function loadVoxels(world: WorldReader, box: BlockBox, { maxBytes = 256 * 1024 * 1024, keep }: VoxelOptions = {}): Voxels {
  const chunkX = Math.floor(box.minX / 16)
  const chunkZ = Math.floor(box.minZ / 16)
  const across = Math.ceil(box.maxX / 16) - chunkX
  const down = Math.ceil(box.maxZ / 16) - chunkZ
  const loaded: { at: number; minSection: number; blocks: (Uint16Array | number)[] }[] = []
  let [lowest, highest, own] = [Infinity, -Infinity, 0]
  for (let z = 0; z < down; z++)
    for (let x = 0; x < across; x++) {
      const chunk = keep?.(chunkX + x, chunkZ + z) === false ? undefined : world.chunk(chunkX + x, chunkZ + z)
      if (!chunk) continue
      const blocks = chunk.sections.map((section) => section.blocks)
      while (blocks.at(-1) === 0) blocks.pop()
      own += blocks.filter((section) => typeof section !== 'number').length
      if (own * 8192 > maxBytes)
        throw new Failure(
          'too-high',
          `a picture of ${across * 16} × ${down * 16} blocks needs more than ${maxBytes} bytes`,
          'draw a smaller part, or allow more memory',
        )
      lowest = Math.min(lowest, chunk.minSection)
      highest = Math.max(highest, chunk.minSection + blocks.length)
      loaded.push({ at: z * across + x, minSection: chunk.minSection, blocks })
    }
  const tall = loaded.length === 0 ? 0 : highest - lowest
  const sections = new Int32Array(across * down * tall).fill(AIR)
  const pool = new Uint16Array(own * 4096)
  let used = 0
  for (const { at, minSection, blocks } of loaded)
    for (const [i, section] of blocks.entries()) {
      const place = at * tall + minSection - lowest + i
      if (typeof section === 'number') sections[place] = -1 - section
      else {
        pool.set(section, used * 4096)
        sections[place] = used++
      }
    }
  const [minX, minZ, minY] = [chunkX * 16, chunkZ * 16, tall === 0 ? 0 : lowest * 16]
  return { minX, minY, minZ, maxX: minX + across * 16, maxY: minY + tall * 16, maxZ: minZ + down * 16, across, tall, sections, pool }
}

/** The state at a position; air outside. */
export function voxelAt(voxels: Voxels, x: number, y: number, z: number): number {
  if (x < voxels.minX || x >= voxels.maxX || y < voxels.minY || y >= voxels.maxY || z < voxels.minZ || z >= voxels.maxZ) return 0
  const cx = (x - voxels.minX) >> 4
  const cz = (z - voxels.minZ) >> 4
  const section = voxels.sections[(cz * voxels.across + cx) * voxels.tall + ((y - voxels.minY) >> 4)]
  return section < 0 ? -1 - section : voxels.pool[(section << 12) | ((y & 15) << 8) | ((z & 15) << 4) | (x & 15)]
}
