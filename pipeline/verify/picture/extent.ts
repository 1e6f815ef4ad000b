import type { BlockBox } from '#pipeline/model/grid.ts'
import { Failure } from '#pipeline/model/failure.ts'
import type { WorldReader } from '../read/world.ts'

/** The box around all chunks of a world, from its files' tables alone. @throws Failure when it has none */
export function extentOf(world: WorldReader): BlockBox {
  const box = { minX: Infinity, minZ: Infinity, maxX: -Infinity, maxZ: -Infinity }
  for (const { x, z } of world.regions()) {
    const { file } = world.region(x, z)!
    for (let index = 0; index < 1024; index++) {
      if (!file.has(index)) continue
      const [minX, minZ] = [x * 512 + (index & 31) * 16, z * 512 + (index >> 5) * 16]
      box.minX = Math.min(box.minX, minX)
      box.minZ = Math.min(box.minZ, minZ)
      box.maxX = Math.max(box.maxX, minX + 16)
      box.maxZ = Math.max(box.maxZ, minZ + 16)
    }
  }
  if (box.minX === Infinity) throw new Failure('no-features', `${world.folder} holds no chunks`, 'build the world before drawing it')
  return box
}
