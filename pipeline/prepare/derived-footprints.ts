import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import { faceY, toMetres } from '#pipeline/model/grid.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import type { FlatRaster } from '#pipeline/model/normalised.ts'
import { boxesTouch, boxOf, cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { polygonsArea } from './building/coverage.ts'
import type { Context } from './context.ts'
import type { Footprint } from './footprints.ts'
import { polygonsOf } from './shape.ts'

/** Finds outlines of the cells that hold 1 in a flat raster, as a file of features. */
export type Polygonise = (ask: { raster: FlatRaster; gridCrs: string; out: string }) => Promise<unknown>

/** What stands this high over the ground where a surface has no footprint is taken for a building, in metres. */
const LEAST_HEIGHT_M = 2.5
/** Smaller outlines are cars, masts and noise, in m². */
const LEAST_AREA_M2 = 24
const STRIP = 128
const BUILT = new Set(['building', 'paved', 'cobbles'].map((name) => GROUND_CLASSES.findIndex((known) => known === name) + 1))

/** Buildings that only the surface model knows: what rises over the ground beside every footprint, as outlines. */
export async function deriveFootprints(
  given: readonly Footprint[],
  layer: string,
  { context, isWater, polygonise, folder }: { context: Context; isWater: (x: number, z: number) => boolean; polygonise: Polygonise; folder: string },
): Promise<Footprint[]> {
  const { grid, box } = context
  const path = join(folder, 'standing.img')
  writeMask(path, given, context, isWater)
  const northWest = toMetres(grid, box.minX, box.minZ)
  const southEast = toMetres(grid, box.maxX, box.maxZ)
  const raster: FlatRaster = {
    path,
    cellM: 1 / grid.scale,
    width: box.maxX - box.minX,
    height: box.maxZ - box.minZ,
    minE: northWest.easting,
    maxN: northWest.northing,
    maxE: southEast.easting,
    minN: southEast.northing,
  }
  writeHeader(raster)
  const out = join(folder, 'standing.ndjson')
  await polygonise({ raster, gridCrs: grid.crs, out })
  const found: Footprint[] = []
  for await (const { id, geometry } of readFeatures(out, { layer, kind: 'building' })) {
    const polygons = polygonsOf(geometry, grid)
    if (polygonsArea(polygons) >= LEAST_AREA_M2 * grid.scale ** 2) found.push({ layer, id, attributes: {}, polygons, box: boxOf(polygons.flat()) })
  }
  return found
}

/** 1 where something stands, strip by strip, thin things and single cells taken away. */
function writeMask(path: string, given: readonly Footprint[], context: Context, isWater: (x: number, z: number) => boolean): void {
  const { box, grid } = context
  const width = box.maxX - box.minX
  const file = openSync(path, 'w')
  try {
    for (let minZ = box.minZ; minZ < box.maxZ; minZ += STRIP) {
      const strip = { minX: box.minX - 2, maxX: box.maxX + 2, minZ: minZ - 2, maxZ: Math.min(box.maxZ, minZ + STRIP) + 2 }
      const wide = strip.maxX - strip.minX
      const ground = context.ground.window(strip)
      const surface = context.surface.window(strip)
      const cover = context.landcover.window(strip)
      const canopy = context.canopy.window(strip)
      const standing = Uint8Array.from(surface, (height, i) => {
        if (!(faceY(grid, height) - ground[i] >= LEAST_HEIGHT_M * grid.verticalScale)) return 0
        const isBuilt = Number.isNaN(cover[i]) ? !(canopy[i] >= 2) : BUILT.has(cover[i])
        return isBuilt && !isWater(strip.minX + (i % wide), strip.minZ + Math.floor(i / wide)) ? 1 : 0
      })
      for (const footprint of given)
        if (boxesTouch(footprint.box, strip))
          fillPolygons(footprint.polygons, cutBox(footprint.box, strip), (z, from, to) => clearSpan(standing, { wide, strip, z, from, to }))
      const opened = openMask(standing, wide)
      const rows = Float32Array.from({ length: width * (strip.maxZ - strip.minZ - 4) }, (_, i) => opened[(Math.floor(i / width) + 2) * wide + (i % width) + 2])
      // Not writeSync, which may take part of the bytes and fail of nothing.
      writeFileSync(file, new Uint8Array(rows.buffer))
    }
  } finally {
    closeSync(file)
  }
}

/** Clears a row of a footprint and one cell around it: what leans on a building belongs to it. */
function clearSpan(
  standing: Uint8Array,
  { wide, strip, z, from, to }: { wide: number; strip: { minX: number; minZ: number; maxZ: number }; z: number; from: number; to: number },
): void {
  for (let row = z - 1; row <= z + 1; row++)
    if (row >= strip.minZ && row < strip.maxZ)
      standing.fill(0, (row - strip.minZ) * wide + Math.max(0, from - 1 - strip.minX), (row - strip.minZ) * wide + Math.min(wide, to + 1 - strip.minX))
}

/** Keeps what a 3 × 3 square fits into. */
function openMask(mask: Uint8Array, wide: number): Uint8Array {
  const opened = new Uint8Array(mask.length)
  for (let i = wide + 1; i < mask.length - wide - 1; i++) {
    let whole = 1
    for (let row = i - wide; row <= i + wide; row += wide) whole &= mask[row - 1] & mask[row] & mask[row + 1]
    if (whole === 1) for (let row = i - wide; row <= i + wide; row += wide) opened.fill(1, row - 1, row + 2)
  }
  return opened
}

/** The header that makes a flat file an ENVI raster. */
function writeHeader({ path, width, height, minE, maxN, cellM }: FlatRaster): void {
  const lines = [
    'ENVI',
    `samples = ${width}`,
    `lines = ${height}`,
    'bands = 1',
    'header offset = 0',
    'data type = 4',
    'interleave = bsq',
    'byte order = 0',
    `map info = {Arbitrary, 1, 1, ${minE}, ${maxN}, ${cellM}, ${cellM}}`,
  ]
  writeFileSync(path.replace(/img$/, 'hdr'), `${lines.join('\n')}\n`)
}
