import { closeSync, openSync, readSync } from 'node:fs'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import type { NormalisedRaster } from '#pipeline/model/normalised.ts'
import type { BlockBox, WorldGrid } from '#pipeline/model/grid.ts'

const TILE = 256
const TILES_KEPT = 48

/** Values of one kind at block centres, from all its rasters: where they overlap, the higher order wins. */
export interface RasterStack {
  /** NaN where no raster has data. */
  at(x: number, z: number): number
  /** Rows from the north-west; the box is in whole blocks. */
  window(box: BlockBox): Float32Array
  close(): void
}

/** How a layer's stored values are read: heights with their offset added, codes by the layer's own list. */
function meaningOf({ classes, height }: LayerDefinition): (stored: number) => number {
  const offset = height?.offsetM ?? 0
  if (!classes) return (stored) => stored + offset
  const indexes = new Map(Object.entries(classes).map(([code, name]) => [Number(code), GROUND_CLASSES.findIndex((known) => known === name) + 1]))
  return (stored) => indexes.get(Math.round(stored)) ?? Number.NaN
}

interface OpenRaster {
  file: number
  minX: number
  minZ: number
  width: number
  height: number
  valueOf: (stored: number) => number
  /** What its heights stand on, where that is not the datum. */
  ground: RasterStack | undefined
}

/**
 * Opens the rasters of one kind. Heights come in metres over the grid's datum (or the ground), landcover as 1 + index in GROUND_CLASSES.
 * With terrain given, heights that a layer counts from the ground are put on it.
 */
export function openStack(rasters: readonly NormalisedRaster[], grid: WorldGrid, terrain?: RasterStack): RasterStack {
  const opened: OpenRaster[] = rasters
    .toSorted((a, b) => b.layer.order - a.layer.order || (a.layer.id < b.layer.id ? -1 : 1))
    .map(({ raster, layer }) => ({
      file: openSync(raster.path, 'r'),
      minX: Math.round((raster.minE - grid.origin.easting) * grid.scale),
      minZ: Math.round((grid.origin.northing - raster.maxN) * grid.scale),
      width: raster.width,
      height: raster.height,
      valueOf: meaningOf(layer),
      ground: layer.height?.above === 'ground' ? terrain : undefined,
    }))
  const tiles = new Map<number, Float32Array>()

  const load = (tileX: number, tileZ: number): Float32Array => {
    const tile = new Float32Array(TILE * TILE).fill(Number.NaN)
    for (const raster of opened) overlay(tile, tileX * TILE, tileZ * TILE, raster)
    return tile
  }
  const tileAt = (tileX: number, tileZ: number): Float32Array => {
    const key = tileX * 0x200000 + tileZ
    let tile = tiles.get(key)
    if (tile) return tile
    tile = load(tileX, tileZ)
    tiles.set(key, tile)
    if (tiles.size > TILES_KEPT) tiles.delete(tiles.keys().next().value!)
    return tile
  }
  const value = (x: number, z: number): number => {
    const tileX = Math.floor(x / TILE)
    const tileZ = Math.floor(z / TILE)
    return tileAt(tileX, tileZ)[(z - tileZ * TILE) * TILE + x - tileX * TILE]
  }

  return {
    at: value,
    window({ minX, minZ, maxX, maxZ }) {
      const width = maxX - minX
      const values = new Float32Array(width * (maxZ - minZ))
      for (let z = minZ; z < maxZ; z++) {
        for (let x = minX; x < maxX;) {
          const tileX = Math.floor(x / TILE)
          const tileZ = Math.floor(z / TILE)
          const count = Math.min(maxX, (tileX + 1) * TILE) - x
          const from = (z - tileZ * TILE) * TILE + x - tileX * TILE
          values.set(tileAt(tileX, tileZ).subarray(from, from + count), (z - minZ) * width + x - minX)
          x += count
        }
      }
      return values
    },
    close: () => opened.forEach((raster) => closeSync(raster.file)),
  }
}

/** Fills the gaps of a tile from one raster, row by row. */
function overlay(tile: Float32Array, x0: number, z0: number, raster: OpenRaster): void {
  const fromX = Math.max(x0, raster.minX)
  const toX = Math.min(x0 + TILE, raster.minX + raster.width)
  if (toX <= fromX) return
  const row = new Float32Array(toX - fromX)
  const bytes = new Uint8Array(row.buffer)
  for (let z = Math.max(z0, raster.minZ); z < Math.min(z0 + TILE, raster.minZ + raster.height); z++) {
    readSync(raster.file, bytes, 0, bytes.length, ((z - raster.minZ) * raster.width + fromX - raster.minX) * 4)
    const at = (z - z0) * TILE + fromX - x0
    const under = raster.ground?.window({ minX: fromX, minZ: z, maxX: toX, maxZ: z + 1 })
    for (let i = 0; i < row.length; i++) if (Number.isNaN(tile[at + i])) tile[at + i] = raster.valueOf(row[i]) + (under ? under[i] : 0)
  }
}
