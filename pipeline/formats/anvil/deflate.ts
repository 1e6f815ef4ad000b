import { deflateSync } from 'node:zlib'

/** The fastest level: at any, a chunk of a city takes one sector. A chunk deflates to about 2 kB, so a small output buffer is enough; the bytes are the same. */
const OPTIONS = { level: 1, chunkSize: 4096 }

/** zlib, as chunks are stored. */
export const deflate = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => deflateSync(bytes, OPTIONS)
