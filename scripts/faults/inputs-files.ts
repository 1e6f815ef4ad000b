/** Source files of the sample town, each with something wrong in it, through snapshot and normalising as in a run. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { takeSnapshot } from '#pipeline/fetch/snapshot.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { GdalClient } from '#pipeline/normalise/gdal-client.ts'
import { normaliseLayer, readNormalised } from '#pipeline/normalise/normalise.ts'
import { changeBytes } from './inputs-bytes.ts'
import type { Chance } from './inputs-chance.ts'
import { changeJson } from './inputs-json.ts'
import { type Outcome, outcomeOfFailure, outcomeOfLayer } from './inputs-outcome.ts'

/** What a case may use; the folder is its own and empty. */
export interface CaseMeans {
  folder: string
  gdal: GdalClient
  /** The sample town's files, and its layers by id. */
  town: string
  layers: ReadonlyMap<string, LayerDefinition>
  /** The input is left as it is, and must be usable. */
  isWell: boolean
}

const GRID_CRS = 'EPSG:3007'
/** The sample town's square kilometre. */
const EXTENT = { minE: 149504, minN: 6307328, maxE: 150528, maxN: 6308352 }

/** Layers whose files have a format. */
const LAYERS = {
  geotiff: ['terrain', 'canopy', 'landcover'],
  geopackage: ['buildings', 'water', 'streams', 'tracks'],
  shapefile: ['roads'],
  geojson: ['areas', 'paths', 'crossings', 'places', 'plans'],
  csv: ['trees'],
  gml: ['places'],
} as const
export type FileClass = keyof typeof LAYERS
export const FILE_CLASSES = Object.keys(LAYERS) as FileClass[]

/** Formats whose files say how many features they hold, so that none can be missing without a word. */
const COUNTED: ReadonlySet<FileClass> = new Set(['geopackage', 'shapefile'])
const wells = new Map<string, Outcome>()

function gapIn({ read = 0, told = 0 }: Outcome, well: Outcome | undefined): { finding: string } | undefined {
  const isGap = well?.read !== undefined && read < well.read && told <= (well.told ?? 0)
  return isGap ? { finding: `${read} features were read where there are ${well.read}, and nothing was told` } : undefined
}

export async function tryFile(format: FileClass, chance: Chance, { folder, gdal, town, layers, isWell }: CaseMeans): Promise<Outcome> {
  const data = join(folder, 'data')
  mkdirSync(data)
  const names = LAYERS[format]
  let layer = layers.get(isWell ? names[0] : chance.pick<string>(names))!
  const path = layer.source.path!
  const stem = path.slice(0, -extname(path).length)
  for (const name of readdirSync(town)) if (name.startsWith(`${stem}.`)) cpSync(join(town, name), join(data, name))
  if (format === 'gml') {
    layer = { ...layer, source: { ...layer.source, path: `${stem}.gml` } }
    writeFileSync(join(data, `${stem}.gml`), gmlOf(readFileSync(join(data, path), 'utf8')))
    rmSync(join(data, path))
  }
  const file = join(data, chance.pick(readdirSync(data)))
  const bytes = readFileSync(file)
  const form = /gpkg|tif|shp|shx|dbf/.test(extname(file)) ? 'binary' : 'text'
  if (!isWell) writeFileSync(file, format === 'geojson' && chance.below(2) === 0 ? changeJson(bytes.toString(), chance) : changeBytes(bytes, chance, form))
  try {
    const outcome = await throughNormalise(layer, { folder, gdal, data })
    if (!COUNTED.has(format)) return outcome
    if (isWell) wells.set(layer.id, outcome)
    return { ...outcome, ...gapIn(outcome, wells.get(layer.id)) }
  } catch (error) {
    return outcomeOfFailure(error, [layer.id, stem])
  }
}

/** A layer as a run takes and normalises it. @throws Failure */
export async function throughNormalise(
  layer: LayerDefinition,
  { folder, gdal, data = folder }: { folder: string; gdal: GdalClient; data?: string },
): Promise<Outcome> {
  const { files, digest } = await takeSnapshot(layer, { dataRoot: data, store: join(folder, 'snapshots'), env: {}, now: () => new Date() })
  const normalised = join(folder, 'normalised')
  mkdirSync(normalised)
  await normaliseLayer({ layer, files, gridCrs: GRID_CRS, extent: EXTENT, cellM: 1 }, normalised, gdal)
  return outcomeOfLayer(await readNormalised(normalised, layer, digest))
}

interface Collection {
  features: { properties: Record<string, unknown>; geometry: { coordinates: [number, number] } | null }[]
}

/** Points of GeoJSON as a feature collection of GML 3.2. */
function gmlOf(text: string): string {
  const members = (JSON.parse(text) as Collection).features.map(({ properties, geometry }, index) => {
    const values = Object.entries(properties).map(([name, value]) => `<t:${name}>${String(value).replace(/[&<]/g, '')}</t:${name}>`)
    const point = geometry
      ? `<t:geom><gml:Point gml:id="p.${index}" srsName="http://www.opengis.net/def/crs/EPSG/0/3007"><gml:pos>${geometry.coordinates[1]} ${geometry.coordinates[0]}</gml:pos></gml:Point></t:geom>`
      : ''
    return `<wfs:member><t:plats gml:id="plats.${index}">${values.join('')}${point}</t:plats></wfs:member>`
  })
  const spaces = 'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="urn:t"'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<wfs:FeatureCollection ${spaces}>\n${members.join('\n')}\n</wfs:FeatureCollection>\n`
}
