import { SECTION } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { CHUNK_SIZE, MIN_Y } from '#pipeline/model/grid.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { NO_GROUND } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from './chunk-window.ts'
import { type CompiledStyle, pick } from './compiled-style.ts'
import { cellOf, SIDE, type Surface, USE } from './surface.ts'

/** Blocks of the under-material below the top. */
const UNDER = 3
const PLANTS = 0x706c
/** In the first section, where the floor is. */
const FLOOR_BLOCKS = 256
const COLUMNS = CHUNK_SIZE * CHUNK_SIZE

/** Fills a chunk's columns from the surface: bedrock, rock, what lies under the top, the top, water, plants. False where the chunk has no ground. */
export function fillColumns(window: ChunkWindow, surface: Surface, compiled: CompiledStyle): boolean {
  const first = cellOf(surface, window.minX, window.minZ)
  let columns = 0
  let lowest = Infinity
  let highest = -Infinity
  for (let z = 0; z < CHUNK_SIZE; z++)
    for (let i = first + z * SIDE; i < first + z * SIDE + CHUNK_SIZE; i++) {
      const face = surface.face[i]
      if (face === NO_GROUND) continue
      columns++
      const wall = surface.wall[i]
      const foot = face - 1 - (wall > UNDER ? wall : UNDER)
      if (foot < lowest) lowest = foot
      const top = surface.water[i] > face ? surface.water[i] : face
      if (top > highest) highest = top
    }
  if (columns === 0) return false
  const rock = fillRock(window, compiled, columns === COLUMNS ? lowest : MIN_Y)
  for (let section = (rock - MIN_Y) >> 4; section <= (highest - MIN_Y) >> 4; section++) if (window.chunk.uniform[section] >= 0) window.open(section)
  fillEach(window, surface, compiled, fillLayers(window, compiled, rock, Math.max(rock, lowest)))
  return true
}

/** Fills whole sections below y `below` with rock; returns the y that columns must go on from. */
function fillRock({ chunk }: ChunkWindow, { style, blocks }: CompiledStyle, below: number): number {
  const { deepBelowY } = style.underground
  const sections = Math.max(0, Math.floor((below - MIN_Y) / CHUNK_SIZE))
  for (let section = 0; section < sections; section++) chunk.uniform[section] = MIN_Y + section * CHUNK_SIZE < deepBelowY ? blocks.deep : blocks.rock
  if (sections === 0) return MIN_Y
  chunk.blocks.fill(blocks.floor, 0, FLOOR_BLOCKS)
  chunk.blocks.fill(blocks.deep, FLOOR_BLOCKS, SECTION)
  chunk.uniform[0] = -1
  return MIN_Y + sections * CHUNK_SIZE
}

/** Rock in whole layers, from y `from` to below `to`, where every column has it; returns the y that columns go on from. */
function fillLayers({ chunk }: ChunkWindow, { style, blocks }: CompiledStyle, from: number, to: number): number {
  if (from === MIN_Y) return from
  const { deepBelowY } = style.underground
  const at = (y: number) => (y - MIN_Y) << 8
  const change = Math.min(to, Math.max(from, deepBelowY))
  chunk.blocks.fill(blocks.deep, at(from), at(change))
  chunk.blocks.fill(blocks.rock, at(change), at(to))
  return to
}

/** The columns from y `rock` up; their sections are open. Written layer by layer in place: this is the innermost loop of all. */
function fillEach(window: ChunkWindow, surface: Surface, compiled: CompiledStyle, rock: number): void {
  const { face, wall, material, top, use, water } = surface
  const { style, blocks: ids, materials } = compiled
  const { blocks } = window.chunk
  const { minX, minZ } = window
  const { deepBelowY } = style.underground
  const { floor, deep, rock: stone, quay, water: waterId } = ids
  const bottom = (rock - MIN_Y) << 8
  const first = cellOf(surface, minX, minZ)
  for (let column = 0; column < COLUMNS; column++) {
    const x = column & 15
    const z = column >> 4
    const i = first + z * SIDE + x
    const above = face[i]
    if (above === NO_GROUND) continue
    const look = materials[material[i]]
    const depth = wall[i]
    const foot = above - 1 - (depth > UNDER ? depth : UNDER)
    const under = depth > 0 ? quay : look.under
    let at = bottom | column
    let y = rock
    if (y === MIN_Y) {
      blocks[at] = floor
      y++
      at += 256
    }
    for (; y < foot && y < deepBelowY; y++, at += 256) blocks[at] = deep
    for (; y < foot; y++, at += 256) blocks[at] = stone
    for (; y < above - 1; y++, at += 256) blocks[at] = under
    const own = top[i]
    const state = own === 0 ? pick(look.top, minX + x, minZ + z) : own
    blocks[at] = state
    window.raise(x, above - 1, z, state)
    const kind = use[i]
    if (kind === USE.water) {
      for (y = above, at += 256; y < water[i]; y++, at += 256) blocks[at] = waterId
      window.raise(x, y - 1, z, waterId)
    } else if (look.plants && kind === USE.open && own === 0) {
      const plant = look.plants[hashAt(PLANTS, minX + x, minZ + z) & 1023]
      if (plant === 0) continue
      blocks[at + 256] = plant
      window.raise(x, above, z, plant)
    }
  }
}
