import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { asFailure, Failure } from './model/failure.ts'

/** Results of stages by the digest of what they were made from. What is there is whole; what is not there is made again. */
export interface Cache {
  /** The folder for a key: `make` fills a new one under a temporary name, which is renamed when whole. */
  folder(stage: string, key: unknown, make: (folder: string) => Promise<void>): Promise<string>
  /** Where the folder for a key lies, made or not, for those who write whole files into it themselves. */
  place(stage: string, key: unknown): string
}

export function openCache(root: string): Cache {
  return {
    place: (stage, key) => noteUse(root, stage, key),
    async folder(stage, key, make) {
      const path = noteUse(root, stage, key)
      if (await stat(path).catch(() => undefined)) return path
      const making = `${path}.${process.pid}.tmp`
      await rm(making, { recursive: true, force: true })
      await mkdir(making, { recursive: true })
      try {
        await make(making)
        await rename(making, path)
      } catch (thrown) {
        const error = await knowingSpace(thrown, root)
        await rm(making, { recursive: true, force: true })
        if (!(await stat(path).catch(() => undefined))) throw error
      }
      return path
    },
  }
}

/** Where less is left, whatever fails of writing fails of that, in bytes: libraries that write for us have words of their own for a full disk. */
const NO_SPACE = 4 << 20

async function knowingSpace(error: unknown, root: string): Promise<unknown> {
  if (asFailure(error).code === 'disk-full') return error
  const { bavail, bsize } = await statfs(root)
  if (bavail * bsize >= NO_SPACE) return error
  return new Failure('disk-full', `no space left to write ${root}`, 'free some disk and run again: what is done is kept', { cause: error })
}

/** A short digest of any JSON value. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}

/** Notes of what folders were made from, so that what holds a layer can be found; a note's own time is when its folder was last used. */
const NOTES = 'used'

function noteUse(root: string, stage: string, key: unknown): string {
  const id = keyOf(key)
  const note = join(root, NOTES, `${stage}.${id}.json`)
  if (statSync(note, { throwIfNoEntry: false })) utimesSync(note, new Date(), new Date())
  else {
    mkdirSync(join(root, NOTES), { recursive: true })
    writeFileSync(`${note}.${process.pid}.tmp`, JSON.stringify(key, withoutBulk))
    renameSync(`${note}.${process.pid}.tmp`, note)
  }
  return join(root, stage, id)
}

/** Longest part of a key that a note repeats, in characters; of a longer one, as a whole style, it holds the digest. */
const MAX_PART = 8_000

function withoutBulk(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const parts = Object.entries(value).map(([name, part]) => {
    const isBulk = typeof part === 'object' && part !== null && !Array.isArray(part) && JSON.stringify(part).length > MAX_PART
    return [name, isBulk ? keyOf(part) : part]
  })
  return Object.fromEntries(parts)
}

export interface CacheEntry {
  stage: string
  path: string
  /** File that goes with it. */
  note: string
  /** What it was made from; undefined where that was not written down. */
  key?: unknown
  used: Date
}

/** Everything in a cache, also what is noted and not made. */
export async function listCache(root: string): Promise<CacheEntry[]> {
  const names = new Set((await readdir(join(root, NOTES)).catch(() => [])).map((name) => /^(.+\.[0-9a-f]{32})\.json$/.exec(name)?.[1]))
  for (const stage of await readdir(root).catch(() => []))
    for (const id of await readdir(join(root, stage)).catch(() => [])) if (/^[0-9a-f]{32}$/.test(id)) names.add(`${stage}.${id}`)
  const entries: CacheEntry[] = []
  for (const name of names) {
    if (name === undefined) continue
    const [stage, id] = [name.slice(0, -33), name.slice(-32)]
    const [path, note] = [join(root, stage, id), join(root, NOTES, `${name}.json`)]
    const used = (await stat(note).catch(() => undefined)) ?? (await stat(path).catch(() => undefined))
    if (used) entries.push({ stage, path, note, key: await readNote(note), used: used.mtime })
  }
  return entries
}

async function readNote(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** What processes that are no more left half-made below a folder: names that end in their number and .tmp. */
export async function leftovers(root: string, isOver = (pid: number): boolean => !isRunning(pid)): Promise<string[]> {
  const found: string[] = []
  for (const folder of [root, ...(await readdir(root).catch(() => [])).map((name) => join(root, name))])
    for (const name of await readdir(folder).catch(() => [])) {
      const pid = /\.(\d+)\.tmp$/.exec(name)?.[1]
      if (pid !== undefined && isOver(Number(pid))) found.push(join(folder, name))
    }
  return found
}

/** Removes what earlier processes left half-made below a folder, before this one makes anything there: in a container, each has the number of the one before. */
export async function sweep(root: string): Promise<void> {
  for (const path of await leftovers(root, (pid) => pid === process.pid || !isRunning(pid))) await rm(path, { recursive: true, force: true })
}

/** The same for all places of an output, for the one who holds its lock. */
export async function sweepOutput(output: string): Promise<void> {
  for (const place of ['.', 'cache', 'cache/regions']) await sweep(join(output, place))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
