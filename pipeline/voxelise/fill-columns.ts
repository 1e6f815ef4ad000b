import { SECTION } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { CHUNK_SIZE, MIN_Y } from '#pipeline/model/grid.ts'
import { NO_GROUND } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from './chunk-window.ts'
import { type CompiledStyle, pick } from './compiled-style.ts'
import { cellOf, SIDE, type Surface, USE } from './surface.ts'

/** Blocks of the under-material below the top. */
const UNDER = 3
const PLANTS = 0x706c

/** Fills a chunk's columns from the surface: bedrock, rock, what lies under the top, the top, water, plants. False where the chunk has no ground. */
export function fillColumns(window: ChunkWindow, surface: Surface, compiled: CompiledStyle): boolean {
  const first = cellOf(surface, window.minX, window.minZ)
  let lowest = Infinity
  let columns = 0
  for (let z = 0; z < CHUNK_SIZE; z++)
    for (let i = first + z * SIDE; i < first + z * SIDE + CHUNK_SIZE; i++) {
      const face = surface.face[i]!
      if (face === NO_GROUND) continue
      columns++
      lowest = Math.min(lowest, face - 1 - UNDER - surface.wall[i]!)
    }
  if (columns === 0) return false
  const rock = fillRock(window, compiled, columns === CHUNK_SIZE * CHUNK_SIZE ? lowest : MIN_Y)
  for (let z = 0; z < CHUNK_SIZE; z++)
    for (let x = 0; x < CHUNK_SIZE; x++) {
      const i = first + z * SIDE + x
      if (surface.face[i] !== NO_GROUND) fillColumn({ window, surface, compiled }, { i, x: window.minX + x, z: window.minZ + z, rock })
    }
  return true
}

/** Fills whole sections below y `below` with rock; returns the y that columns must go on from. */
function fillRock({ chunk }: ChunkWindow, { style, blocks }: CompiledStyle, below: number): number {
  const { deepBelowY } = style.underground
  const sections = Math.max(0, Math.floor((below - MIN_Y) / 16))
  for (let section = 0; section < sections; section++) chunk.uniform[section] = MIN_Y + section * 16 < deepBelowY ? blocks.deep : blocks.rock
  if (sections === 0) return MIN_Y
  chunk.blocks.fill(blocks.deep, 256, SECTION)
  chunk.blocks.fill(blocks.floor, 0, 256)
  chunk.uniform[0] = -1
  return MIN_Y + sections * 16
}

interface Column {
  i: number
  x: number
  z: number
  rock: number
}

function fillColumn({ window, surface, compiled }: { window: ChunkWindow; surface: Surface; compiled: CompiledStyle }, { i, x, z, rock }: Column): void {
  const { style, blocks } = compiled
  const face = surface.face[i]!
  const material = compiled.materials[surface.material[i]!]!
  const wall = surface.wall[i]!
  const foot = face - 1 - Math.max(UNDER, wall)
  if (rock < foot) {
    const { deepBelowY } = style.underground
    window.column(x, z, rock, Math.min(foot, deepBelowY), blocks.deep)
    window.column(x, z, Math.max(rock, deepBelowY), foot, blocks.rock)
    if (rock === MIN_Y) window.set(x, MIN_Y, z, blocks.floor)
  }
  window.column(x, z, Math.max(foot, rock), face - 1, wall > 0 ? blocks.quay : material.under)
  const top = surface.top[i]! || pick(material.top, x, z)
  window.set(x, face - 1, z, top)
  if (surface.use[i] === USE.water) {
    window.column(x, z, face, surface.water[i]!, blocks.water)
  } else if (surface.use[i] === USE.open && material.plants && surface.top[i] === 0) {
    const plant = material.plants[hashAt(PLANTS, x, z) & 1023]!
    if (plant !== 0) window.set(x, face, z, plant)
  }
}
