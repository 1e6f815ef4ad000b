import { deserialize, serialize } from 'node:v8'
import type { Shard } from '#pipeline/model/shard.ts'

/** A shard as bytes. The form is Node's own structured clone: shards are caches of one Node version, never published. */
export const encodeShard = (shard: Shard): Buffer => serialize(shard)

export const decodeShard = (bytes: Buffer): Shard => deserialize(bytes) as Shard
