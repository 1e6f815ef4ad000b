import { nameFault, nameRegister } from './name-fault.ts'
import type { Packed } from './packed.ts'
import { centralHeader, endOfDirectory, localHeader, type ZipItem } from './zip-records.ts'

export interface ZipEntry extends Omit<Packed, 'bytes'> {
  /** Path in the archive, its parts joined by /. */
  name: string
  /** Bytes that `pieces` have together. */
  packedSize: number
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

export const entryOf = (name: string, { bytes, ...packed }: Packed): ZipEntry => ({ ...packed, name, packedSize: bytes.length, pieces: [bytes] })

/**
 * A zip archive of entries that are packed already, in the order given, piece after piece. It names no time: equal entries give
 * equal bytes. What is kept of each entry is its name and five numbers.
 * @throws RangeError if a name is none or taken, or an entry has other bytes than it says
 */
export async function* zipPieces(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const items: ZipItem[] = []
  const register = nameRegister()
  let at = 0
  for await (const { name, pieces, ...packed } of entries) {
    const fault = nameFault(name) ?? register(name)
    if (fault !== undefined) throw new RangeError(`an archive cannot hold ${JSON.stringify(name.slice(0, 200))}: the name ${fault}`)
    const item = { ...packed, name: Buffer.from(name), offset: at }
    const head = localHeader(item)
    yield head
    let length = 0
    for await (const piece of pieces) {
      length += piece.length
      yield piece
    }
    if (length !== item.packedSize) throw new RangeError(`${name} has ${length} bytes where it should have ${item.packedSize}`)
    at += head.length + length
    items.push(item)
  }
  const offset = at
  for (const item of items) {
    const header = centralHeader(item)
    yield header
    at += header.length
  }
  yield endOfDirectory({ entries: items.length, offset, size: at - offset })
}
