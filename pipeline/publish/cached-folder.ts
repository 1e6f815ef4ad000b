import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** A folder that a stage made, and what it was made from. */
export interface CachedFolder {
  stage: string
  path: string
  /** File that goes with it. */
  note: string
  /** Undefined where it was not written down. */
  key?: unknown
  used: Date
}

const layerKey = z.object({ layer: z.object({ id: z.string() }), digest: z.string() })
const layersKey = z.object({ layers: z.array(z.object({ layer: z.object({ id: z.string() }), source: z.string() })) })
const shardKey = z.object({ digest: z.string() })

export interface LayerSource {
  layer: string
  /** Digest of the snapshot. */
  digest: string
}

/** The layers a folder of normalised or prepared data was made from; undefined where that is not known. */
export function sourcesIn({ key }: CachedFolder): LayerSource[] | undefined {
  const one = layerKey.safeParse(key)
  if (one.success) return [{ layer: one.data.layer.id, digest: one.data.digest }]
  const all = layersKey.safeParse(key)
  return all.success ? all.data.layers.map(({ layer, source }) => ({ layer: layer.id, digest: source })) : undefined
}

/** Digest of the shard that a region was made from; undefined where that is not known. */
export function shardOf({ key }: CachedFolder): string | undefined {
  const found = shardKey.safeParse(key)
  return found.success ? found.data.digest : undefined
}

export interface StoredSnapshot {
  path: string
  /** Name of its folder: the beginning of its digest. */
  name: string
  /** Undefined where it is not written beside it. */
  layer?: string | undefined
}

/** Length of a snapshot folder's name, in characters of the digest. */
export const SNAPSHOT_NAME = 32

export async function listSnapshots(folder: string): Promise<StoredSnapshot[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{32}$/.test(name))
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const text = await readFile(join(path, '.provenance.json'), 'utf8').catch(() => '{}')
      return { path, name, layer: z.object({ layer: z.string() }).safeParse(parseJson(text)).data?.layer }
    }),
  )
}

/** What says which snapshot of a service was the last good one. */
export interface LatestNote {
  path: string
  /** Name of the snapshot's folder. */
  folder: string
  /** When the service was last asked. */
  asked: Date
}

export async function listLatest(folder: string): Promise<LatestNote[]> {
  const found: LatestNote[] = []
  for (const name of await readdir(join(folder, 'latest')).catch(() => [])) {
    const path = join(folder, 'latest', name)
    const named = z.object({ folder: z.string() }).safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')))
    if (name.endsWith('.json') && named.success) found.push({ path, folder: named.data.folder, asked: (await stat(path)).mtime })
  }
  return found
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
