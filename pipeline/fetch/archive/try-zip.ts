/** Zip archives for tests, and what can be wrong with them. */
import { buffer } from 'node:stream/consumers'
import yazl from 'yazl'

export interface Packed {
  name: string
  bytes?: Buffer | string
  mode?: number
  store?: boolean
}

export async function zipOf(entries: readonly (string | Packed)[]): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const entry of entries) {
    const { name, bytes = `in ${name}`, mode = 0o100644, store = false }: Packed = typeof entry === 'string' ? { name: entry } : entry
    if (name.endsWith('/')) zip.addEmptyDirectory(name)
    else zip.addBuffer(Buffer.from(bytes), name, { mode, compress: !store, mtime: new Date(2026, 0, 1) })
  }
  zip.end()
  return buffer(zip.outputStream)
}

/** Renames an entry to a name of as many bytes, in both places it stands. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new Error('names of different length')
  const made = Buffer.from(zip)
  for (let at = made.indexOf(from); at >= 0; at = made.indexOf(from, at + 1)) made.write(to, at)
  return made
}

/** Sets 16 bits at a place in every central directory header. */
export function inDirectory(zip: Buffer, offset: number, value: number): Buffer {
  const made = Buffer.from(zip)
  for (let at = made.indexOf('PK\u0001\u0002'); at >= 0; at = made.indexOf('PK\u0001\u0002', at + 1)) made.writeUInt16LE(value, at + offset)
  return made
}
