import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Service } from '#pipeline/model/source.ts'

const latestSchema = z.strictObject({
  version: z.literal(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Name of the snapshot's folder in the store. */
  folder: z.string().regex(/^[0-9a-f]{32}$/),
  /** When the bytes came. */
  fetched: z.iso.datetime(),
  /** When the service last said that they are its newest. */
  checked: z.iso.datetime(),
  state: z.record(z.string(), z.string()).optional(),
  bytes: z.number().int().min(0),
  open: z.array(z.string()).min(1),
  /** What was left out or changed on the way. */
  remarks: z.array(z.string()).default([]),
})

/** The last good fetch from a service. */
export type Latest = Omit<z.infer<typeof latestSchema>, 'version'>

/** Names what is fetched: the same whoever asks, and within whatever limits. */
export function sourceKey(service: Service): string {
  const asked = Object.entries(service).filter(([name]) => name !== 'auth' && name !== 'limits')
  return createHash('sha256')
    .update(JSON.stringify(asked.sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 32)
}

const placeOf = (store: string, key: string): string => join(store, 'latest', `${key}.json`)

/** Undefined where there was none, or what is there cannot be read. */
export async function readLatest(store: string, key: string): Promise<Latest | undefined> {
  try {
    return latestSchema.parse(JSON.parse(await readFile(placeOf(store, key), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeLatest(store: string, key: string, latest: Latest): Promise<void> {
  const path = placeOf(store, key)
  await mkdir(join(store, 'latest'), { recursive: true })
  await writeFile(`${path}.${process.pid}.tmp`, JSON.stringify({ version: 1, ...latest }, null, 2))
  await rename(`${path}.${process.pid}.tmp`, path)
}
