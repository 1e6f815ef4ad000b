import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { decodePackedFile, encodePackedFile, PACKED_FILE_HEADER } from '#pipeline/formats/zip/packed-file.ts'
import { pack, type Packed } from '#pipeline/formats/zip/packed.ts'

/** Where a file's packed bytes are kept: beside it, so that they go when it goes. */
export const entryPath = (path: string): string => `${path}.deflated`

export interface KeptEntry {
  path: string
  /** False where it was kept before, and whole. */
  isNew: boolean
  packedSize: number
}

/** Packs a file unless that is done already, and keeps it beside it. No sync to disk: what a power cut damages is found and made again. */
export async function keepEntry(path: string): Promise<KeptEntry> {
  const content = await readFile(path)
  const entry = entryPath(path)
  const kept = await readEntry(entry, content)
  if (kept) return { path, isNew: false, packedSize: kept.bytes.length }
  const packed = pack(content)
  try {
    await writeFile(`${entry}.tmp`, encodePackedFile(packed))
    await rename(`${entry}.tmp`, entry)
  } catch (error) {
    await rm(`${entry}.tmp`, { force: true })
    throw error
  }
  return { path, isNew: true, packedSize: packed.bytes.length }
}

/** What is kept for a content; undefined where nothing is, or it is damaged, or of another content. */
export async function readEntry(entry: string, content: Uint8Array): Promise<Packed | undefined> {
  const found = await stat(entry).catch(() => undefined)
  if (!found?.isFile() || found.size > PACKED_FILE_HEADER + content.length) return undefined
  const kept = decodePackedFile(await readFile(entry))
  return kept?.size === content.length && kept.crc32 === crc32(content) ? kept : undefined
}

/** A region's files in the cache: the region file given, and those beside it that hold its largest chunks. */
export async function regionFiles(path: string): Promise<string[]> {
  const folder = dirname(path)
  const names = (await readdir(folder)).filter((name) => /\.(mca|mcc)$/.test(name))
  return names.sort().map((name) => join(folder, name))
}
