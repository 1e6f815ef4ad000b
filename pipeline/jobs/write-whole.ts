import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Writes a file that has its name only when all of it is on disk. A single write may take part of the bytes and fail of nothing, as on a disk that is nearly full. */
export function writeWholeSync(path: string, bytes: Uint8Array | string): void {
  const making = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(making, bytes, { flush: true })
    renameSync(making, path)
  } catch (error) {
    rmSync(making, { force: true })
    throw error
  }
}
