import { createWriteStream } from 'node:fs'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from '#pipeline/formats/zip/packed.ts'
import { entryOf, type ZipEntry, zipPieces } from '#pipeline/formats/zip/zip-writer.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { readEntry } from './kept-entry.ts'

export interface WorldZip {
  /** The world's folder. */
  folder: string
  /** What the folder is called in the archive. */
  name: string
  /** Files that are packed already: path in the folder, its parts joined by /, and where its kept entry lies. */
  regions: readonly { file: string; entry: string }[]
  out: string
  signal?: AbortSignal | undefined
}

export interface WrittenZip {
  entries: number
  bytes: number
  /** Files that had to be packed here. */
  packed: string[]
}

/** Without these a world does not open, or does not say whose it is. */
const NEEDED = ['LICENCE.txt', 'kvarter.json', 'level.dat']

/**
 * Writes a world as one archive, with its folder inside. What is in the folder alone decides the bytes: kept entries save time,
 * and one that does not fit its file is passed over. One file at a time is in memory.
 * @throws Failure `verification` where the folder is no whole world
 */
export async function writeWorldZip({ folder, name, regions, out, signal }: WorldZip): Promise<WrittenZip> {
  const kept = new Map(regions.map(({ file, entry }) => [file, entry]))
  const files = await listWorld(folder, name)
  const missing = [...NEEDED, ...kept.keys()].find((file) => !files.includes(file))
  if (missing !== undefined) throw new Failure('verification', `the world ${name} has no ${missing}`, 'build the world again')
  const packed: string[] = []
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const file of files) {
      const content = await readFile(join(folder, file))
      const entry = kept.get(file)
      const before = entry === undefined ? undefined : await readEntry(entry, content)
      if (!before) packed.push(file)
      yield entryOf(`${name}/${file}`, before ?? pack(content))
    }
  }
  const making = `${out}.${process.pid}.tmp`
  try {
    await pipeline(zipPieces(entries()), createWriteStream(making, { flush: true }), signal ? { signal } : {})
    await rename(making, out)
  } catch (error) {
    await rm(making, { force: true })
    signal?.throwIfAborted()
    throw error
  }
  return { entries: files.length, bytes: (await stat(out)).size, packed }
}

/** Paths of a world's files, sorted. */
async function listWorld(folder: string, name: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (!entry.isFile()) throw new Failure('verification', `${path} of the world ${name} is no file`, 'build the world again')
      return path
    })
  return files.sort()
}
