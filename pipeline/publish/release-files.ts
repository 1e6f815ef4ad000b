import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Manifest, ManifestFile } from '#pipeline/model/manifest.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.zip': 'application/zip',
  '.mca': 'application/vnd.minecraft.region',
  '.dat': 'application/vnd.minecraft.nbt',
}

/** Every file of a folder as a manifest lists it. */
export async function listFiles(folder: string, editions: Manifest['editions']): Promise<ManifestFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
  const files: ManifestFile[] = []
  for (const path of paths) {
    const edition = editions.find((each) => path.startsWith(`${each.path}/`))
    files.push({
      path,
      mediaType: MEDIA_TYPES[/\.[a-z]+$/.exec(path)?.[0] ?? ''] ?? 'application/octet-stream',
      bytes: (await stat(join(folder, path))).size,
      sha256: await digestOf(join(folder, path)),
      ...(edition ? { world: edition.profile } : {}),
    })
  }
  return files
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
