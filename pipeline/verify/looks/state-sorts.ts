import { type BlockState, parseBlock } from '#pipeline/model/block.ts'
import type { Family } from '#pipeline/model/block-data.ts'

/** What a block is to the checks. */
export const SORT = { air: 0, solid: 1, log: 2, loose: 3, plant: 4, leaf: 5, water: 6 } as const

/** Families one looks past from above: they are no surface. */
const SMALL: ReadonlySet<Family> = new Set(['air', 'plant', 'sign', 'wall_sign', 'rail', 'lantern', 'pane', 'fence', 'wall', 'door'])
const PASSABLE: ReadonlySet<Family> = new Set(['air', 'plant', 'rail', 'sign', 'wall_sign', 'door'])
const STATES = 65_536

/** Facts of a world's states by their numbers. States become known while chunks are read, so it is brought up to date for each region. */
export class StateSorts {
  /** One of SORT. */
  readonly sort = new Uint8Array(STATES).fill(SORT.solid)
  /** 1 for what one looks past: at the ground from above, at roofs (no leaves either), at streets (no trunks either). */
  readonly small = new Uint8Array(STATES)
  readonly pastRoof = new Uint8Array(STATES)
  readonly pastStreet = new Uint8Array(STATES)
  readonly passable = new Uint8Array(STATES)
  readonly glass = new Uint8Array(STATES)
  readonly doorFoot = new Uint8Array(STATES)
  /** 1 for a lower slab, which ends half a block up. */
  readonly half = new Uint8Array(STATES)
  /** The number of a state's name without its properties, in `names`. */
  readonly name = new Uint16Array(STATES)
  readonly names: string[] = []
  #known = 0

  update(states: readonly string[]): void {
    for (; this.#known < states.length; this.#known++) this.#add(this.#known, states[this.#known])
  }

  #add(id: number, text: string): void {
    const { name, family, properties } = familiar(text)
    this.sort[id] = sortOf(name, family)
    const isSmall = SMALL.has(family)
    this.small[id] = Number(isSmall)
    this.pastRoof[id] = Number(isSmall || family === 'leaves')
    this.pastStreet[id] = Number(isSmall || family === 'leaves' || this.sort[id] === SORT.log)
    this.passable[id] = Number(PASSABLE.has(family))
    this.glass[id] = Number(family === 'glass' || (family === 'pane' && name.includes('glass')))
    this.doorFoot[id] = Number(family === 'door' && properties['half'] === 'lower')
    this.half[id] = Number(family === 'slab' && properties['type'] === 'bottom')
    if (!this.names.includes(name)) this.names.push(name)
    this.name[id] = this.names.indexOf(name)
  }
}

function sortOf(name: string, family: Family): number {
  if (family === 'air') return SORT.air
  if (family === 'fluid') return SORT.water
  if (family === 'leaves') return SORT.leaf
  if (family === 'falling') return SORT.loose
  if (family === 'plant' || family === 'rail') return SORT.plant
  return /_(log|wood)$/.test(name) ? SORT.log : SORT.solid
}

/** A state that worlds of ours never hold counts as a plain cube. */
function familiar(text: string): Pick<BlockState, 'name' | 'family' | 'properties'> {
  try {
    return parseBlock(text)
  } catch {
    return { name: text.split('[')[0], family: 'cube', properties: {} }
  }
}
