import { basename, dirname } from 'node:path'
import { writeFeatures } from '#pipeline/formats/feature-file.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { kindSpec, LAYER_KINDS } from '#pipeline/model/kind.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import { PROTECT_ACTIONS, type ProtectAction, type Zone } from '#pipeline/model/protect.ts'
import { runsOf } from '#pipeline/model/touch.ts'
import { mapAttributes } from './attributes.ts'
import { plainColumns } from './columns.ts'
import { readableText } from './encoding.ts'
import { featuresOf, open } from './gdal.ts'
import { openLayer, placer, readColumns } from './vector.ts'
import { listOf, writeZone } from './zones.ts'

export interface ZonesAsk {
  layers: { layer: LayerDefinition; files: string[] }[]
  gridCrs: string
  /** Zones farther from it than any municipality is wide are mistakes. */
  extent: Extent
  out: string
}

const MOST_ZONES = 100_000
const MOST_NUMBERS = 20_000_000
const DEFAULT_TO_M = 100

/** A zone is looked for this far around: what lies there may be read, and complained of, although it is not used. */
const AROUND_M = 100_000

/**
 * Reads protect layers. Whatever cannot be read here would be published, so that all of it is a failure: an unknown action, a shape
 * that is missing or broken beyond repair, a layer without features. @throws Failure
 */
export async function readZones({ layers, gridCrs, extent, out }: ZonesAsk): Promise<{ zones: number }> {
  const writer = writeFeatures(out)
  const wide = { minE: extent.minE - AROUND_M, minN: extent.minN - AROUND_M, maxE: extent.maxE + AROUND_M, maxN: extent.maxN + AROUND_M }
  let [zones, numbers] = [0, 0]
  for (const { layer, files } of layers) {
    let read = 0
    for (const file of files) {
      const { path, encoding } = readableText(file, layer, dirname(out))
      const dataset = open(path, encoding)
      const source = openLayer(dataset, layer, file)
      const place = placer(layer, source, gridCrs, wide, file)
      const plain = plainColumns(source.fields.getNames())
      for (const record of featuresOf(source, file)) {
        read++
        const fail = faultOf(layer, file, read)
        const columns = plain(readColumns(record, file))
        const shape = place(record, columns, (code) => (code === 'invalid-geometry' || code === 'curved-geometry' ? undefined : fail(code)))
        if (shape === 'outside') continue
        const zone = zoneOf(shape ?? fail('null-geometry'), mapAttributes(layer, columns, fail), fail)
        numbers += runsOf(zone.shape).reduce((sum, run) => sum + run.length, 0)
        if (++zones > MOST_ZONES || numbers > MOST_NUMBERS) fail(`more than ${MOST_ZONES} features or ${MOST_NUMBERS / 2} points`)
        await writeZone(writer, zone)
      }
      dataset.close()
    }
    if (read === 0) faultOf(layer, files[0] ?? '', 0)('it holds no feature')
  }
  await writer.close()
  return { zones }
}

/** What is wrong is told without any value: a protect layer is private. */
const faultOf =
  (layer: LayerDefinition, file: string, row: number) =>
  (what: string): never => {
    throw new Failure(
      'unreadable-source',
      `the protect layer ${layer.id} cannot be obeyed: ${basename(file)}, feature ${row}: ${what}`,
      'correct the feature: nothing is published until all of a protect layer can be read',
    )
  }

function zoneOf(shape: Zone['shape'], attributes: Readonly<Record<string, unknown>>, fail: (what: string) => never): Zone {
  const { action, radiusM = 0, toM = DEFAULT_TO_M, kinds = '', keep = '' } = attributes as Record<string, never>
  if (!PROTECT_ACTIONS.some((known) => known === action)) fail(`action is none of ${PROTECT_ACTIONS.join(', ')}`)
  if (shape.type === 'point' && !(radiusM > 0)) fail('a point needs radiusM')
  const named = listOf(kinds)
  if (named.some((kind) => !LAYER_KINDS.some((known) => known === kind))) fail('kinds names a kind that there is not')
  const kept = listOf(keep)
  if (kept.some((name) => !LAYER_KINDS.some((kind) => Object.hasOwn(kindSpec(kind).attributes, name)))) fail('keep names an attribute that there is not')
  const zone: Zone = { shape, action: action as ProtectAction, radiusM, toM, keep: kept }
  if (named.length > 0) zone.kinds = named as NonNullable<Zone['kinds']>
  return zone
}
