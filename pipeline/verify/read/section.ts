import { Malformed } from './damage.ts'
import { Interned } from './intern.ts'
import { type NbtCompound, NbtCursor, TAG } from './nbt.ts'
import { bitsFor, unpackPalette } from './unpack.ts'

/** 16 × 16 × 16 blocks and 4 × 4 × 4 biomes, as numbers into the world's names: an array, or one number for all. */
export interface Section {
  /** Index y·256 + z·16 + x. */
  blocks: Uint16Array | number
  /** Index y·16 + z·4 + x, each four blocks wide. */
  biomes: Uint16Array | number
}

/** Names met so far in a world. State 0 is air. */
export interface WorldNames {
  states: Interned
  biomes: Interned
}

export const newNames = (): WorldNames => ({ states: new Interned(65_535, ['air']), biomes: new Interned(65_535, ['']) })

/** Reads one section's compound; without blocks it is nothing (the game writes light around the world so). @throws Malformed */
export function readSection(cursor: NbtCursor, names: WorldNames): { y: number; section?: Section } {
  let y: number | undefined
  let blocks: Section['blocks'] | undefined
  let biomes: Section['biomes'] = 0
  for (let type = cursor.tag(); type !== TAG.end; type = cursor.tag()) {
    const name = cursor.string()
    if (name === 'Y' && (type === TAG.byte || type === TAG.int)) y = cursor.value(type) as number
    else if (name === 'block_states' && type === TAG.compound)
      blocks = readPaletted(cursor, { size: 4096, leastBits: 4, entry: (at) => stateId(at, names.states) })
    else if (name === 'biomes' && type === TAG.compound) biomes = readPaletted(cursor, { size: 64, leastBits: 1, entry: (at) => biomeId(at, names.biomes) })
    else cursor.skip(type)
  }
  if (y === undefined) throw new Malformed('has a section without Y')
  return blocks === undefined ? { y } : { y, section: { blocks, biomes } }
}

interface Paletted {
  size: number
  leastBits: number
  entry: (cursor: NbtCursor) => number
}

function readPaletted(cursor: NbtCursor, { size, leastBits, entry }: Paletted): Uint16Array | number {
  const palette: number[] = []
  let data: { at: number; longs: number } | undefined
  for (let type = cursor.tag(); type !== TAG.end; type = cursor.tag()) {
    const name = cursor.string()
    if (name === 'palette' && type === TAG.list) {
      const list = cursor.list()
      if (list.length > size) throw new Malformed(`a palette of ${list.length} for ${size} places`)
      for (let i = 0; i < list.length; i++) palette.push(entry(cursor))
    } else if (name === 'data' && type === TAG.longs) {
      const longs = cursor.length(8)
      data = { at: cursor.take(longs * 8), longs }
    } else cursor.skip(type)
  }
  if (palette.length === 0) throw new Malformed('has a section with an empty palette')
  if (palette.length === 1) return palette[0]
  if (!data) throw new Malformed(`a palette of ${palette.length} without data`)
  return unpackPalette(cursor.view, { ...data, bits: bitsFor(palette.length, leastBits) }, palette, size)
}

function stateId(cursor: NbtCursor, states: Interned): number {
  const from = cursor.at
  cursor.skip(TAG.compound)
  return states.id(cursor.bytes, from, cursor.at, () => {
    const { Name, Properties = {} } = new NbtCursor(cursor.bytes.subarray(from)).value(TAG.compound) as NbtCompound
    if (typeof Name !== 'string') throw new Malformed('a palette entry has no Name')
    const pairs = Object.entries(Properties as NbtCompound).map(([key, value]) => {
      if (typeof value !== 'string') throw new Malformed(`${Name} has a property ${key} that is no text`)
      return `${key}=${value}`
    })
    return Name.replace(/^minecraft:/, '') + (pairs.length > 0 ? `[${pairs.toSorted().join(',')}]` : '')
  })
}

function biomeId(cursor: NbtCursor, biomes: Interned): number {
  const from = cursor.at
  cursor.skip(TAG.string)
  return biomes.id(cursor.bytes, from, cursor.at, () => new NbtCursor(cursor.bytes.subarray(from)).string().replace(/^minecraft:/, ''))
}
