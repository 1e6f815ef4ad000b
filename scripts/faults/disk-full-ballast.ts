import { closeSync, openSync, statfsSync, writeSync } from 'node:fs'

const CHUNK = Buffer.alloc(1 << 20, 1)

/** Writes a file so large that about so many bytes are left on its file system. */
export function fillUp(disk: string, ballast: string, freeBytes: number): void {
  const { bfree, bsize } = statfsSync(disk)
  const bytes = Math.max(0, bfree * bsize - freeBytes)
  const file = openSync(ballast, 'w')
  try {
    for (let written = 0; written < bytes;) written += writeSync(file, CHUNK, 0, Math.min(CHUNK.length, bytes - written))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}
