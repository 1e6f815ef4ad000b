import { compound, list, longArray, string, type Tag } from '../nbt-write/tag.ts'
import { writeEntry } from '../nbt-write/write.ts'
import { bitsFor, longsFor, packLongs } from './pack-longs.ts'

/** A section's biomes: 4 × 4 × 4 cells, alike at all heights. */
export class BiomeCells {
  readonly #names: readonly string[]
  readonly #last = new Uint8Array(16)
  #lastBytes: Uint8Array = new Uint8Array(0)

  constructor(names: readonly string[]) {
    this.#names = names
  }

  /**
   * The entry `biomes` of a section; neighbouring chunks mostly share it, so the last is kept.
   * @param cells 16 indices of names at z4·4 + x4
   * @throws RangeError for an index without a name
   */
  encode(cells: Uint8Array): Uint8Array {
    if (this.#lastBytes.length > 0 && cells.every((cell, i) => cell === this.#last[i])) return this.#lastBytes
    this.#last.set(cells)
    this.#lastBytes = this.#encode(cells)
    return this.#lastBytes
  }

  #encode(cells: Uint8Array): Uint8Array {
    const palette = [...new Set(cells)]
    const names = palette.map((index) => {
      const name = this.#names[index]
      if (name === undefined) throw new RangeError(`biome ${index} is not among the encoder's ${this.#names.length}`)
      return string(`minecraft:${name}`)
    })
    const entries: Record<string, Tag> = { palette: list(names) }
    if (palette.length > 1) {
      const bits = bitsFor(palette.length, 1)
      const values = Array.from({ length: 64 }, (_, i) => palette.indexOf(cells[i & 15]))
      const view = new DataView(new ArrayBuffer(longsFor(64, bits) * 8))
      packLongs(view, 0, { values, bits })
      entries['data'] = longArray(BigInt64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getBigInt64(i * 8)))
    }
    return writeEntry('biomes', compound(entries))
  }
}
