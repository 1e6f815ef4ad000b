import { Malformed } from './damage.ts'
import { type NbtCompound, NbtCursor, TAG } from './nbt.ts'
import { readSection, type Section, type WorldNames } from './section.ts'
import { type SignText, signText } from './sign.ts'
import { longsFor, unpackLongs } from './unpack.ts'

export interface ReadBlockEntity {
  id: string
  x: number
  y: number
  z: number
  sign?: SignText
  nbt: NbtCompound
}

/** A chunk as it stands in the file. Positions are absolute. */
export interface ReadChunk {
  x: number
  z: number
  dataVersion: number
  status: string
  lightOn: boolean
  /** The lowest section's number; `sections[i]` begins at y = 16·(minSection + i). */
  minSection: number
  /** From the lowest to the highest written; a gap is air with no biome. */
  sections: Section[]
  blockEntities: ReadBlockEntity[]
  /** By name: the y of the top block of each column, index z·16 + x; one below the world where there is none. */
  heightmaps: Record<string, Int16Array>
}

interface Draft {
  dataVersion: number
  x?: number
  z?: number
  minSection?: number
  status: string
  lightOn: boolean
  sections: Map<number, Section>
  entities: NbtCompound[]
  heightmaps: Record<string, Uint16Array>
}

/** Reads a chunk of 1.18 or later. @throws Malformed */
export function readChunk(bytes: Uint8Array, names: WorldNames): ReadChunk {
  const cursor = new NbtCursor(bytes)
  const draft: Draft = { dataVersion: 0, status: '', lightOn: false, sections: new Map(), entities: [], heightmaps: {} }
  cursor.root()
  for (let type = cursor.tag(); type !== TAG.end; type = cursor.tag()) readField(cursor, cursor.string(), type, { draft, names })
  if (draft.x === undefined || draft.z === undefined) throw new Malformed('does not say where it is (xPos, zPos)')
  const { x, z, dataVersion, status, lightOn } = draft
  const written = [...draft.sections.keys()]
  const minSection = Math.min(draft.minSection ?? Infinity, ...written)
  const height = written.length === 0 ? 0 : Math.max(...written) - minSection + 1
  if (height > 256) throw new Malformed(`its sections span ${height * 16} blocks`)
  const sections = Array.from({ length: height }, (_, i) => draft.sections.get(minSection + i) ?? { blocks: 0, biomes: 0 })
  const lowest = (draft.minSection ?? minSection) * 16
  const heightmaps = Object.fromEntries(Object.entries(draft.heightmaps).map(([name, tops]) => [name, raised(tops, lowest - 1)]))
  const blockEntities = draft.entities.map((nbt) => readEntity(nbt, dataVersion))
  return { x, z, dataVersion, status, lightOn, minSection: Number.isFinite(minSection) ? minSection : 0, sections, blockEntities, heightmaps }
}

/** A plain loop: a mapped copy takes as long as all the rest of a chunk. */
function raised(tops: Uint16Array, by: number): Int16Array {
  const ys = new Int16Array(tops.length)
  for (let i = 0; i < tops.length; i++) ys[i] = tops[i] + by
  return ys
}

function readField(cursor: NbtCursor, name: string, type: number, { draft, names }: { draft: Draft; names: WorldNames }): void {
  if (type === TAG.int && name === 'DataVersion') draft.dataVersion = cursor.int()
  else if (type === TAG.int && name === 'xPos') draft.x = cursor.int()
  else if (type === TAG.int && name === 'zPos') draft.z = cursor.int()
  else if (type === TAG.int && name === 'yPos') draft.minSection = cursor.int()
  else if (type === TAG.string && name === 'Status') draft.status = cursor.string().replace(/^minecraft:/, '')
  else if (type === TAG.byte && name === 'isLightOn') draft.lightOn = cursor.value(type) === 1
  else if (type === TAG.compound && name === 'Heightmaps') readHeightmaps(cursor, draft.heightmaps)
  else if (type === TAG.compound && name === 'Level') throw new Malformed('is older than Minecraft 1.18')
  else if (type === TAG.list && name === 'sections') {
    const list = cursor.list()
    for (let i = 0; i < list.length; i++) {
      const { y, section } = readSection(cursor, names)
      if (draft.sections.has(y)) throw new Malformed(`has section ${y} twice`)
      if (section) draft.sections.set(y, section)
    }
  } else if (type === TAG.list && name === 'block_entities') {
    const list = cursor.list()
    for (let i = 0; i < list.length; i++) draft.entities.push(cursor.value(list.type) as NbtCompound)
  } else cursor.skip(type)
}

function readHeightmaps(cursor: NbtCursor, heightmaps: Record<string, Uint16Array>): void {
  for (let type = cursor.tag(); type !== TAG.end; type = cursor.tag()) {
    const name = cursor.string()
    if (type !== TAG.longs) throw new Malformed(`heightmap ${name} is no array of longs`)
    const longs = cursor.length(8)
    const at = cursor.take(longs * 8)
    // Its bits follow the world's height, which only the longs' number tells; 12 bits (4064 blocks) rather than 11.
    let bits = 16
    while (bits > 1 && longsFor(256, bits) !== longs) bits--
    if (longsFor(256, bits) !== longs) throw new Malformed(`heightmap ${name} has ${longs} longs`)
    unpackLongs(cursor.view, at, bits, (heightmaps[name] = new Uint16Array(256)))
  }
}

function readEntity(nbt: NbtCompound, dataVersion: number): ReadBlockEntity {
  const { id, x, y, z } = nbt
  if (typeof id !== 'string' || typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number')
    throw new Malformed('has a block entity without id, x, y and z')
  const sign = signText(nbt, dataVersion)
  return { id: id.replace(/^minecraft:/, ''), x, y, z, nbt, ...(sign && { sign }) }
}
