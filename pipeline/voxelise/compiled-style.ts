import { BlockTable, statesOf } from '#pipeline/model/block.ts'
import { TREE_SPECIES, type TreeSpecies } from '#pipeline/model/kind.ts'
import { hashText } from '#pipeline/model/hash-random.ts'
import { type BuildingType, type FacadeStyle, MATERIALS, type MaterialName, type Mix, type Style } from '#pipeline/model/style.ts'
import { patchNoise, TILE } from './noise.ts'

/** A mix as 256 states by rank of patch noise. */
export interface CompiledMix {
  ranks: Uint16Array
  noise: Uint8Array
}

export interface CompiledMaterial {
  top: CompiledMix
  under: number
  /** State by hash of the column, 1024 slots; 0 is nothing. */
  plants: Uint16Array | undefined
}

/** A block with its stairs and slab, by number; stairs by the side they face. */
export interface Shapes {
  block: number
  slab: number
  stairs: { north: number; south: number; west: number; east: number }
}

export interface CompiledFacade {
  wall: number
  trim: number
  plinth: number
  ground: number
  roof: Shapes
}

export interface CompiledBuilding {
  style: BuildingType
  facades: CompiledFacade[]
  glass: number
  floor: number
  doors: Record<'north' | 'south' | 'west' | 'east', [lower: number, upper: number]>
}

/** A style with every block as a number of one table. */
export interface CompiledStyle {
  style: Style
  table: BlockTable
  materials: CompiledMaterial[]
  buildings: Map<string, CompiledBuilding>
  bed: CompiledMix
  blocks: Record<'rock' | 'deep' | 'floor' | 'water' | 'quay' | 'deck' | 'pier' | 'chimney' | 'light' | 'labelPost' | 'planPost', number>
  trees: Record<TreeSpecies, { trunk: number; leaves: number }>
  /** The number of a state of a block that the style names. */
  id: (block: string) => number
}

export const materialIndex = (name: MaterialName): number => MATERIALS.indexOf(name)

export function compileStyle(style: Style): CompiledStyle {
  const table = new BlockTable()
  const id = (block: string) => table.id(block)
  const tiles = new Map<string, Uint8Array>()
  const noise = (purpose: string, patch: number): Uint8Array => {
    const key = `${purpose}:${patch}`
    let tile = tiles.get(key)
    if (!tile) tiles.set(key, (tile = patchNoise(hashText(purpose), patch)))
    return tile
  }
  const mix = (purpose: string, source: Mix): CompiledMix => {
    if (typeof source === 'string') return { ranks: new Uint16Array(256).fill(id(source)), noise: noise('plain', 16) }
    return { ranks: Uint16Array.from(slots(source.shares, 256, id)), noise: noise(purpose, source.patch) }
  }
  const materials = MATERIALS.map((name): CompiledMaterial => {
    const source = style.materials[name]
    return { top: mix(name, source.top), under: id(source.under), plants: source.plants ? Uint16Array.from(slots(source.plants, 1024, id)) : undefined }
  })
  const buildings = new Map(style.buildings.map((type) => [type.id, compileBuilding(type, id)]))
  const blocks = {
    ...{ rock: id(style.underground.rock), deep: id(style.underground.deep), floor: id(style.underground.floor) },
    ...{ water: id(style.water.block), quay: id(style.water.quay), deck: id(style.bridge.deck), pier: id(style.bridge.pier) },
    ...{ chimney: id(style.chimney), light: id(style.light), labelPost: id(style.labels.post), planPost: id(style.planEdge.post) },
  }
  const trees = Object.fromEntries(
    TREE_SPECIES.map((name) => [name, { trunk: id(style.trees[name].trunk), leaves: id(style.trees[name].leaves) }]),
  ) as CompiledStyle['trees']
  const bed = mix('bed', style.water.bed)
  for (const turned of [style.bridge.parapet, style.rails.rail, style.labels.street, style.labels.place]) statesOf(turned).forEach(id)
  table.freeze()
  return { style, table, materials, buildings, bed, blocks, trees, id }
}

/** Spreads shares over slots in the order given; what is left over takes the first block if the shares make up a whole, else nothing. */
function slots(shares: Readonly<Record<string, number>>, count: number, id: (block: string) => number): number[] {
  const entries = Object.entries(shares)
  const total = entries.reduce((sum, [, share]) => sum + share, 0)
  const filled = entries.flatMap(([block, share]) => Array<number>(Math.round(share * count)).fill(id(block)))
  const rest = total > 0.99 ? id(entries[0][0]) : 0
  return Array.from({ length: count }, (_, slot) => filled[slot] ?? rest)
}

function compileBuilding(type: BuildingType, id: (block: string) => number): CompiledBuilding {
  const door = (facing: string): [number, number] => [id(`${type.door}[facing=${facing},half=lower]`), id(`${type.door}[facing=${facing},half=upper]`)]
  return {
    style: type,
    facades: type.facades.map((facade) => compileFacade(facade, id)),
    glass: id(type.window.glass),
    floor: id(type.floor),
    doors: { north: door('north'), south: door('south'), west: door('west'), east: door('east') },
  }
}

function compileFacade({ wall, trim, plinth, ground, roof, roofSlab, roofStairs }: FacadeStyle, id: (block: string) => number): CompiledFacade {
  const stairs = (facing: string) => id(roofStairs ? `${roofStairs}[facing=${facing}]` : roof)
  return {
    wall: id(wall),
    trim: id(trim),
    plinth: id(plinth),
    ground: id(ground ?? wall),
    roof: {
      block: id(roof),
      slab: id(roofSlab ?? roof),
      stairs: { north: stairs('north'), south: stairs('south'), west: stairs('west'), east: stairs('east') },
    },
  }
}

/** The state a mix has at a column. */
export const pick = (mix: CompiledMix, x: number, z: number): number => mix.ranks[mix.noise[((z & (TILE - 1)) * TILE) | (x & (TILE - 1))]]
