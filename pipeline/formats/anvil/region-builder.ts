import { REGION_SIZE, CHUNK_SIZE, type Region } from '#pipeline/model/grid.ts'

const SECTOR = 4096
const CHUNKS = REGION_SIZE / CHUNK_SIZE
const HEADER = 2 * SECTOR
/** Length and compression, before each chunk's payload. */
const RECORD_HEADER = 5
const MOST_SECTORS = 255
const ZLIB = 2
const ELSEWHERE = 0x80

export const regionFileName = ({ x, z }: Region): string => `r.${x}.${z}.mca`

export interface RegionFiles {
  /** The region file, seen in place: good until the next `start`. */
  bytes: Uint8Array<ArrayBuffer>
  /** Chunks too large for it, as files beside it; hardly ever any. */
  oversize: { name: string; bytes: Uint8Array }[]
}

/** Collects deflated chunks into a region file. Used again for region after region: its memory grows to the largest. */
export class RegionBuilder {
  readonly #timestamp: number
  #bytes = new Uint8Array(HEADER + CHUNKS * CHUNKS * SECTOR)
  #view = new DataView(this.#bytes.buffer)
  #region: Region = { x: 0, z: 0 }
  #sectors = 2
  #oversize: RegionFiles['oversize'] = []

  /** @param timestamp seconds since 1970 that every chunk gets */
  constructor(timestamp = 0) {
    this.#timestamp = timestamp
  }

  start(region: Region): void {
    this.#region = region
    this.#sectors = 2
    this.#oversize = []
    this.#bytes.fill(0, 0, HEADER)
  }

  /**
   * Adds a chunk behind those added before.
   * @param x absolute chunk coordinate, as z
   * @param payload zlib
   * @throws RangeError if the chunk lies in another region, or has been added already
   */
  add(x: number, z: number, payload: Uint8Array): void {
    const { x: regionX, z: regionZ } = this.#region
    if (Math.floor(x / CHUNKS) !== regionX || Math.floor(z / CHUNKS) !== regionZ)
      throw new RangeError(`chunk ${x}, ${z} lies outside region ${regionX}, ${regionZ}`)
    const entry = 4 * ((x & (CHUNKS - 1)) + (z & (CHUNKS - 1)) * CHUNKS)
    if (this.#view.getUint32(entry) !== 0) throw new RangeError(`chunk ${x}, ${z} has been added already`)

    const oversize = payload.length + RECORD_HEADER > MOST_SECTORS * SECTOR
    if (oversize) this.#oversize.push({ name: `c.${x}.${z}.mcc`, bytes: payload })
    const stored = oversize ? 0 : payload.length
    const sectors = Math.ceil((stored + RECORD_HEADER) / SECTOR)
    const at = this.#sectors * SECTOR
    const end = at + sectors * SECTOR
    this.#reserve(end)
    this.#view.setUint32(entry, this.#sectors * 256 + sectors)
    this.#view.setUint32(SECTOR + entry, this.#timestamp)
    this.#view.setUint32(at, stored + 1)
    this.#bytes[at + 4] = oversize ? ZLIB | ELSEWHERE : ZLIB
    if (!oversize) this.#bytes.set(payload, at + RECORD_HEADER)
    this.#bytes.fill(0, at + RECORD_HEADER + stored, end)
    this.#sectors += sectors
  }

  finish(): RegionFiles {
    return { bytes: this.#bytes.subarray(0, this.#sectors * SECTOR), oversize: this.#oversize }
  }

  #reserve(end: number): void {
    if (end <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(end, this.#bytes.length * 1.5))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
