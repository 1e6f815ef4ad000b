import { REGION_SIZE } from '#pipeline/model/grid.ts'
import type { PreparedWater } from '#pipeline/model/shard.ts'
import { boxesTouch, cutBox, fillPolygons } from '#pipeline/model/scanline.ts'

const TILES_KEPT = 6

/** The face of the water at any column, NaN where there is none: drawn tile by tile as asked for. */
export function openWaterTiles(waters: readonly PreparedWater[]): (x: number, z: number) => number {
  const tiles = new Map<string, Float32Array | undefined>()
  const draw = (tileX: number, tileZ: number): Float32Array | undefined => {
    const box = { minX: tileX * REGION_SIZE, minZ: tileZ * REGION_SIZE, maxX: (tileX + 1) * REGION_SIZE, maxZ: (tileZ + 1) * REGION_SIZE }
    const here = waters.filter((water) => boxesTouch(water.box, box))
    if (here.length === 0) return undefined
    const tile = new Float32Array(REGION_SIZE * REGION_SIZE).fill(Number.NaN)
    for (const water of here)
      fillPolygons(water.polygons, cutBox(water.box, box), (z, from, to) =>
        tile.fill(water.level, (z - box.minZ) * REGION_SIZE + from - box.minX, (z - box.minZ) * REGION_SIZE + to - box.minX),
      )
    return tile
  }
  return (x, z) => {
    const tileX = Math.floor(x / REGION_SIZE)
    const tileZ = Math.floor(z / REGION_SIZE)
    const key = `${tileX},${tileZ}`
    if (!tiles.has(key)) {
      tiles.set(key, draw(tileX, tileZ))
      if (tiles.size > TILES_KEPT) tiles.delete(tiles.keys().next().value!)
    }
    return tiles.get(key)?.[(z - tileZ * REGION_SIZE) * REGION_SIZE + x - tileX * REGION_SIZE] ?? Number.NaN
  }
}
