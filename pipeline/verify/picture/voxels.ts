import { Failure } from '#pipeline/model/failure.ts'
import { type BlockBox, MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'
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
  /** A y that no block of the world lies over. */
  high?: number
  /** Used again for what is loaded next: what was loaded before is gone then. */
  memory?: VoxelMemory
}

/** Memory for blocks: 4096 states a section. */
export interface VoxelMemory {
  pool: Uint16Array
}

export const newMemory = (): VoxelMemory => ({ pool: new Uint16Array(1024 * 4096) })

function grown(pool: Uint16Array): Uint16Array {
  const larger = new Uint16Array(Math.ceil((pool.length * 1.5) / 4096) * 4096)
  larger.set(pool)
  return larger
}

/**
 * Loads whole chunks that touch a box.
 * @throws Failure when they take more
 */
export function loadVoxels(
  world: WorldReader,
  box: BlockBox,
  { maxBytes = 256 * 1024 * 1024, keep, high = MAX_Y, memory = newMemory() }: VoxelOptions = {},
): Voxels {
  const chunkX = Math.floor(box.minX / 16)
  const chunkZ = Math.floor(box.minZ / 16)
  const across = Math.ceil(box.maxX / 16) - chunkX
  const down = Math.ceil(box.maxZ / 16) - chunkZ
  const loaded: { at: number; minSection: number; places: Int32Array }[] = []
  let [lowest, highest, own] = [Infinity, -Infinity, 0]
  for (let z = 0; z < down; z++)
    for (let x = 0; x < across; x++) {
      const chunk = keep?.(chunkX + x, chunkZ + z) === false ? undefined : world.chunk(chunkX + x, chunkZ + z)
      if (!chunk) continue
      const { sections, minSection } = chunk
      const places = new Int32Array(sections.findLastIndex(({ blocks }) => blocks !== 0) + 1)
      for (let i = 0; i < places.length; i++) {
        const { blocks } = sections[i]
        if (typeof blocks === 'number') {
          places[i] = -1 - blocks
          continue
        }
        if ((own + 1) * 8192 > maxBytes)
          throw new Failure(
            'too-high',
            `a picture of ${across * 16} × ${down * 16} blocks needs more than ${maxBytes} bytes`,
            'draw a smaller part, or allow more memory',
          )
        if ((own + 1) * 4096 > memory.pool.length) memory.pool = grown(memory.pool)
        memory.pool.set(blocks, own * 4096)
        places[i] = own++
      }
      lowest = Math.min(lowest, minSection)
      highest = Math.max(highest, minSection + places.length)
      loaded.push({ at: z * across + x, minSection, places })
    }
  // Not by what is loaded: a ray's steps, and so its last bits, would hang on it.
  lowest = Math.min(lowest, MIN_Y >> 4)
  highest = Math.max(highest, (high >> 4) + 1)
  const tall = highest - lowest
  const sections = new Int32Array(across * down * tall).fill(AIR)
  for (const { at, minSection, places } of loaded) sections.set(places, at * tall + minSection - lowest)
  const { pool } = memory
  const [minX, minZ, minY] = [chunkX * 16, chunkZ * 16, lowest * 16]
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
