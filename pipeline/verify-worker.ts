/** A worker thread that judges a written world: its accuracy and its looks. Its memory goes when it ends. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeShard } from './formats/shard-file.ts'
import { work } from './jobs/work.ts'
import type { LayerDefinition } from './model/dataset.ts'
import type { Region, WorldGrid } from './model/grid.ts'
import type { Style } from './model/style.ts'
import { startGdal } from './normalise/gdal-client.ts'
import { measuredStyle } from './verify/accuracy/blocks.ts'
import type { Accuracy } from './verify/accuracy/figures.ts'
import { measureAccuracy } from './verify/accuracy/measure.ts'
import { checkLooks } from './verify/looks/check-looks.ts'
import type { Looks } from './verify/looks/look.ts'
import { openWorld } from './verify/read/world.ts'

export interface VerifyTask {
  /** Folder of the written world. */
  world: string
  grid: WorldGrid
  style: Style
  /** Closed ring of easting, northing. */
  area: readonly (readonly [number, number])[]
  regions: readonly Region[]
  /** Folder of the shards it was made from. */
  shards: string
  /** The layers with the files of their snapshots. */
  layers: readonly { layer: LayerDefinition; files: string[] }[]
}

export interface Verdict {
  accuracy: Accuracy
  looks: Looks
}

work<VerifyTask, Verdict>(async ({ world: folder, grid, style, area, regions, shards, layers }) => {
  const gdal = startGdal()
  try {
    const accuracy = await measureAccuracy({ world: openWorld(folder), grid, area, layers, gdal, style: measuredStyle(style) })
    const shardOf = async ({ x, z }: Region) => decodeShard(await readFile(join(shards, `${x}.${z}.shard`)))
    const looks = await checkLooks({ world: openWorld(folder), regions, shardOf, grid, style })
    return { accuracy, looks }
  } finally {
    await gdal.close()
  }
})
