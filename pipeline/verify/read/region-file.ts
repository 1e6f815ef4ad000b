import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gunzipSync, inflateSync } from 'node:zlib'
import { damaged, Malformed } from './damage.ts'

const SECTOR = 4096
const EXTERNAL = 0x80
/** Far above what a chunk of blocks can weigh; a bound on what a hostile file can unpack to. */
const MAX_CHUNK_BYTES = 16 * 1024 * 1024
const INFLATE = { maxOutputLength: MAX_CHUNK_BYTES, chunkSize: 64 * 1024 }

/** The region's number in a file name `r.<x>.<z>.mca`. */
export function regionInName(file: string): { x: number; z: number } | undefined {
  const match = /^r\.(-?\d{1,8})\.(-?\d{1,8})\.mca$/.exec(basename(file))
  return match ? { x: Number(match[1]), z: Number(match[2]) } : undefined
}

/** One .mca file: its table, checked as a whole on opening, and the bytes of its chunks. */
export class RegionFile {
  readonly path: string
  readonly x: number
  readonly z: number
  readonly bytes: Uint8Array
  readonly #view: DataView

  /** @throws Failure naming the file and the chunk whose entry lies outside the file or on another chunk's sectors */
  constructor(path: string) {
    const region = regionInName(path)
    if (!region) throw damaged(path, 'not named r.<x>.<z>.mca')
    this.path = path
    this.x = region.x
    this.z = region.z
    this.bytes = readFileSync(path)
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
    // The game leaves empty files where it made none of a region's chunks.
    if (this.bytes.length > 0) this.#check()
  }

  /** True if the region has chunk `index` = x + 32·z within the region. */
  has(index: number): boolean {
    return this.bytes.length > 0 && this.#view.getUint32(index * 4) !== 0
  }

  /** A chunk as it is stored, still compressed; with what says how it is. @throws Failure naming the file and the chunk */
  packed(index: number): Uint8Array {
    try {
      const { method, payload } = this.#find(index)
      return method & EXTERNAL ? Buffer.concat([Uint8Array.of(method), payload]) : new Uint8Array(payload.buffer, payload.byteOffset - 1, payload.length + 1)
    } catch (error) {
      throw damaged(this.where(index), error)
    }
  }

  /** A chunk's uncompressed NBT. @throws Failure naming the file and the chunk */
  read(index: number): Uint8Array {
    try {
      const { method, payload } = this.#find(index)
      return decompress(payload, method & ~EXTERNAL)
    } catch (error) {
      throw damaged(this.where(index), error)
    }
  }

  /** The file and the chunk, as failures name them. */
  where(index: number): string {
    return `${this.path}, chunk ${this.x * 32 + (index & 31)} ${this.z * 32 + (index >> 5)}`
  }

  #check(): void {
    const sectors = Math.ceil(this.bytes.length / SECTOR)
    if (this.bytes.length < 2 * SECTOR) throw damaged(this.path, `${this.bytes.length} bytes, too short for the table of chunks`)
    const owner = new Int16Array(sectors).fill(-1)
    for (let index = 0; index < 1024; index++) {
      const entry = this.#view.getUint32(index * 4)
      if (entry === 0) continue
      const first = entry >>> 8
      const count = entry & 0xff
      if (first < 2) throw damaged(this.where(index), `begins at sector ${first}, inside the table of chunks`)
      if (count === 0) throw damaged(this.where(index), 'has no sectors')
      if (first + count > sectors) throw damaged(this.where(index), `sectors ${first} to ${first + count - 1} lie past the file's end (${sectors} sectors)`)
      for (let sector = first; sector < first + count; sector++) {
        if (owner[sector] !== -1) throw damaged(this.where(index), `overlaps chunk ${this.where(owner[sector]).split('chunk ').at(-1)} in sector ${sector}`)
        owner[sector] = index
      }
    }
  }

  #find(index: number): { method: number; payload: Uint8Array } {
    const entry = this.#view.getUint32(index * 4)
    const [at, room] = [(entry >>> 8) * SECTOR, (entry & 0xff) * SECTOR]
    if (at + 5 > this.bytes.length) throw new Malformed(`the file ends at byte ${this.bytes.length}, before the chunk's length`)
    const length = this.#view.getUint32(at)
    if (length < 1) throw new Malformed('its length is 0')
    if (length + 4 > room) throw new Malformed(`is ${length} bytes long in ${room / SECTOR} sectors`)
    if (at + 4 + length > this.bytes.length) throw new Malformed(`the file ends ${at + 4 + length - this.bytes.length} bytes before the chunk does`)
    const method = this.bytes[at + 4]
    return { method, payload: method & EXTERNAL ? this.#external(index) : this.bytes.subarray(at + 5, at + 4 + length) }
  }

  #external(index: number): Uint8Array {
    const name = `c.${this.x * 32 + (index & 31)}.${this.z * 32 + (index >> 5)}.mcc`
    const path = join(dirname(this.path), name)
    if (!existsSync(path)) throw new Malformed(`its file ${name} is missing`)
    return readFileSync(path)
  }
}

function decompress(payload: Uint8Array, method: number): Uint8Array {
  if (method === 3) return payload
  if (method === 4) throw new Malformed('compressed with LZ4, which is not read')
  if (method !== 1 && method !== 2) throw new Malformed(`unknown compression ${method}`)
  try {
    return method === 2 ? inflateSync(payload, INFLATE) : gunzipSync(payload, INFLATE)
  } catch (error) {
    throw new Malformed(`cannot be decompressed (${(error as Error).message})`, { cause: error })
  }
}
