import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { takeFiles } from './files.ts'
import type { ServiceClient } from './http/client.ts'
import { takeFromService } from './service.ts'

/** The bytes of a layer as fetched. Private: what is published names its digest and its date only. */
export interface Snapshot {
  layer: string
  /** Files to open, in name order; their sidecars lie beside them. */
  files: string[]
  bytes: number
  /** SHA-256 over the parts' names and digests, or over what they say where their bytes hold more than that. */
  digest: string
  /** When the bytes came, ISO 8601. */
  fetched: string
  /** That the service failed and these are its last good bytes: since when, ISO 8601, and why. */
  stale?: { since: string; why: string }
  /** What the service had that was left out or changed on the way, in plain English. */
  remarks: string[]
}

export interface SnapshotSetting {
  /** Folder that paths of sources lie under. */
  dataRoot: string
  /** Folder of snapshots. */
  store: string
  /** Where credentials come from. */
  env: Readonly<Record<string, string | undefined>>
  signal?: AbortSignal | undefined
  now: () => Date
  /** Asks the service; one with its limits and credentials is made where none is given. */
  http?: ServiceClient
}

/** Takes a layer's source into the store, from files or from its service. @throws Failure */
export async function takeSnapshot(layer: LayerDefinition, setting: SnapshotSetting): Promise<Snapshot> {
  const { path, service, flat } = layer.source
  if (flat !== undefined) {
    const digest = createHash('sha256').update(`flat ${flat}`).digest('hex')
    return { layer: layer.id, files: [], bytes: 0, digest, fetched: setting.now().toISOString(), remarks: [] }
  }
  return service === undefined ? takeFiles(layer, join(setting.dataRoot, path!), setting) : takeFromService(layer, service, setting)
}
