import type { BlockBox, BlockPoint, WorldGrid } from '#pipeline/model/grid.ts'
import { faceY } from '#pipeline/model/grid.ts'
import { boxesTouch, boxOf, cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import type { RasterStack } from './raster-stack.ts'

/** The ground as the world has it: cut to its area. Faces are in blocks, NaN where the world ends. */
export interface Ground {
  at(x: number, z: number): number
  /** Bilinear between block centres; NaN beside a gap. */
  between(point: BlockPoint): number
  window(box: BlockBox): Float32Array
}

/** `area` is the world's closed ring in blocks. */
export function openGround(terrain: RasterStack, area: Float64Array, grid: WorldGrid): Ground {
  const whole = boxOf([area])
  const isInside = (x: number, z: number): boolean => {
    let inside = false
    for (let i = 0; i + 3 < area.length; i += 2) {
      const [ax, az, bx, bz] = [area[i], area[i + 1], area[i + 2], area[i + 3]]
      if (az > z !== bz > z && x < ax + ((z - az) * (bx - ax)) / (bz - az)) inside = !inside
    }
    return inside
  }
  const at = (x: number, z: number) => (isInside(x + 0.5, z + 0.5) ? faceY(grid, terrain.at(x, z)) : Number.NaN)
  return {
    at,
    between({ x, z }) {
      const x0 = Math.floor(x - 0.5)
      const z0 = Math.floor(z - 0.5)
      const fx = x - 0.5 - x0
      const fz = z - 0.5 - z0
      const top = terrain.at(x0, z0) * (1 - fx) + terrain.at(x0 + 1, z0) * fx
      const bottom = terrain.at(x0, z0 + 1) * (1 - fx) + terrain.at(x0 + 1, z0 + 1) * fx
      return faceY(grid, top * (1 - fz) + bottom * fz)
    },
    window(box) {
      const width = box.maxX - box.minX
      const faces = new Float32Array(width * (box.maxZ - box.minZ)).fill(Number.NaN)
      if (!boxesTouch(box, whole)) return faces
      const heights = terrain.window(box)
      fillPolygons([[area]], cutBox(box, whole), (z, from, to) => {
        const row = (z - box.minZ) * width - box.minX
        for (let i = row + from; i < row + to; i++) faces[i] = faceY(grid, heights[i])
      })
      return faces
    },
  }
}
