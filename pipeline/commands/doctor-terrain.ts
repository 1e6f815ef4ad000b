import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataset, LayerDefinition } from '#pipeline/model/dataset.ts'
import { faceY, MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'
import type { World } from '#pipeline/model/world.ts'
import { type Io, layersOf } from '#pipeline/run.ts'

/** Samples along the longer side of the area: enough to find its heights to a few metres. */
const SAMPLES = 512
/** Blocks that must stay free above the ground and below it. */
const HEADROOM = 4
const RASTER = /\.(tiff?|asc|img|vrt|jp2)$/i

export interface TerrainFit {
  lowestM: number
  highestM: number
  lowestY: number
  highestY: number
  fits: boolean
  /** What would make it fit, where it does not. */
  zeroY: number
  verticalScale: number
}

/** Looks at the terrain of a world's area, coarsely. Undefined where no terrain file is there or none touches the area. */
export async function terrainFit(world: World, dataset: Dataset, io: Io): Promise<TerrainFit | undefined> {
  const area = await io.gdal.run('area', { area: world.area, gridCrs: dataset.grid.crs, what: `worlds/${world.id}.json, area` })
  const [east, north] = [area.map((point) => point[0]), area.map((point) => point[1])]
  const extent = { minE: Math.min(...east), minN: Math.min(...north), maxE: Math.max(...east), maxN: Math.max(...north) }
  const cellM = Math.max(1, Math.max(extent.maxE - extent.minE, extent.maxN - extent.minN) / SAMPLES)
  const folder = await mkdtemp(join(tmpdir(), 'kvarter-doctor-'))
  let [lowest, highest] = [Infinity, -Infinity]
  try {
    for (const layer of layersOf(world, dataset).filter((each) => each.kind === 'terrain')) {
      const files = await filesOf(layer, io.dataRoot)
      if (files.length === 0) continue
      const { raster } = await io.gdal.run('raster', { layer, files, gridCrs: dataset.grid.crs, extent, cellM, out: join(folder, `${layer.id}.img`) })
      if (!raster) continue
      const bytes = await readFile(raster.path)
      for (const height of new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)) {
        if (Number.isNaN(height)) continue
        lowest = Math.min(lowest, height + (layer.height?.offsetM ?? 0))
        highest = Math.max(highest, height + (layer.height?.offsetM ?? 0))
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return lowest <= highest ? fitOf(lowest, highest, { ...dataset.grid, scale: world.scale, verticalScale: world.verticalScale }) : undefined
}

/** Where heights come to lie; and the zeroY that puts their middle in the middle of the world, at a smaller vertical scale if they must. */
export function fitOf(lowestM: number, highestM: number, grid: Parameters<typeof faceY>[0]): TerrainFit {
  const [lowestY, highestY] = [Math.floor(faceY(grid, lowestM)), Math.ceil(faceY(grid, highestM))]
  // Two blocks less: heights and zeroY are rounded.
  const room = MAX_Y - MIN_Y - 2 * HEADROOM - 2
  const relief = highestM - lowestM
  const verticalScale = relief * grid.verticalScale <= room ? grid.verticalScale : Math.floor((100 * room) / relief) / 100
  return {
    lowestM,
    highestM,
    lowestY,
    highestY,
    verticalScale,
    fits: lowestY >= MIN_Y + HEADROOM && highestY <= MAX_Y - HEADROOM,
    zeroY: Math.round((MIN_Y + MAX_Y) / 2 - (verticalScale * (lowestM + highestM)) / 2),
  }
}

async function filesOf(layer: LayerDefinition, dataRoot: string): Promise<string[]> {
  if (layer.source.path === undefined) return [] // a service's: not before it is fetched
  const path = join(dataRoot, layer.source.path)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found ? [path] : []
  return (await readdir(path))
    .filter((name) => RASTER.test(name))
    .sort()
    .map((name) => join(path, name))
}
