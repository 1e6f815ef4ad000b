import { NO_TOP, stateAt, topsOf } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { type MeasuredStyle, nameOf, thicknessOf } from './blocks.ts'

/** The upper sides of a world's columns, seen from above through trees, plants, signs and water. Chunks are read as they are asked for. */
export interface Tops {
  /** y of the upper side, fractional on slabs and stairs; NaN where the world has nothing. */
  at(x: number, z: number): number
  /** True where a chimney is on top. */
  isChimney(x: number, z: number): boolean
  /** Forgets every chunk. */
  clear(): void
}

interface ChunkTops {
  y: Float32Array
  chimney: Uint8Array
}

/** States a world can have: more than the game has. */
const MOST_STATES = 65_536

export function openTops(world: WorldReader, { through, chimneys }: MeasuredStyle): Tops {
  const skipped = new Set(['air', 'cave_air', 'void_air', ...through])
  const isThrough = new Uint8Array(MOST_STATES)
  const chimney = new Uint8Array(MOST_STATES)
  const thickness = new Float32Array(MOST_STATES)
  let known = 0
  const learn = () => {
    for (; known < world.states.length; known++) {
      const state = world.states[known]
      isThrough[known] = Number(skipped.has(nameOf(state)))
      chimney[known] = Number(chimneys.includes(nameOf(state)))
      thickness[known] = thicknessOf(state)
    }
  }
  const chunks = new Map<number, ChunkTops>()
  const found = new Int16Array(256)

  const read = (chunkX: number, chunkZ: number): ChunkTops => {
    const tops = { y: new Float32Array(256).fill(Number.NaN), chimney: new Uint8Array(256) }
    const chunk = world.chunk(chunkX, chunkZ)
    if (!chunk) return tops
    learn()
    topsOf(chunk, isThrough, found)
    for (let i = 0; i < 256; i++) {
      if (found[i] === NO_TOP) continue
      const state = stateAt(chunk, i & 15, found[i], i >> 4)
      tops.y[i] = found[i] + thickness[state]
      tops.chimney[i] = chimney[state]!
    }
    return tops
  }
  const chunkAt = (x: number, z: number): ChunkTops => {
    const key = (x >> 4) * 0x400000 + (z >> 4)
    let tops = chunks.get(key)
    if (!tops) chunks.set(key, (tops = read(x >> 4, z >> 4)))
    return tops
  }
  return {
    at: (x, z) => chunkAt(x, z).y[((z & 15) << 4) | (x & 15)],
    isChimney: (x, z) => chunkAt(x, z).chimney[((z & 15) << 4) | (x & 15)] === 1,
    clear: () => chunks.clear(),
  }
}
