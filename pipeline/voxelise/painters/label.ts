import type { PreparedLabel } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import type { CompiledStyle } from '../compiled-style.ts'
import { cellOf, isFree, type Surface } from '../surface.ts'

/** Blocks that a sign may be moved to find room. */
const ROOM = 3

/** A name on a sign on a post, on open ground beside where it was meant to stand. */
export function paintLabel(window: ChunkWindow, label: PreparedLabel, surface: Surface, { style, blocks, id }: CompiledStyle): void {
  const place = findRoom(label, surface)
  if (!place || !window.has(place.x, place.z)) return
  const y = surface.face[cellOf(surface, place.x, place.z)]
  if (window.get(place.x, y + 1, place.z) !== 0) return
  window.set(place.x, y, place.z, blocks.labelPost)
  window.set(place.x, y + 1, place.z, id(`${style.labels[label.kind]}[rotation=${label.rotation}]`))
  window.signs.push({ x: place.x, y: y + 1, z: place.z, lines: label.text })
}

/** The nearest column that is neither building, water nor carriageway, searched in rings. */
function findRoom({ x, z }: PreparedLabel, surface: Surface): { x: number; z: number } | undefined {
  for (let ring = 0; ring <= ROOM; ring++)
    for (let dz = -ring; dz <= ring; dz++)
      for (let dx = -ring; dx <= ring; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dz)) === ring && isFree(surface, x + dx, z + dz)) return { x: x + dx, z: z + dz }
      }
  return undefined
}
