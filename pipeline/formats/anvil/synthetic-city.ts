import { BlockTable } from '#pipeline/model/block.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { SECTION, type ChunkBlocks } from './chunk-blocks.ts'
import type { JavaProfile } from './profile.ts'

/** For tests and benches: hills, streets, houses with windows, trees and a river, all with noise, at any chunk. */
export class SyntheticCity {
  readonly table = new BlockTable()
  readonly #minY: number
  readonly #id = (text: string): number => this.table.id(text)
  readonly #stone = this.#id('stone')
  readonly #dirt = this.#id('dirt')
  readonly #water = this.#id('water')
  readonly #sand = this.#id('sand')
  readonly #log = this.#id('oak_log')
  readonly #leaves = this.#id('oak_leaves')
  readonly #glass = this.#id('glass_pane[north=true,south=true]')
  readonly #soils = ['grass_block', 'grass_block', 'grass_block', 'moss_block', 'coarse_dirt', 'podzol'].map(this.#id)
  readonly #plants = ['short_grass', 'fern', 'dandelion', 'poppy'].map(this.#id)
  readonly #street = ['gray_concrete', 'gray_concrete', 'andesite', 'light_gray_concrete'].map(this.#id)
  readonly #walls = ['bricks', 'white_terracotta', 'yellow_terracotta', 'red_terracotta', 'smooth_sandstone', 'light_gray_concrete'].map(this.#id)
  readonly #roofs = ['brick_slab', 'granite', 'nether_bricks', 'brick_stairs[facing=east]', 'deepslate_tiles'].map(this.#id)

  constructor({ minY }: Pick<JavaProfile, 'minY'>) {
    this.#minY = minY
  }

  /** Fills `blocks` and `uniform` for the chunk's x and z. */
  fill(chunk: ChunkBlocks): void {
    const { blocks, uniform, x: chunkX, z: chunkZ } = chunk
    const ground = new Int32Array(256)
    for (let i = 0; i < 256; i++) ground[i] = this.#ground(chunkX * 16 + (i & 15), chunkZ * 16 + (i >> 4))
    const solid = (Math.min(...ground) - 3 - this.#minY) >> 4
    const top = (Math.max(...ground) + 64 - this.#minY) >> 4
    blocks.fill(0, solid * SECTION, (top + 1) * SECTION)
    for (let i = 0; i < uniform.length; i++) uniform[i] = i < solid ? this.#stone : i > top ? 0 : -1
    for (let i = 0; i < 256; i++) this.#column(chunk, { column: i, ground: ground[i], from: solid * 16 })
    for (let i = solid; i <= top; i++) if (blocks.subarray(i * SECTION, (i + 1) * SECTION).every((state) => state === 0)) uniform[i] = 0
  }

  #ground(x: number, z: number): number {
    const hills = 14 * Math.sin(x / 70) + 12 * Math.cos(z / 60) + 6 * Math.sin((x + z) / 21)
    return Math.round(80 + hills) + (hashAt(1, x, z) % 5 === 0 ? 1 : 0)
  }

  #column({ blocks, x: chunkX, z: chunkZ }: ChunkBlocks, { column, ground, from }: { column: number; ground: number; from: number }): void {
    const x = chunkX * 16 + (column & 15)
    const z = chunkZ * 16 + (column >> 4)
    const noise = hashAt(2, x, z)
    const fillTo = (bottom: number, top: number, state: number) => {
      for (let y = bottom; y <= top; y++) blocks[(y - this.#minY) * 256 + column] = state
    }
    fillTo(from + this.#minY, ground - 3, this.#stone)
    fillTo(ground - 2, ground - 1, this.#dirt)
    if (ground < 63) {
      fillTo(ground, ground, this.#sand)
      return fillTo(ground + 1, 62, this.#water)
    }
    const lotX = Math.floor(x / 24)
    const lotZ = Math.floor(z / 24)
    const inX = x - lotX * 24
    const inZ = z - lotZ * 24
    if (inX < 6 || inZ < 6) return fillTo(ground, ground, this.#street[noise % this.#street.length])
    const lot = hashAt(3, lotX, lotZ)
    if (lot % 3 > 0 && inX < 20 && inZ < 19) {
      const base = this.#ground(lotX * 24 + 13, lotZ * 24 + 12)
      const eaves = base + 8 + (lot % 48)
      const wall = this.#walls[lot % this.#walls.length]
      const edge = inX === 6 || inX === 19 || inZ === 6 || inZ === 18
      fillTo(ground, base, wall)
      if (edge) for (let y = base + 1; y <= eaves; y++) fillTo(y, y, y % 3 === 0 && (x + z) % 3 > 0 ? this.#glass : wall)
      return fillTo(eaves + 1, eaves + 1 + (noise % 2), this.#roofs[(lot >> 4) % this.#roofs.length])
    }
    fillTo(ground, ground, this.#soils[noise % this.#soils.length])
    const tree = hashAt(4, x >> 2, z >> 2) % 4 === 0
    if (tree && (x & 3) === 1 && (z & 3) === 1) fillTo(ground + 1, ground + 5, this.#log)
    if (tree) fillTo(ground + 4 + (noise % 2), ground + 6 + (noise % 3), this.#leaves)
    else if (noise % 6 === 0) fillTo(ground + 1, ground + 1, this.#plants[(noise >> 8) % this.#plants.length])
  }
}
