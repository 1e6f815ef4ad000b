import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '#pipeline/model/failure.ts'
import { type Manifest, type ManifestFile, manifestSchema } from '#pipeline/model/manifest.ts'

/** Releases of all worlds, and which of each world's is the candidate and which is current. */
export interface ReleaseStore {
  /** Fills a folder under a temporary name; it becomes a release when `make` returns its manifest. The current release stays as it is. */
  candidate(world: string, id: string, make: (folder: string) => Promise<Omit<Manifest, 'files'>>): Promise<Release>
  /** Makes a release the current one, in one switch. */
  switchTo(world: string, id: string): Promise<void>
  find(world: string, which: 'candidate' | 'current'): Promise<Release | undefined>
  get(id: string): Promise<Release>
}

export interface Release {
  id: string
  folder: string
  manifest: Manifest
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.mca': 'application/vnd.minecraft.region',
  '.dat': 'application/vnd.minecraft.nbt',
}

export function openReleases(root: string): ReleaseStore {
  const pointer = (world: string, which: string) => join(root, 'worlds', world, which)
  const point = async (world: string, which: string, id: string) => {
    const path = pointer(world, which)
    await mkdir(join(root, 'worlds', world), { recursive: true })
    await rm(`${path}.tmp`, { force: true })
    await symlink(join('..', '..', 'releases', id), `${path}.tmp`)
    await rename(`${path}.tmp`, path)
  }
  const get = async (id: string): Promise<Release> => {
    const folder = join(root, 'releases', id)
    try {
      return { id, folder, manifest: manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))) }
    } catch (cause) {
      throw new Failure('not-found', `there is no whole release ${id}`, 'build the world again', { cause })
    }
  }
  return {
    get,
    async candidate(world, id, make) {
      const folder = join(root, 'releases', id)
      const making = `${folder}.${process.pid}.tmp`
      await rm(making, { recursive: true, force: true })
      await mkdir(making, { recursive: true })
      try {
        const head = await make(making)
        const files = await listFiles(making, head.editions)
        await writeWhole(join(making, 'manifest.json'), `${JSON.stringify(manifestSchema.parse({ ...head, files }), null, 2)}\n`)
        await rename(making, folder)
      } catch (error) {
        await rm(making, { recursive: true, force: true })
        throw error
      }
      await point(world, 'candidate', id)
      return get(id)
    },
    async switchTo(world, id) {
      const { manifest } = await get(id)
      if (manifest.world !== world) throw new Failure('not-found', `release ${id} is of ${manifest.world}, not of ${world}`, 'name a release of this world')
      await point(world, 'current', id)
    },
    async find(world, which) {
      const target = await readlink(pointer(world, which)).catch(() => undefined)
      return target === undefined ? undefined : get(target.split(/[/\\]/).at(-1)!)
    },
  }
}

async function listFiles(folder: string, editions: Manifest['editions']): Promise<ManifestFile[]> {
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

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  const file = await open(path, 'r')
  await file.sync()
  await file.close()
}
