import { BLOCK_ROWS } from '#pipeline/model/block-data.ts'
import { CHUNK_SIZE } from '#pipeline/model/grid.ts'
import { NO_TOP, stateAt, topOf } from '../read/column.ts'
import type { ReadChunk } from '../read/chunk.ts'
import type { WorldReader } from '../read/world.ts'
import { extentOf } from './extent.ts'
import { type Image, newImage } from './image.ts'
import { MAP_PALETTE } from './map-palette.ts'
import { mapColourOf } from './material.ts'

const PAPER = [244, 241, 234] as const
/** The game's shades of a map colour, of 255: lower than the block to the north, level, higher. */
const SHADES = [180, 220, 255] as const
const WATER = 12
/** One looks through grass and flowers: they would speckle every lawn. */
const PLANTS = new Set(BLOCK_ROWS.filter(([, family]) => family === 'plant').map(([name]) => name))
/** Deeper water is darker, down to this many blocks. */
const DEEPEST = 10

/** The world from above in Minecraft's map colours, north up: one pixel a block, or the mean of several where a side would exceed `most`. */
export function drawMap(world: WorldReader, { most = 3000 }: { most?: number } = {}): Image {
  const box = extentOf(world)
  const [across, down] = [box.maxX - box.minX, box.maxZ - box.minZ]
  const step = Math.max(1, Math.ceil(Math.max(across, down) / most))
  const [width, height] = [Math.ceil(across / step), Math.ceil(down / step)]
  const sums = new Uint32Array(width * height * 3)
  const counts = new Uint16Array(width * height)
  const row = new Float32Array(3)
  const painter = new ColumnColours(world)
  for (const region of world.regions())
    for (const chunk of world.region(region.x, region.z)!.chunks()) {
      painter.read(chunk)
      for (let i = 0; i < 256; i++) {
        if (!painter.colour(i, row)) continue
        const x = chunk.x * CHUNK_SIZE + (i & 15) - box.minX
        const z = chunk.z * CHUNK_SIZE + (i >> 4) - box.minZ
        const at = Math.floor(z / step) * width + Math.floor(x / step)
        counts[at]++
        for (let c = 0; c < 3; c++) sums[3 * at + c] += row[c]
      }
    }
  const image = newImage(width, height)
  for (let at = 0; at < counts.length; at++)
    for (let c = 0; c < 3; c++) image.data[3 * at + c] = counts[at] > 0 ? Math.round(sums[3 * at + c] / counts[at]) : PAPER[c]
  return image
}

/** Colours the columns of chunks that come row by row, region by region, looking to the north and the west for relief. */
class ColumnColours {
  readonly #world: WorldReader
  readonly #heights = new Int16Array(256)
  readonly #north = new Int16Array(16)
  readonly #west = new Int16Array(16)
  readonly #ids = new Uint8Array(256)
  readonly #depths = new Uint8Array(256)
  /** The southern edges of the chunks read last, by x, and the eastern edge of the last of all. */
  readonly #souths = new Map<number, { z: number; heights: Int16Array }>()
  readonly #last = { x: Number.NaN, z: Number.NaN, east: new Int16Array(CHUNK_SIZE) }
  /** By state: its map colour, and whether one looks through it. */
  #colours = new Uint8Array()
  #through = new Uint8Array()

  constructor(world: WorldReader) {
    this.#world = world
  }

  read(chunk: ReadChunk): void {
    this.#know()
    for (let i = 0; i < 256; i++) this.#readColumn(chunk, i)
    this.#take(chunk)
  }

  /** Heights of the columns to the north and to the west; those of the chunk itself where there are none. */
  #take({ x, z }: ReadChunk): void {
    const north = this.#souths.get(x)
    const south = new Int16Array(CHUNK_SIZE)
    const isWestern = this.#last.x === x - 1 && this.#last.z === z
    for (let i = 0; i < CHUNK_SIZE; i++) {
      const [top, left] = [north?.z === z - 1 ? north.heights[i] : NO_TOP, isWestern ? this.#last.east[i] : NO_TOP]
      this.#north[i] = top === NO_TOP ? this.#heights[i] : top
      this.#west[i] = left === NO_TOP ? this.#heights[i * CHUNK_SIZE] : left
      south[i] = this.#heights[240 + i]
      this.#last.east[i] = this.#heights[i * CHUNK_SIZE + 15]
    }
    this.#souths.set(x, { z, heights: south })
    this.#last.x = x
    this.#last.z = z
  }

  /** Puts a column's colour into `out`; false where there is nothing to see. */
  colour(i: number, out: Float32Array): boolean {
    const height = this.#heights[i]
    if (height === NO_TOP) return false
    const north = i >= 16 ? this.#heights[i - 16] : this.#north[i]
    const west = (i & 15) > 0 ? this.#heights[i - 1] : this.#west[i >> 4]
    const isWater = this.#ids[i] === WATER
    const shade = isWater ? 235 - 9 * Math.min(DEEPEST, this.#depths[i]) : SHADES[1 + Math.sign(height - north)]
    const slant = isWater ? 1 : 1 + 0.05 * Math.max(-2, Math.min(2, height - west))
    const base = MAP_PALETTE[this.#ids[i]]
    for (let c = 0; c < 3; c++) out[c] = Math.min(255, (base[c] * shade * slant) / 255)
    return true
  }

  #readColumn(chunk: ReadChunk, i: number): void {
    const top = topOf(chunk, i & 15, i >> 4, { through: this.#through })
    this.#heights[i] = top ?? NO_TOP
    if (top === undefined) return
    const state = stateAt(chunk, i & 15, top, i >> 4)
    this.#ids[i] = this.#colours[state]
    let depth = 0
    if (this.#colours[state] === WATER) while (depth < DEEPEST && stateAt(chunk, i & 15, top - depth, i >> 4) === state) depth++
    this.#depths[i] = depth
  }

  /** Learns states met since the last time. */
  #know(): void {
    const { states } = this.#world
    if (states.length === this.#colours.length) return
    this.#colours = Uint8Array.from(states, (state) => (PLANTS.has(state) ? 0 : mapColourOf(state.replace(/\[.*/, ''))))
    this.#through = this.#colours.map((colour) => (colour === 0 ? 1 : 0))
  }
}
