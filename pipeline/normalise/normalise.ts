import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { kindSpec } from '#pipeline/model/kind.ts'
import type { Extent, NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { GdalClient } from './gdal-client.ts'
import type { RasterResult, VectorResult } from './jobs.ts'
import type { LayerProtection } from './protect.ts'

/** Raise when normalise writes other results from the same inputs. */
export const NORMALISE_VERSION = 2

export interface NormaliseInput {
  layer: LayerDefinition
  files: string[]
  source: string
  gridCrs: string
  extent: Extent
  cellM: number
  protect?: LayerProtection | undefined
}

/** Brings one layer into the grid's CRS, into a folder; `readNormalised` reads it. @throws Failure */
export async function normaliseLayer(
  { layer, files, gridCrs, extent, cellM, protect }: Omit<NormaliseInput, 'source'>,
  folder: string,
  gdal: GdalClient,
): Promise<void> {
  if (kindSpec(layer.kind).form === 'raster') {
    const { raster, problems } = await gdal.run('raster', { layer, files, gridCrs, extent, cellM, out: join(folder, 'raster.img'), protect: protect?.raster })
    return writeFile(join(folder, 'result.json'), JSON.stringify({ raster, problems }))
  }
  const { dropped, ...result } = await gdal.run('vector', { layer, files, gridCrs, extent, out: join(folder, 'features.ndjson'), zones: protect?.zones })
  // A layer that is expected to be empty says so; of any other, nothing is a mistake.
  if (result.read + dropped === 0 && layer.expect?.leastFeatures !== 0)
    throw new Failure(
      'no-features',
      `the source of layer ${layer.id} holds 0 features`,
      'check source.layer and source.where; where it may be empty, set expect.leastFeatures to 0',
    )
  return writeFile(join(folder, 'result.json'), JSON.stringify({ result }))
}

export async function readNormalised(folder: string, layer: LayerDefinition, source: string): Promise<NormalisedLayer> {
  const {
    raster,
    problems: found = [],
    result,
  } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as RasterResult & { result?: Omit<VectorResult, 'dropped'> }
  const empty = (message: string): Problem[] => [{ code: 'layer-empty', layer: layer.id, message }]
  if (raster) return { layer, source, raster: { ...raster, path: join(folder, 'raster.img') }, problems: found }
  if (!result) return { layer, source, problems: empty('no raster of the layer touches the area') }
  const { problems, ...counts } = result
  const nothing = counts.used === 0 ? empty(`none of its ${counts.read} features lies in the area`) : []
  return { layer, source, features: { path: join(folder, 'features.ndjson'), counts }, problems: [...problems, ...nothing] }
}
