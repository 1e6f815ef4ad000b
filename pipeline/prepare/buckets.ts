import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { type Region, regionsTouching } from '#pipeline/model/grid.ts'
import { HALO, type Prepared, type Shard } from '#pipeline/model/shard.ts'

/** What shards hold lists of. */
export const LISTS = ['areas', 'waters', 'roads', 'rails', 'crossings', 'buildings', 'trees', 'labels', 'plans'] as const
export type ListName = (typeof LISTS)[number]

/** Bytes a bucket may hold in memory before they go to disk. */
const HELD = 1 << 16
/** Shapes this near a region are given to it, so that what depends on neighbours comes out alike on both sides. */
const MARGIN = 2 * HALO

/** Prepared objects on their way to their regions: sorted into one file a region, so that memory does not grow with the world. */
export interface Buckets {
  put<L extends ListName>(list: L, object: Shard[L][number]): void
  take(region: Region): { list: ListName; object: Prepared }[]
  close(): void
}

export function openBuckets(folder: string, wanted: ReadonlySet<string>): Buckets {
  mkdirSync(folder, { recursive: true })
  const buckets = new Map<string, { file: number; held: Buffer[]; bytes: number }>()
  const pathOf = (key: string) => join(folder, `${key}.bucket`)
  const flush = (bucket: { file: number; held: Buffer[]; bytes: number }) => {
    // Not writeSync, which may take part of the bytes and fail of nothing.
    if (bucket.bytes > 0) writeFileSync(bucket.file, Buffer.concat(bucket.held))
    bucket.held = []
    bucket.bytes = 0
  }
  return {
    put(list, object) {
      const { minX, minZ, maxX, maxZ } = object.box
      let record: Buffer | undefined
      for (const region of regionsTouching({ minX: minX - MARGIN, minZ: minZ - MARGIN, maxX: maxX + MARGIN, maxZ: maxZ + MARGIN })) {
        const key = regionKey(region)
        if (!wanted.has(key)) continue
        record ??= frame(serialize({ list, object }))
        let bucket = buckets.get(key)
        if (!bucket) buckets.set(key, (bucket = { file: openSync(pathOf(key), 'w'), held: [], bytes: 0 }))
        bucket.held.push(record)
        bucket.bytes += record.length
        if (bucket.bytes > HELD) flush(bucket)
      }
    },
    take(region) {
      const bucket = buckets.get(regionKey(region))
      if (!bucket) return []
      flush(bucket)
      const bytes = readFileSync(pathOf(regionKey(region)))
      const records: { list: ListName; object: Prepared }[] = []
      for (let at = 0; at < bytes.length;) {
        const length = bytes.readUInt32LE(at)
        records.push(deserialize(bytes.subarray(at + 4, at + 4 + length)))
        at += 4 + length
      }
      return records
    },
    close: () => buckets.forEach(({ file }) => closeSync(file)),
  }
}

export const regionKey = ({ x, z }: Region): string => `${x}.${z}`

function frame(body: Buffer): Buffer {
  const head = Buffer.allocUnsafe(4)
  head.writeUInt32LE(body.length)
  return Buffer.concat([head, body])
}
