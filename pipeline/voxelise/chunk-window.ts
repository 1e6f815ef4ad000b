import { type ChunkBlocks, SECTION, wordsOf } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { clearHeightmaps, raiseHeightmaps } from '#pipeline/formats/anvil/heightmaps.ts'
import { CHUNK_SIZE, MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'

/** A sign to stand in a chunk; its block is set already. */
export interface SignText {
  x: number
  y: number
  z: number
  lines: string[]
}

/** The window that object painters work through: one chunk, in world coordinates; what lies outside is dropped. */
export class ChunkWindow {
  readonly chunk: ChunkBlocks
  readonly signs: SignText[] = []
  minX = 0
  minZ = 0
  readonly #words: Int32Array
  readonly #flags: Uint8Array

  /** @param flags for each state the heightmaps it counts in */
  constructor(chunk: ChunkBlocks, flags: Uint8Array) {
    this.chunk = chunk
    this.#flags = flags
    this.#words = wordsOf(chunk.blocks)
  }

  /** Moves to another chunk, all air. */
  moveTo(chunkX: number, chunkZ: number): void {
    this.chunk.x = chunkX
    this.chunk.z = chunkZ
    this.minX = chunkX * CHUNK_SIZE
    this.minZ = chunkZ * CHUNK_SIZE
    this.chunk.uniform.fill(0)
    clearHeightmaps(this.chunk.heightmaps)
    this.signs.length = 0
  }

  has(x: number, z: number): boolean {
    return x >= this.minX && z >= this.minZ && x < this.minX + CHUNK_SIZE && z < this.minZ + CHUNK_SIZE
  }

  get(x: number, y: number, z: number): number {
    const section = (y - MIN_Y) >> 4
    const uniform = this.chunk.uniform[section]
    return uniform >= 0 ? uniform : this.chunk.blocks[this.#index(x, y, z)]
  }

  set(x: number, y: number, z: number, state: number): void {
    if (y < MIN_Y || y > MAX_Y || !this.has(x, z)) return
    const section = (y - MIN_Y) >> 4
    if (this.chunk.uniform[section] >= 0) this.open(section)
    this.chunk.blocks[this.#index(x, y, z)] = state
    this.raise(x, y, z, state)
  }

  /** Counts a block in its column's heightmaps; for who writes blocks without `set`. */
  raise(x: number, y: number, z: number, state: number): void {
    raiseHeightmaps(this.chunk.heightmaps, ((z & 15) << 4) | (x & 15), y + 1 - MIN_Y, this.#flags[state])
  }

  /** Sets a state only where there is air or a plant-sized nothing. */
  setIfAir(x: number, y: number, z: number, state: number): void {
    if (y < MIN_Y || y > MAX_Y || !this.has(x, z) || this.get(x, y, z) !== 0) return
    this.set(x, y, z, state)
  }

  /** Blocks y from…to−1 of a column that lies in the window. */
  column(x: number, z: number, from: number, to: number, state: number): void {
    const top = Math.min(to, MAX_Y + 1)
    for (let y = Math.max(from, MIN_Y); y < top; y++) {
      const section = (y - MIN_Y) >> 4
      if (this.chunk.uniform[section] >= 0) this.open(section)
      this.chunk.blocks[this.#index(x, y, z)] = state
    }
    if (top > from) this.raise(x, top - 1, z, state)
  }

  /** Makes a uniform section dense, with its one state in every block. */
  open(section: number): void {
    const state = this.chunk.uniform[section]
    const from = (section * SECTION) >> 1
    this.#words.fill(state | (state << 16), from, from + SECTION / 2)
    this.chunk.uniform[section] = -1
  }

  #index(x: number, y: number, z: number): number {
    return ((y - MIN_Y) << 8) | ((z & 15) << 4) | (x & 15)
  }
}
