/** Test support: archives as three other programs read them. */
import { spawnSync } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'

export interface ReadEntry {
  entry: Entry
  content: Buffer
}

/** Every entry by its name, its checksum proved. @throws Error if one is there twice */
export async function readAll(zip: Buffer): Promise<Map<string, ReadEntry>> {
  const archive = await yauzl.fromBufferPromise(zip, { strictFileNames: true })
  const found = new Map<string, ReadEntry>()
  for await (const entry of archive.eachEntry()) {
    const content = await buffer(await archive.openReadStreamPromise(entry))
    if (crc32(content) !== entry.crc32 || found.has(entry.fileName)) throw new Error(`${entry.fileName} is not what it says, or there twice`)
    found.set(entry.fileName, { entry, content })
  }
  return found
}

export async function readEntries(path: string): Promise<{ archive: ZipFile; entries: Entry[] }> {
  const archive = await yauzl.openPromise(path, { autoClose: false })
  const entries: Entry[] = []
  for await (const entry of archive.eachEntry()) entries.push(entry)
  return { archive, entries }
}

/** Every entry by its name, as it lies in the archive: its local header and its packed bytes. */
export async function rawEntries(zip: Buffer): Promise<Map<string, Buffer>> {
  const raw = new Map<string, Buffer>()
  for (const [name, { entry }] of await readAll(zip)) {
    const at = entry.relativeOffsetOfLocalHeader
    const head = 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
    raw.set(name, zip.subarray(at, at + head + entry.compressedSize))
  }
  return raw
}

const PYTHON = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    bad = archive.testzip() if sys.argv[2] == 'whole' else None
    print(json.dumps({'bad': bad, 'names': archive.namelist(), 'dates': sorted({i.date_time for i in archive.infolist()})}))
`

/** What Python's zipfile reads, names and dates; nothing, said aloud, where there is no Python. */
export function readByPython(path: string, how: 'whole' | 'names'): { bad: string | null; names: string[]; dates: number[][] } | undefined {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', PYTHON, path, how], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (missing('python3', error)) return undefined
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as ReturnType<typeof readByPython>
}

/** Whether Info-ZIP's unzip finds an archive whole; nothing, said aloud, where it is not there. */
export function testByUnzip(path: string): string | undefined {
  const { status, stdout, stderr, error } = spawnSync('unzip', ['-tqq', path], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (missing('unzip', error)) return undefined
  return status === 0 ? 'whole' : `${status}: ${stdout}${stderr}`
}

function missing(program: string, error: Error | undefined): boolean {
  if (!error) return false
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  console.warn(`SKIPPED, ${program} is not there`)
  return true
}
