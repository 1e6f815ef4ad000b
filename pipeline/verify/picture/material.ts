import { BLOCK_ROWS } from '#pipeline/model/block-data.ts'
import type { Rgb } from './image.ts'
import { MAP_PALETTE } from './map-palette.ts'

/** How a surface is drawn close by; see texture.ts. */
export type Texture =
  | 'plain'
  | 'stone'
  | 'cobble'
  | 'bricks'
  | 'ashlar'
  | 'tiles'
  | 'slabs'
  | 'planks'
  | 'bark'
  | 'leaves'
  | 'earth'
  | 'turf'
  | 'cloth'
  | 'glass'
  | 'sheet'
  | 'water'
  | 'lamp'

/** What a block is made of: the colour of its sides, of its top (or its ends, or its second part), and how much it lets through. */
export interface Material {
  colour: Rgb
  second: Rgb
  texture: Texture
  /** 1 hides what is behind. */
  opacity: number
}

type Row = [colour: string, texture: Texture, second?: string | undefined, opacity?: number]

/** Our own colours, chosen by eye for daylight; texture; colour of the top, the ends or the second part. */
const ROWS: Record<string, Row> = {
  stone: ['7f7f7f', 'stone'],
  cobblestone: ['7c7c7b', 'cobble'],
  mossy_cobblestone: ['6f7963', 'cobble'],
  stone_bricks: ['7d7c7a', 'ashlar'],
  chiseled_stone_bricks: ['777674', 'slabs'],
  smooth_stone: ['a0a09f', 'slabs'],
  andesite: ['898a8a', 'stone'],
  polished_andesite: ['868988', 'slabs'],
  granite: ['99695a', 'stone'],
  polished_granite: ['9c6c5b', 'slabs'],
  diorite: ['bfbebe', 'stone'],
  polished_diorite: ['c4c4c6', 'slabs'],
  tuff: ['6c6e67', 'stone'],
  calcite: ['dfe0dc', 'stone'],
  bedrock: ['505050', 'cobble'],
  deepslate: ['515154', 'stone', '58585b'],
  deepslate_bricks: ['484849', 'ashlar'],
  deepslate_tiles: ['38383a', 'tiles'],
  polished_deepslate: ['4a4a4b', 'slabs'],
  polished_blackstone: ['37323b', 'slabs'],
  polished_blackstone_bricks: ['322d35', 'ashlar'],
  nether_bricks: ['31191e', 'bricks'],
  bricks: ['9a5d4c', 'bricks'],
  mud_bricks: ['8b6a51', 'bricks'],
  sandstone: ['d8cb9a', 'slabs', 'ddd2a5'],
  smooth_sandstone: ['dfd5a8', 'plain'],
  red_sandstone: ['b6642a', 'slabs'],
  smooth_red_sandstone: ['b7652b', 'plain'],
  quartz_block: ['ebe6df', 'slabs'],
  smooth_quartz: ['ede8e1', 'plain'],
  iron_block: ['dcdcdb', 'sheet'],
  iron: ['c9c9c8', 'sheet'],
  cut_copper: ['be6c51', 'tiles'],
  oxidized_cut_copper: ['549a82', 'tiles'],
  terracotta: ['9a6147', 'plain'],
  dirt: ['85603f', 'earth'],
  coarse_dirt: ['775639', 'earth'],
  rooted_dirt: ['8c684b', 'earth'],
  mud: ['3d3a3e', 'earth'],
  clay: ['a1a6b2', 'plain'],
  sand: ['dccfa2', 'earth'],
  gravel: ['858080', 'cobble'],
  grass_block: ['85603f', 'turf', '6f9a45'],
  podzol: ['85603f', 'turf', '6b4a24'],
  dirt_path: ['85603f', 'turf', '96804a'],
  moss_block: ['5a6f2c', 'earth'],
  snow_block: ['f3f7f8', 'plain'],
  snow: ['f3f7f8', 'plain'],
  hay_block: ['a98a1e', 'bark', 'a68c2a'],
  bookshelf: ['7a5f3a', 'bricks', 'a3834f'],
  sea_lantern: ['d2e4dd', 'lamp'],
  lantern: ['d79a4c', 'lamp', '4a4d55'],
  glass: ['c9dfe4', 'glass', undefined, 0.26],
  iron_bars: ['85888a', 'plain'],
  rail: ['8d8b88', 'plain', '6a4d2f'],
  water: ['2d4f6b', 'water'],
  short_grass: ['6c9a42', 'leaves'],
  fern: ['56853b', 'leaves'],
  dandelion: ['5f8f3c', 'leaves', 'f3cf2f'],
  poppy: ['5f8f3c', 'leaves', 'c93226'],
  oxeye_daisy: ['5f8f3c', 'leaves', 'eef0ea'],
  cornflower: ['5f8f3c', 'leaves', '4a6fd6'],
  oak_planks: ['a4844f', 'planks'],
  spruce_planks: ['735632', 'planks'],
  birch_planks: ['c2b07a', 'planks'],
  dark_oak_planks: ['46301a', 'planks'],
  cherry_planks: ['e0b1ab', 'planks'],
  oak_log: ['6e5735', 'bark', '9a7d4b'],
  spruce_log: ['3f2a16', 'bark', '6b502f'],
  birch_log: ['d7d6d0', 'bark', 'bfae7c'],
  dark_oak_log: ['40301e', 'bark', '452f19'],
  cherry_log: ['3a252e', 'bark', 'ba8f86'],
  oak_leaves: ['4c7a2b', 'leaves'],
  birch_leaves: ['6b8d47', 'leaves'],
  spruce_leaves: ['3d5f3d', 'leaves'],
  dark_oak_leaves: ['42702a', 'leaves'],
  azalea_leaves: ['5a7430', 'leaves'],
  cherry_leaves: ['e6aecb', 'leaves'],
}

/** Dye, concrete, wool; glass takes the wool's. */
const DYES: Record<string, [concrete: string, wool: string]> = {
  white: ['d2d7d8', 'e9ecec'],
  orange: ['de640b', 'ee7718'],
  magenta: ['a9359f', 'bc46b2'],
  light_blue: ['2a8bc6', '3daed8'],
  yellow: ['efb01b', 'f6c62b'],
  lime: ['61a81c', '71b81d'],
  pink: ['d56a91', 'eb8fad'],
  gray: ['3b3e42', '40464a'],
  light_gray: ['80807a', '8f8f87'],
  cyan: ['1a7987', '198a92'],
  purple: ['66269b', '7a2eab'],
  blue: ['2f3290', '363b9d'],
  brown: ['623f23', '73492a'],
  green: ['4b5d27', '566e1e'],
  red: ['922524', 'a22a25'],
  black: ['0d0f14', '16171b'],
}
for (const [dye, [concrete, wool]] of Object.entries(DYES)) {
  ROWS[`${dye}_concrete`] = [concrete, 'plain']
  ROWS[`${dye}_wool`] = [wool, 'cloth']
  ROWS[`${dye}_stained_glass`] = [wool, 'glass', undefined, 0.5]
}

const MAP_COLOURS = new Map(BLOCK_ROWS.map(([name, , mapColour]) => [name, mapColour]))

const hex = (text: string): Rgb => [0, 2, 4].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as unknown as Rgb

/** Parts of names that say a shape and not a material. */
const SHAPES = /_(?:stairs|slab|pane|wall_hanging_sign|hanging_sign|wall_sign|sign|fence_gate|fence|wall|trapdoor|door|pressure_plate|button|carpet)$/

function rowOf(name: string): Row | undefined {
  const stem = name.replace(SHAPES, '')
  const log = stem.replace(/^stripped_(.*)_(?:log|wood)$/, '$1_planks').replace(/_wood$/, '_log')
  return [name, stem, log, `${stem}s`, `${stem}_block`, `${stem}_planks`, `${stem}_wool`].map((candidate) => ROWS[candidate]).find((row) => row)
}

/** What a block of this name is made of: our colour, else its map colour, else a plain grey. */
export function materialOf(name: string): Material {
  const row = rowOf(name)
  if (row) {
    const [colour, texture, second = colour, opacity = 1] = row
    // Wood without ends has bark all round.
    return { colour: hex(colour), second: hex(name.endsWith('_wood') ? colour : second), texture, opacity }
  }
  const colour = MAP_PALETTE[MAP_COLOURS.get(name) ?? 0]
  const known = colour === MAP_PALETTE[0] ? hex('8a8a8a') : colour
  return { colour: known, second: known, texture: 'plain', opacity: 1 }
}

/** A block's base id in Minecraft's map palette; blocks outside the model count as stone, air as nothing. */
export const mapColourOf = (name: string): number => (/^(?:cave_|void_)?air$|^light$|^barrier$/.test(name) ? 0 : (MAP_COLOURS.get(name) ?? 11))
