import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'

/** The bytes of a layer as fetched. Private: what is published names its digest and its date only. */
export interface Snapshot {
  layer: string
  /** Files to open, in name order; their sidecars lie beside them. */
  files: string[]
  bytes: number
  /** SHA-256 over the parts' names and digests. */
  digest: string
}

/** Files that GDAL opens; what lies beside them under the same stem goes along. */
const OPENED = ['.tif', '.tiff', '.asc', '.img', '.vrt', '.gpkg', '.shp', '.geojson', '.json', '.csv', '.gml', '.fgb', '.parquet', '.tab', '.dxf', '.jp2']

/**
 * Copies a layer's source into the store under its digest, once; the same bytes are not copied again.
 * @throws Failure `missing-file`
 */
export async function takeSnapshot(layer: LayerDefinition, dataRoot: string, store: string): Promise<Snapshot> {
  const source = join(dataRoot, layer.source.path)
  const parts = await partsOf(source, layer)
  const digests = await Promise.all(parts.map(async (path) => ({ path, name: basename(path), ...(await digestFile(path)) })))
  const total = createHash('sha256')
  for (const { name, sha256 } of digests) total.update(`${name}\0${sha256}\n`)
  const digest = total.digest('hex')
  const folder = join(store, digest.slice(0, 32))
  if (!(await exists(folder))) await copyTo(folder, digests, layer)
  const isFolder = (await stat(source)).isDirectory()
  const opened = isFolder ? digests.map((part) => part.name).filter((name) => OPENED.includes(extname(name).toLowerCase())) : [basename(source)]
  return { layer: layer.id, files: opened.map((name) => join(folder, name)), bytes: digests.reduce((sum, part) => sum + part.bytes, 0), digest }
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
  const belongs = (name: string) =>
    found.isDirectory() || name === basename(source) || (name.startsWith(`${stem}.`) && !OPENED.includes(extname(name).toLowerCase()))
  const parts = names.filter(belongs).sort()
  if (parts.length === 0)
    throw new Failure('missing-file', `${source}, the source of layer ${layer.id}, is an empty folder`, 'put the files there, or check source.path')
  return parts.map((name) => join(folder, name))
}

async function digestFile(path: string): Promise<{ sha256: string; bytes: number }> {
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

async function copyTo(folder: string, parts: { path: string; name: string; sha256: string; bytes: number }[], layer: LayerDefinition): Promise<void> {
  const making = `${folder}.${process.pid}.tmp`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const part of parts) await copyFile(part.path, join(making, part.name), constants.COPYFILE_FICLONE)
  const provenance = {
    layer: layer.id,
    licence: layer.licence,
    date: layer.date,
    parts: parts.map(({ name, sha256, bytes }) => ({ name, bytes, sha256 })),
    taken: new Date().toISOString(),
  }
  await writeFile(join(making, '.provenance.json'), JSON.stringify(provenance, null, 2))
  await rename(making, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(making, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
