import { BLOCK_ROWS, FAMILIES, type Family } from './block-data.ts'

/** One block state, with every property its block has, in alphabetical order. */
export interface BlockState {
  /** Without namespace: all blocks are the game's own. */
  name: string
  properties: Readonly<Record<string, string>>
  family: Family
  /** Base id in Minecraft's map palette. */
  mapColour: number
}

const ROWS = new Map(BLOCK_ROWS.map((row) => [row[0], row]))

/** True if worlds may use a block of this name. */
export const isBlock = (name: string): boolean => ROWS.has(name)

/**
 * Reads `oak_log` or `oak_log[axis=x]`; properties left out get their block's default.
 * @throws RangeError naming the block, the property or the value that does not exist.
 */
export function parseBlock(text: string): BlockState {
  const match = /^([a-z_]+)(?:\[([a-z_=0-9,]*)\])?$/.exec(text)
  const row = ROWS.get(match?.[1] ?? '')
  if (!match || !row) throw new RangeError(`unknown block "${text}"`)
  const [name, family, mapColour] = row
  const allowed: Record<string, readonly string[]> = FAMILIES[family]
  const properties: Record<string, string> = {}
  for (const [key, values] of Object.entries(allowed)) properties[key] = values[0]!
  for (const pair of match[2] ? match[2].split(',') : []) {
    const [key = '', value = ''] = pair.split('=')
    if (!allowed[key]?.includes(value)) throw new RangeError(`block "${name}" has no ${key}=${value}`)
    properties[key] = value
  }
  return { name, properties, family, mapColour }
}

/** Writes a state as `name[key=value,…]`, in full; the inverse of parseBlock. */
export function formatBlock({ name, properties }: BlockState): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${value}`)
  return pairs.length > 0 ? `${name}[${pairs.join(',')}]` : name
}

/** Every dry state of a block, as text. */
export function statesOf(name: string): string[] {
  const { family } = parseBlock(name)
  const properties = Object.entries(FAMILIES[family]).filter(([key]) => key !== 'waterlogged')
  const combined = properties.reduce<string[]>(
    (texts, [key, values]) => texts.flatMap((text) => (values as readonly string[]).map((value) => `${text}${text && ','}${key}=${value}`)),
    [''],
  )
  return combined.map((text) => (text ? `${name}[${text}]` : name))
}

/** Block states as small whole numbers; 0 is air. Numbers live in memory only and are never written. */
export class BlockTable {
  readonly states: BlockState[] = []
  readonly #ids = new Map<string, number>()
  #frozen = false

  constructor() {
    this.id('air')
  }

  /** From now on no number is given to a state that has none. */
  freeze(): void {
    this.#frozen = true
  }

  /**
   * The number of a state, given on first use. Not for inner loops.
   * @throws RangeError for an unknown block, or one that the frozen table lacks
   */
  id(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const state = parseBlock(text)
    const full = formatBlock(state)
    let id = this.#ids.get(full)
    if (id === undefined) {
      if (this.#frozen) throw new RangeError(`the frozen block table has no ${full}`)
      id = this.states.length
      this.states.push(state)
      this.#ids.set(full, id)
    }
    this.#ids.set(text, id)
    return id
  }
}

const PASSABLE: ReadonlySet<Family> = new Set(['air', 'plant', 'rail', 'sign', 'wall_sign'])

/** Which heightmaps a state counts in. */
export function heightmapClass(state: BlockState): { surface: boolean; motion: boolean; leaves: boolean; fluid: boolean } {
  const fluid = state.family === 'fluid' || state.properties['waterlogged'] === 'true'
  return { surface: state.family !== 'air', motion: !PASSABLE.has(state.family) && state.family !== 'fluid', leaves: state.family === 'leaves', fluid }
}
