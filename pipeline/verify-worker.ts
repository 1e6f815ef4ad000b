/** A worker that judges a written world: its accuracy and its looks. Its memory goes when it ends. */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeShard } from './formats/shard-file.ts'
import { work } from './jobs/work.ts'
import type { LayerDefinition } from './model/dataset.ts'
import type { Region, WorldGrid } from './model/grid.ts'
import type { Style } from './model/style.ts'
import { startGdal } from './normalise/gdal-client.ts'
import { blindfolded } from './normalise/protect.ts'
import { measuredStyle } from './verify/accuracy/blocks.ts'
import type { Accuracy } from './verify/accuracy/figures.ts'
import { measureAccuracy } from './verify/accuracy/measure.ts'
import { keptIn } from './verify/kept.ts'
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
  layers: readonly { layer: LayerDefinition; files: string[]; digest: string }[]
  /** Files of what is protected in the layers, which is not measured. */
  hidden: readonly string[]
  /** Folders where what was measured of regions is kept, for the next time. */
  kept: Record<Judged, string>
}

/** What is judged, one thing a process. */
export type Judged = 'accuracy' | 'looks'
export type VerifyWork = VerifyTask & { judge: Judged }
export type Verdict = { accuracy: Accuracy } | { looks: Looks }

/** Compressed region files kept in memory while a world is judged. */
const CACHE_BYTES = 32 << 20

work<undefined, VerifyWork, Verdict>(() => async (task) => (task.judge === 'accuracy' ? { accuracy: await accuracyOf(task) } : { looks: await looksOf(task) }))

async function accuracyOf({ world, grid, area, layers, style, hidden, kept }: VerifyTask): Promise<Accuracy> {
  const gdal = startGdal()
  try {
    return await measureAccuracy({
      world: openWorld(world, { cacheBytes: CACHE_BYTES }),
      grid,
      area,
      layers,
      gdal: blindfolded(gdal, hidden),
      style: measuredStyle(style),
      before: { kept: keptIn(kept.accuracy), also: (await Promise.all(hidden.map(digestOf))).join() },
    })
  } finally {
    await gdal.close()
  }
}

function looksOf({ world, regions, shards, grid, style, kept }: VerifyTask): Promise<Looks> {
  const shardFile = ({ x, z }: Region) => join(shards, `${x}.${z}.shard`)
  const shardOf = async (region: Region) => decodeShard(await readFile(shardFile(region)))
  const before = { kept: keptIn(kept.looks), shardDigest: (region: Region) => digestOf(shardFile(region)) }
  return checkLooks({ world: openWorld(world, { cacheBytes: CACHE_BYTES }), regions, shardOf, grid, style, before })
}

const digestOf = async (path: string): Promise<string> => hash('sha256', await readFile(path))
