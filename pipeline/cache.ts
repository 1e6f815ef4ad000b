import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Results of stages by the digest of what they were made from. What is there is whole; what is not there is made again. */
export interface Cache {
  /** The folder for a key: `make` fills a new one under a temporary name, which is renamed when whole. */
  folder(stage: string, key: unknown, make: (folder: string) => Promise<void>): Promise<string>
  /** Where the folder for a key lies, made or not, for those who write whole files into it themselves. */
  place(stage: string, key: unknown): string
}

export function openCache(root: string): Cache {
  const place = (stage: string, key: unknown) => join(root, stage, keyOf(key))
  return {
    place,
    async folder(stage, key, make) {
      const path = place(stage, key)
      if (await stat(path).catch(() => undefined)) return path
      const making = `${path}.${process.pid}.tmp`
      await rm(making, { recursive: true, force: true })
      await mkdir(making, { recursive: true })
      try {
        await make(making)
        await rename(making, path)
      } catch (error) {
        await rm(making, { recursive: true, force: true })
        if (!(await stat(path).catch(() => undefined))) throw error
      }
      return path
    },
  }
}

/** A short digest of any JSON value. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}

/** Removes what processes that are no more left half-made below a folder: names that end in their number and .tmp. */
export async function sweep(root: string): Promise<void> {
  for (const folder of [root, ...(await readdir(root).catch(() => [])).map((name) => join(root, name))])
    for (const name of await readdir(folder).catch(() => [])) {
      const pid = /\.(\d+)\.tmp$/.exec(name)?.[1]
      if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { recursive: true, force: true })
    }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
