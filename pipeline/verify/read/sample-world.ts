import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import nbt from 'prismarine-nbt'

/** Worlds for tests, written by programs that share no line with our reader or writer. */

const require = createRequire(import.meta.url)

interface McBlock {
  name: string
  minStateId: number
  maxStateId: number
  defaultState: number
  states: { name: string; type: string; num_values: number; values?: string[] }[]
}
interface PrismarineChunk {
  lastUpdate?: [number, number]
  setBlockStateId(at: { x: number; y: number; z: number }, id: number): void
  setBiome(at: { x: number; y: number; z: number }, id: number): void
  blockEntities: Record<string, unknown>
}

const valuesOf = (state: McBlock['states'][number]) => state.values ?? ['true', 'false']

/** Numbers of block states in one version of the game, and the texts they stand for. */
export function registry(version: string) {
  const data = require('minecraft-data')(version) as {
    blocksByName: Record<string, McBlock>
    blocksArray: McBlock[]
    biomesByName: Record<string, { id: number }>
  }
  const properties = (block: McBlock, id: number) => {
    let rest = id - block.minStateId
    const pairs: [string, string][] = []
    for (const state of block.states.toReversed()) {
      pairs.push([state.name, valuesOf(state)[rest % state.num_values]])
      rest = Math.floor(rest / state.num_values)
    }
    return Object.fromEntries(pairs)
  }
  const textOf = (id: number): string => {
    const block = data.blocksArray.find((candidate) => candidate.minStateId <= id && id <= candidate.maxStateId)!
    const pairs = Object.entries(properties(block, id)).map(([key, value]) => `${key}=${value}`)
    return block.name + (pairs.length > 0 ? `[${pairs.toSorted().join(',')}]` : '')
  }
  const idOf = (text: string): number => {
    const [name = '', rest] = text.replace(']', '').split('[')
    const block = data.blocksByName[name]
    const wanted = { ...properties(block, block.defaultState), ...Object.fromEntries((rest?.split(',') ?? []).map((pair) => pair.split('='))) }
    return block.states.reduce((id, state) => id * state.num_values + valuesOf(state).indexOf(wanted[state.name]), 0) + block.minStateId
  }
  const known = new Map<string, number>()
  return {
    textOf,
    biomeOf: (name: string) => data.biomesByName[name].id,
    idOf: (text: string) => {
      if (!known.has(text)) known.set(text, idOf(text))
      return known.get(text)!
    },
  }
}

/** Places blocks by text, such as `oak_slab[type=top]`, before the world is saved. */
export class SampleWorld {
  readonly version: string
  readonly blocks: ReturnType<typeof registry>
  readonly chunks = new Map<string, { x: number; z: number; column: PrismarineChunk }>()
  readonly #Column: new (options: object) => PrismarineChunk

  constructor(version = '1.21.4') {
    this.version = version
    this.blocks = registry(version)
    this.#Column = require('prismarine-chunk')(version)
  }

  column(x: number, z: number): PrismarineChunk {
    const key = `${x >> 4} ${z >> 4}`
    let chunk = this.chunks.get(key)
    if (!chunk) this.chunks.set(key, (chunk = { x: x >> 4, z: z >> 4, column: new this.#Column({ minY: -64, worldHeight: 384 }) }))
    return chunk.column
  }

  set(x: number, y: number, z: number, block: string): void {
    this.column(x, z).setBlockStateId({ x: x & 15, y, z: z & 15 }, this.blocks.idOf(block))
  }

  /** Fills a box, both ends included. */
  fill([x0, y0, z0]: [number, number, number], [x1, y1, z1]: [number, number, number], block: string): void {
    for (let x = x0; x <= x1; x++) for (let z = z0; z <= z1; z++) for (let y = y0; y <= y1; y++) this.set(x, y, z, block)
  }

  /** Adds a sign's words; `messages` as this version's files hold them. */
  sign([x, y, z]: [number, number, number], messages: string[]): void {
    const text = { messages: nbt.list(nbt.string(messages as never) as never), color: nbt.string('black'), has_glowing_text: nbt.byte(0) }
    const value = { id: nbt.string('minecraft:sign'), x: nbt.int(x), y: nbt.int(y), z: nbt.int(z), front_text: nbt.comp(text), back_text: nbt.comp(text) }
    this.column(x, z).blockEntities[`${x},${y},${z}`] = value
  }

  /** Saves as prismarine-provider-anvil does, with a level.dat of ours. */
  async save(folder: string, { layout = 'region', spawn = [0, 64, 0] }: { layout?: string; spawn?: [number, number, number] } = {}): Promise<void> {
    mkdirSync(join(folder, layout), { recursive: true })
    const { Anvil } = require('prismarine-provider-anvil')
    const anvil = new (Anvil(this.version))(join(folder, layout))
    // Else it is the time of day, and the same blocks would not give the same bytes.
    for (const { column } of this.chunks.values()) column.lastUpdate = [0, 0]
    for (const { x, z, column } of this.chunks.values()) await anvil.save(x, z, column)
    await anvil.close()
    const [x, y, z] = spawn
    const data = {
      LevelName: nbt.string('Sample'),
      DataVersion: nbt.int(4189),
      SpawnX: nbt.int(x),
      SpawnY: nbt.int(y),
      SpawnZ: nbt.int(z),
      SpawnAngle: nbt.float(90),
    }
    writeFileSync(join(folder, 'level.dat'), gzipSync(nbt.writeUncompressed(nbt.comp({ Data: nbt.comp(data) }, '') as never)))
  }
}
