import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file so that a reader finds the old text or the new, also after a power cut. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const making = `${path}.${process.pid}.tmp`
  const file = await open(making, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(making, path)
  await syncFolder(dirname(path))
}

/** Removes a file or folder so that a reader finds all of it or nothing; what a kill leaves bears the name of something half-made. */
export async function removeWhole(path: string): Promise<void> {
  const going = `${path}.${process.pid}.tmp`
  await rm(going, { recursive: true, force: true })
  try {
    await rename(path, going)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  await rm(going, { recursive: true, force: true })
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync()
  await folder.close()
}
