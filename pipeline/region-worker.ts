/** A worker: takes a region, reads its shard, writes its region file once for each edition. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createJavaRegionEncoder } from './encode/java/region.ts'
import { JAVA_PROFILES } from './formats/anvil/profile.ts'
import { decodeShard } from './formats/shard-file.ts'
import { work } from './jobs/work.ts'
import { writeWholeSync } from './jobs/write-whole.ts'
import type { Region } from './model/grid.ts'
import type { Style } from './model/style.ts'
import { compileStyle } from './voxelise/compiled-style.ts'
import { createVoxeliser } from './voxelise/voxelise.ts'

export interface RegionWorkerData {
  style: Style
  editions: readonly (keyof typeof JAVA_PROFILES)[]
}

export interface RegionTask {
  region: Region
  shard: string
  /** Where the region file of each edition goes. */
  outs: readonly string[]
}

export interface RegionResult {
  region: Region
  chunks: number
  bytes: number
}

work<RegionWorkerData, RegionTask, RegionResult>(({ style, editions }) => {
  const compiled = compileStyle(style)
  const voxeliser = createVoxeliser(compiled)
  const encoder = createJavaRegionEncoder(
    editions.map((edition) => JAVA_PROFILES[edition]),
    compiled.table.states,
  )
  return ({ region, shard, outs }) => {
    let chunks = 0
    encoder.start(region)
    voxeliser.region(decodeShard(readFileSync(shard)), (chunk, signs) => {
      encoder.add(chunk, signs)
      chunks++
    })
    let total = 0
    for (const [index, { bytes, oversize }] of encoder.finish().entries()) {
      const folder = dirname(outs[index])
      mkdirSync(folder, { recursive: true })
      for (const file of oversize) writeWholeSync(join(folder, file.name), file.bytes)
      writeWholeSync(outs[index], bytes)
      total += bytes.length
    }
    return { region, chunks, bytes: total }
  }
})
