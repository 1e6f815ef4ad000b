import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { kindSpec, type LayerKind } from '#pipeline/model/kind.ts'
import type { Extent, NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Secrets, Zone } from '#pipeline/model/protect.ts'
import type { GdalClient } from './gdal-client.ts'
import { HIDDEN_FILE, PROTECTED_FILE, type Protected } from './protected-files.ts'
import type { RasterProtection } from './level.ts'
import { readZoneFiles } from './zones.ts'

/** What a municipality's protect layers ask for; private. */
export interface Protection {
  /** File of the zones. */
  path: string
  zones: readonly Zone[]
  /** Part of the key of everything that is made under it. */
  digest: string
}

/** What one layer is protected by. */
export interface LayerProtection {
  zones: string
  raster?: RasterProtection
  /** Part of the layer's cache key: what it is made of beside its own source. */
  key: unknown
}

const ZONES_FILE = 'zones.ndjson'
/** Kinds whose features rasters show; those of the whole dataset are to be normalised, used by the world or not. */
export const STANDING_KINDS: readonly LayerKind[] = ['building', 'tree']

/** Reads the protect layers into a folder; `openProtection` opens it. @throws Failure where anything in them cannot be read */
export async function readProtection(
  input: { layers: { layer: LayerDefinition; files: string[] }[]; gridCrs: string; extent: Extent },
  folder: string,
  gdal: GdalClient,
): Promise<void> {
  await gdal.run('zones', { ...input, out: join(folder, ZONES_FILE) })
}

export async function openProtection(folder: string): Promise<Protection> {
  const path = join(folder, ZONES_FILE)
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  return { path, digest, zones: await readZoneFiles([path]) }
}

/** The order in which layers can be normalised: terrain and features before the rasters that are levelled by them. */
export function inProtectingOrder(layers: readonly LayerDefinition[]): LayerDefinition[] {
  const rank = ({ kind }: LayerDefinition) => (kind === 'terrain' ? 0 : kindSpec(kind).form === 'vector' ? 1 : 2)
  return layers.toSorted((a, b) => rank(a) - rank(b))
}

/** What protects a layer. `before` holds the terrain and the standing things, normalised. */
export function protectionOf(layer: LayerDefinition, protection: Protection | undefined, before: readonly NormalisedLayer[]): LayerProtection | undefined {
  if (!protection || layer.kind === 'terrain') return undefined
  const { path, digest } = protection
  if (kindSpec(layer.kind).form === 'vector') return { zones: path, key: digest }
  const standing = before.filter((each) => each.features && STANDING_KINDS.includes(each.layer.kind))
  const terrain = before
    .filter((each) => each.raster && each.layer.kind === 'terrain')
    .toSorted((a, b) => b.layer.order - a.layer.order || (a.layer.id < b.layer.id ? -1 : 1))
  const raster: RasterProtection = {
    zones: hiddenFiles(protection, standing),
    ground: terrain.map((each) => ({ raster: each.raster!, offsetM: each.layer.height?.offsetM ?? 0 })),
  }
  return { zones: path, raster, key: [digest, ...[...standing, ...terrain].map((each) => ({ layer: each.layer, source: each.source }))] }
}

/** What was done to a layer's features; undefined where it stands under no protection. */
export async function protectedOf({ features }: NormalisedLayer): Promise<Protected | undefined> {
  const text = features && (await readFile(join(dirname(features.path), PROTECTED_FILE), 'utf8').catch(() => undefined))
  return text === undefined ? undefined : (JSON.parse(text) as Protected)
}

/** What those who tell of problems must not tell. */
export async function secretsOf(protection: Protection | undefined, normalised: readonly NormalisedLayer[]): Promise<Secrets> {
  const ids = new Set<string>()
  if (protection) for (const layer of normalised) for (const id of (await protectedOf(layer))?.ids ?? []) ids.add(id)
  return { zones: protection?.zones ?? [], ids }
}

/** GDAL for those who measure against the sources: what is protected is not there for them. */
export function blindfolded(gdal: GdalClient, hidden: readonly string[]): GdalClient {
  if (hidden.length === 0) return gdal
  const run: GdalClient['run'] = (job, ask) => gdal.run(job, job === 'sample' || job === 'outlines' ? { ...ask, hidden } : ask)
  return { ...gdal, run }
}

/** The files that hide protected things from those who measure. */
export function hiddenFiles(protection: Protection | undefined, normalised: readonly NormalisedLayer[]): string[] {
  if (!protection) return []
  const standing = normalised.filter((each) => each.features && STANDING_KINDS.includes(each.layer.kind))
  return [protection.path, ...standing.map(({ features }) => join(dirname(features!.path), HIDDEN_FILE))]
}
