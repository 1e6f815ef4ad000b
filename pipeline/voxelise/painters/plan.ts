import type { PreparedArea } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import type { CompiledStyle } from '../compiled-style.ts'
import { cellOf, isFree, type Surface } from '../surface.ts'

/** Posts along the outline of an area under planning: seen, and nothing of today hidden. */
export function paintPlan(window: ChunkWindow, plan: PreparedArea, surface: Surface, { style, blocks }: CompiledStyle): void {
  const every = style.planEdge.everyM
  for (const ring of plan.polygons.flat()) {
    let ahead = 0
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, az, bx, bz] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]]
      const length = Math.hypot(bx - ax, bz - az)
      for (; ahead < length; ahead += every) {
        const x = Math.floor(ax + ((bx - ax) * ahead) / length)
        const z = Math.floor(az + ((bz - az) * ahead) / length)
        if (window.has(x, z)) paintPost(window, surface, { x, z, block: blocks.planPost })
      }
      ahead -= length
    }
  }
}

function paintPost(window: ChunkWindow, surface: Surface, { x, z, block }: { x: number; z: number; block: number }): void {
  if (!isFree(surface, x, z)) return
  const i = cellOf(surface, x, z)
  window.set(x, surface.face[i], z, block)
  window.set(x, surface.face[i] + 1, z, block)
}
