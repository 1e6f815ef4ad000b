import { open as openFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { Failure } from '#pipeline/model/failure.ts'
import { badName, foldersOf, placesOf, sameOnDisk } from './entry-names.ts'

export interface UnpackSetting {
  /** Greatest size of what is unpacked, bytes. */
  mostBytes: number
  mostEntries: number
  /** Which of the paths in the archive to unpack. */
  choose: (paths: readonly string[]) => readonly string[]
  /** Begins every message: what the archive is and where it came from. */
  what: string
  signal?: AbortSignal | undefined
}

const FILE_TYPES = 0o170000
const REGULAR = 0o100000
const FOLDER = 0o040000
const AGAIN = 'ask those who run the service, and try again'

/**
 * Unpacks chosen files of a zip archive below a folder: flat where their names differ, else in their folders.
 * @returns path in the archive → path in the folder
 * @throws Failure `service-failed` where it is broken, encrypted or names what it must not, `service-limit` where it is too large
 */
export async function unpackZip(path: string, folder: string, setting: UnpackSetting): Promise<Map<string, string>> {
  const { what, mostBytes } = setting
  const archive = await yauzl.openPromise(path, { autoClose: false, strictFileNames: true }).catch((error: unknown) => {
    throw broken(what, error)
  })
  try {
    const entries = await listEntries(archive, setting)
    const places = placesOf(setting.choose([...entries.keys()]))
    let left = mostBytes
    for (const [name, place] of places) {
      setting.signal?.throwIfAborted()
      const entry = entries.get(name)!
      if (entry.isEncrypted()) throw new Failure('service-failed', `${what}: ${name} is encrypted`, 'ask for it without a password')
      if (entry.uncompressedSize > left) throw tooLarge(what, mostBytes)
      left -= entry.uncompressedSize
      await unpack(archive, entry, join(folder, place), what)
    }
    return places
  } finally {
    archive.close()
  }
}

/** All files of the archive by their paths; one bad among them, and it is refused whole. */
async function listEntries(archive: ZipFile, { mostEntries, what }: UnpackSetting): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  const seen = new Set<string>()
  const tooMany = () =>
    new Failure('service-limit', `${what} has more than ${mostEntries} entries`, 'if it is so large, raise source.service.limits.archiveEntries')
  if (archive.entryCount > mostEntries) throw tooMany()
  const refuse = (name: string, why: string) => new Failure('service-failed', `${what}: ${shownName(name)} is ${why}`, AGAIN)
  try {
    for await (const entry of archive.eachEntry()) {
      const { fileName, externalFileAttributes } = entry
      const bad = badName(fileName)
      if (bad) throw refuse(fileName, bad)
      if (seen.size >= mostEntries) throw tooMany()
      if (seen.has(sameOnDisk(fileName))) throw refuse(fileName, 'there twice')
      seen.add(sameOnDisk(fileName))
      const type = (externalFileAttributes >>> 16) & FILE_TYPES
      if (type !== 0 && type !== REGULAR && type !== FOLDER) throw refuse(fileName, 'a link or a device')
      if (!fileName.endsWith('/') && type !== FOLDER) entries.set(fileName, entry)
    }
    const files = new Set([...entries.keys()].map(sameOnDisk))
    for (const name of entries.keys()) if (foldersOf(sameOnDisk(name)).some((folder) => files.has(folder))) throw refuse(name, 'in a file that is a folder too')
  } catch (error) {
    throw broken(what, error)
  }
  return entries
}

async function unpack(archive: ZipFile, entry: Entry, to: string, what: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const file = await openFile(to, 'wx')
  let [sum, bytes] = [0, 0]
  try {
    const stream: Readable = await archive.openReadStreamPromise(entry).catch((error: unknown) => {
      throw broken(what, error)
    })
    const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw broken(what, error)
      })
      if (next.done) break
      sum = crc32(next.value, sum)
      bytes += next.value.length
      await file.writeFile(next.value)
    }
  } finally {
    await file.close()
  }
  if (sum !== entry.crc32 || bytes !== entry.uncompressedSize)
    throw new Failure('service-failed', `${what}: ${shownName(entry.fileName)} is not what its checksum says`, AGAIN)
}

const tooLarge = (what: string, mostBytes: number): Failure =>
  new Failure(
    'service-limit',
    `${what} unpacks to more than the ${Math.ceil(mostBytes / 1e6)} MB allowed`,
    'if it is so large, raise source.service.limits.archiveRatio or megabytes',
  )

/** What a fault in an archive becomes; what is wrong with this machine stays as it is. */
function broken(what: string, error: unknown): unknown {
  if (error instanceof Failure || (error as NodeJS.ErrnoException).syscall !== undefined) return error
  return new Failure('service-failed', `${what} is not a whole zip archive: ${shownName((error as Error).message)}`, AGAIN)
}

const shownName = (text: string): string => text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 120)
