import { deflateSync } from 'node:zlib'

/** The fastest level: at any, a chunk of a city takes one sector. Smaller windows and buffers were tried and save under 4 % of the time. */
const OPTIONS = { level: 1 }

/** zlib, as chunks are stored. */
export const deflate = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => deflateSync(bytes, OPTIONS)
