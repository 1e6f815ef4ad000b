import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'
import { isOpened } from './opened.ts'
import type { Snapshot } from './snapshot.ts'
import { digestFile, digestOfParts, exists, folderOf, type Part, readProvenance, settle, writeProvenance } from './store.ts'

/**
 * Copies files under the data folder into the store under their digest, once; the same bytes are not copied again.
 * @throws Failure `missing-file`
 */
export async function takeFiles(layer: LayerDefinition, source: string, { store, now }: { store: string; now: () => Date }): Promise<Snapshot> {
  const paths = await partsOf(source, layer)
  const parts = await Promise.all(paths.map(async (path) => ({ path, name: basename(path), ...(await digestFile(path)) })))
  const digest = digestOfParts(parts)
  const folder = folderOf(store, digest)
  const taken = now()
  if (!(await exists(folder))) await copyTo(folder, parts, layer, taken)
  const isFolder = (await stat(source)).isDirectory()
  const opened = isFolder ? parts.map((part) => part.name).filter(isOpened) : [basename(source)]
  return {
    layer: layer.id,
    files: opened.map((name) => join(folder, name)),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    digest,
    fetched: (await readProvenance(folder))?.taken ?? taken.toISOString(),
    remarks: [],
  }
}

async function partsOf(source: string, layer: LayerDefinition): Promise<string[]> {
  const found = await stat(source).catch(() => undefined)
  if (!found)
    throw new Failure(
      'missing-file',
      `${source}, the source of layer ${layer.id}, is not there`,
      'check source.path, or name the data folder with --data or KVARTER_DATA',
    )
  const folder = found.isDirectory() ? source : dirname(source)
  const stem = basename(source, extname(source))
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name)
  const belongs = (name: string) => found.isDirectory() || name === basename(source) || (name.startsWith(`${stem}.`) && !isOpened(name))
  const parts = names.filter(belongs).sort()
  if (parts.length === 0)
    throw new Failure('missing-file', `${source}, the source of layer ${layer.id}, is an empty folder`, 'put the files there, or check source.path')
  return parts.map((name) => join(folder, name))
}

async function copyTo(folder: string, parts: readonly (Part & { path: string })[], layer: LayerDefinition, taken: Date): Promise<void> {
  const making = `${folder}.${process.pid}.tmp`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const part of parts) await copyFile(part.path, join(making, part.name), constants.COPYFILE_FICLONE)
  await writeProvenance(making, layer, parts, taken)
  await settle(making, folder)
}
