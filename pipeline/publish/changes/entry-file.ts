import { type FileHandle, open } from 'node:fs/promises'
import type { Box } from '#pipeline/model/change-set.ts'
import { Failure } from '#pipeline/model/failure.ts'

/** What an index knows of a feature. */
export interface IndexEntry {
  id: string
  /** Of its content, 128 bits as hexadecimal digits. */
  digest: string
  bbox: Box
}

/*
 *  "kvindex1"  ( idBytes u16 · id UTF-8 · digest 16 · four int48, millimetres )…  0xffff u16 · entries u32      little-endian
 */
const MAGIC = Buffer.from('kvindex1')
const TAIL = 16 + 4 * 6
const END = 0xffff
const BLOCK = 1 << 18

/** Writes entries in the order they come. @throws Failure for an id or a coordinate that no index holds */
export async function writeEntries(path: string, entries: AsyncIterable<IndexEntry> | Iterable<IndexEntry>): Promise<number> {
  const file = await open(path, 'w')
  try {
    const block = Buffer.alloc(BLOCK)
    let at = MAGIC.copy(block)
    let count = 0
    for await (const entry of entries) {
      const idBytes = Buffer.byteLength(entry.id)
      if (idBytes >= END) throw tooLarge(`an id of ${idBytes} bytes`)
      if (at + 2 + idBytes + TAIL > BLOCK) {
        await file.appendFile(block.subarray(0, at))
        at = 0
      }
      at = put(block, at, entry, idBytes)
      count++
    }
    const end = Buffer.alloc(6)
    end.writeUInt32LE(count, end.writeUInt16LE(END))
    await file.appendFile(Buffer.concat([block.subarray(0, at), end]))
    return count
  } finally {
    await file.close()
  }
}

function put(block: Buffer, start: number, { id, digest, bbox }: IndexEntry, idBytes: number): number {
  let at = block.writeUInt16LE(idBytes, start)
  at += block.write(id, at)
  at += block.write(digest, at, 'hex')
  for (const metres of bbox) {
    const mm = Math.round(metres * 1000)
    if (!(Math.abs(mm) < 2 ** 47)) throw tooLarge(`the coordinate ${metres} of feature ${id.slice(0, 80)}`)
    at = block.writeIntLE(mm, at, 6)
  }
  return at
}

const tooLarge = (what: string): Failure =>
  new Failure('unreadable-source', `${what} is more than a feature index holds`, 'check idColumn and source.crs of the layer')

/** Reads entries one by one, so that memory does not grow with the file. @throws Failure where the file is not there, not whole or not an index */
export async function* readEntries(path: string): AsyncGenerator<IndexEntry> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (cause) {
    throw unreadable(path, 'is not there', cause)
  }
  try {
    let bytes = await more(file, Buffer.alloc(0))
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw unreadable(path, 'is no feature index of this version')
    let at = MAGIC.length
    let count = 0
    const need = async (wanted: number): Promise<void> => {
      if (at + wanted <= bytes.length) return
      bytes = await more(file, bytes.subarray(at))
      at = 0
      if (wanted > bytes.length) throw unreadable(path, 'is cut off')
    }
    while (true) {
      if (at + 2 > bytes.length) await need(2)
      const idBytes = bytes.readUInt16LE(at)
      at += 2
      if (idBytes === END) break
      if (at + idBytes + TAIL > bytes.length) await need(idBytes + TAIL)
      yield take(bytes, at, idBytes)
      at += idBytes + TAIL
      count++
    }
    await need(4)
    if (bytes.readUInt32LE(at) !== count) throw unreadable(path, 'is not whole')
  } finally {
    await file.close()
  }
}

function take(bytes: Buffer, start: number, idBytes: number): IndexEntry {
  const id = bytes.toString('utf8', start, start + idBytes)
  const at = start + idBytes
  const side = (i: number): number => bytes.readIntLE(at + 16 + 6 * i, 6) / 1000
  return { id, digest: bytes.toString('hex', at, at + 16), bbox: [side(0), side(1), side(2), side(3)] }
}

/** What is left, and the next block behind it. */
async function more(file: FileHandle, rest: Buffer): Promise<Buffer> {
  const bytes = Buffer.alloc(rest.length + BLOCK)
  rest.copy(bytes)
  let length = rest.length
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

const unreadable = (path: string, fault: string, cause?: unknown): Failure =>
  new Failure('not-found', `${path} ${fault}`, 'build the world again; changes since that release cannot be told', { cause })
