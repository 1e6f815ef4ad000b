import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'

/** One file of a snapshot. */
export interface Part {
  /** Path in the snapshot's folder, with / between folders. */
  name: string
  bytes: number
  sha256: string
}

const PROVENANCE = '.provenance.json'
const provenanceSchema = z.object({
  parts: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  open: z.array(z.string()).optional(),
  taken: z.iso.datetime(),
})
export type Provenance = z.infer<typeof provenanceSchema>

/** Where the snapshot with a digest lies, or will. */
export const folderOf = (store: string, digest: string): string => join(store, digest.slice(0, 32))

/** SHA-256 over the parts' names and digests, in the order given. */
export function digestOfParts(parts: readonly Part[]): string {
  const total = createHash('sha256')
  for (const { name, sha256 } of parts) total.update(`${name}\0${sha256}\n`)
  return total.digest('hex')
}

export async function digestFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
  })
  return { sha256: hash.digest('hex'), bytes }
}

/** All files below a folder but hidden ones, in name order. */
export async function partsIn(folder: string): Promise<Part[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => join(entry.parentPath, entry.name))
  const parts: Part[] = []
  for (const path of paths.sort()) parts.push({ name: path.slice(folder.length + 1).replaceAll('\\', '/'), ...(await digestFile(path)) })
  return parts
}

/** Says beside the files what they are; nothing of how they were asked for. */
export async function writeProvenance(folder: string, layer: LayerDefinition, parts: readonly Part[], taken: Date, open?: readonly string[]): Promise<void> {
  const provenance = {
    layer: layer.id,
    licence: layer.licence,
    date: layer.date,
    parts: parts.map(({ name, sha256, bytes }) => ({ name, bytes, sha256 })),
    ...(open === undefined ? {} : { open }),
    taken: taken.toISOString(),
  }
  await writeFile(join(folder, PROVENANCE), JSON.stringify(provenance, null, 2))
}

export async function readProvenance(folder: string): Promise<Provenance | undefined> {
  try {
    return provenanceSchema.parse(JSON.parse(await readFile(join(folder, PROVENANCE), 'utf8')))
  } catch {
    return undefined
  }
}

/** What a stored snapshot says of itself, if its files still are what they were. */
export async function wholeSnapshot(folder: string): Promise<Provenance | undefined> {
  const provenance = await readProvenance(folder)
  for (const { name, bytes, sha256 } of provenance?.parts ?? []) {
    const path = join(folder, name)
    if ((await stat(path).catch(() => undefined))?.size !== bytes) return undefined
    if ((await digestFile(path)).sha256 !== sha256) return undefined
  }
  return provenance
}

/** Gives a whole folder its place in the store; one that is there already stays. */
export async function settle(making: string, folder: string): Promise<void> {
  await rename(making, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(making, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
