import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure, type FailureCode } from '#pipeline/model/failure.ts'
import type { Service } from '#pipeline/model/source.ts'
import { createHttpClient, type ServiceClient } from './http/client.ts'
import { type Latest, readLatest, sourceKey, writeLatest } from './latest.ts'
import { refuseLinks } from './refuse-links.ts'
import type { Snapshot, SnapshotSetting } from './snapshot.ts'
import { fetchFrom } from './sources/index.ts'
import { digestOfParts, exists, folderOf, partsIn, wholeSnapshot, writeProvenance } from './store.ts'

/** Failures of a service, for which its last good snapshot may stand in. */
const STANDS_IN: readonly FailureCode[] = ['service-failed', 'service-limit']

/** Fetches a layer from its service into the store; where that fails, the last good snapshot stands in, and says so. @throws Failure */
export async function takeFromService(layer: LayerDefinition, service: Service, setting: SnapshotSetting): Promise<Snapshot> {
  const { store, env, signal } = setting
  const key = sourceKey(service)
  const last = await lastGood(store, key)
  const deadline = AbortSignal.timeout(service.limits.seconds * 1000)
  const ended = signal ? AbortSignal.any([signal, deadline]) : deadline
  const http = setting.http ?? createHttpClient({ service: 'url' in service ? service : { limits: service.limits }, layer: layer.id, env, signal })
  try {
    const latest = await fetchInto(layer, service, { ...setting, http, signal: ended }, key, last)
    await writeLatest(store, key, latest)
    return snapshotOf(layer, latest, store)
  } catch (error) {
    signal?.throwIfAborted()
    const failure = deadline.aborted && !(error instanceof Failure) ? tooLong(layer, service) : withoutSecrets(error, http)
    if (!last || !(failure instanceof Failure) || !STANDS_IN.includes(failure.code)) throw failure
    return { ...snapshotOf(layer, last, store), stale: { since: last.checked, why: failure.message } }
  }
}

/** What was fetched last, where it is still there as it was. */
async function lastGood(store: string, key: string): Promise<Latest | undefined> {
  const latest = await readLatest(store, key)
  return latest && (await wholeSnapshot(join(store, latest.folder))) ? latest : undefined
}

type Means = SnapshotSetting & { http: ServiceClient; signal: AbortSignal }

async function fetchInto(layer: LayerDefinition, service: Service, means: Means, key: string, last: Latest | undefined): Promise<Latest> {
  const { store, env, http, signal, now } = means
  const making = join(store, `${key}.${process.pid}.tmp`)
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  try {
    const fetched = await fetchFrom(service, { layer: layer.id, http, env, folder: making, before: last?.state, signal })
    const at = now().toISOString()
    if (!fetched && !last) throw new Failure('internal', `layer ${layer.id}: nothing changed since nothing`, 'this is a fault in Kvarter: please report it')
    if (!fetched) return { ...last!, checked: at }
    const parts = await partsIn(making)
    const missing = fetched.open.find((name) => !parts.some((part) => part.name === name))
    if (fetched.open.length === 0 || missing !== undefined)
      throw new Failure('service-failed', `layer ${layer.id}: the service gave no file to open`, 'check source.service')
    for (const { name } of parts) await refuseLinks(join(making, name), `layer ${layer.id}: ${name}, as the service gave it,`)
    await writeProvenance(making, layer, parts, now(), fetched.open)
    const digest = fetched.contentDigest ?? digestOfParts(parts)
    const { open, bytes } = await keep(making, folderOf(store, digest), { open: fetched.open, bytes: parts.reduce((sum, part) => sum + part.bytes, 0) })
    return {
      digest,
      folder: digest.slice(0, 32),
      fetched: at,
      checked: at,
      ...(fetched.state ? { state: fetched.state } : {}),
      bytes,
      open,
      remarks: fetched.remarks ?? [],
    }
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

/** Puts a fetched folder in its place, but where the same content lies there whole: that stays, in its own files. */
async function keep(making: string, folder: string, fetched: { open: string[]; bytes: number }): Promise<{ open: string[]; bytes: number }> {
  const there = await wholeSnapshot(folder)
  if (there) return { open: there.open ?? fetched.open, bytes: there.parts.reduce((sum, part) => sum + part.bytes, 0) }
  const aside = `${folder}.${process.pid}.tmp`
  if (await exists(folder)) await rename(folder, aside)
  await rename(making, folder)
  await rm(aside, { recursive: true, force: true })
  return fetched
}

const snapshotOf = (layer: LayerDefinition, { folder, open, bytes, digest, fetched, remarks }: Latest, store: string): Snapshot => ({
  layer: layer.id,
  files: open.map((name) => join(store, folder, name)),
  bytes,
  digest,
  fetched,
  remarks,
})

const tooLong = (layer: LayerDefinition, service: Service): Failure =>
  new Failure(
    'service-limit',
    `layer ${layer.id} was not fetched within ${service.limits.seconds} s`,
    'if the layer takes so long, raise source.service.limits.seconds',
  )

/** A service may answer what it was sent, and what it answers may come into a message. */
function withoutSecrets(error: unknown, { hide }: ServiceClient): unknown {
  return error instanceof Failure ? new Failure(error.code, hide(error.message), hide(error.hint)) : error
}
