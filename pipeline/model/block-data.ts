/**
 * Every block a world may use: those that exist under one name in Java 1.20.4 and later, and in Bedrock 1.21.60.
 * Rows: name, family, map colour (base id of Minecraft's map palette, `facts` of the game). A test holds the rows against minecraft-data.
 */

/** Properties of a family, each with its values; the first value is the default. */
export const FAMILIES = {
  cube: {},
  falling: {},
  glass: {},
  pillar: { axis: ['y', 'x', 'z'] },
  grass: { snowy: ['false', 'true'] },
  slab: { type: ['bottom', 'top', 'double'], waterlogged: ['false', 'true'] },
  stairs: {
    facing: ['north', 'south', 'west', 'east'],
    half: ['bottom', 'top'],
    shape: ['straight', 'inner_left', 'inner_right', 'outer_left', 'outer_right'],
    waterlogged: ['false', 'true'],
  },
  pane: { east: ['false', 'true'], north: ['false', 'true'], south: ['false', 'true'], waterlogged: ['false', 'true'], west: ['false', 'true'] },
  fence: { east: ['false', 'true'], north: ['false', 'true'], south: ['false', 'true'], waterlogged: ['false', 'true'], west: ['false', 'true'] },
  wall: {
    east: ['none', 'low', 'tall'],
    north: ['none', 'low', 'tall'],
    south: ['none', 'low', 'tall'],
    up: ['true', 'false'],
    waterlogged: ['false', 'true'],
    west: ['none', 'low', 'tall'],
  },
  leaves: { distance: ['7', '1', '2', '3', '4', '5', '6'], persistent: ['true', 'false'], waterlogged: ['false', 'true'] },
  door: { facing: ['north', 'south', 'west', 'east'], half: ['lower', 'upper'], hinge: ['left', 'right'], open: ['false', 'true'], powered: ['false', 'true'] },
  sign: { rotation: Array.from({ length: 16 }, (_, i) => String(i)), waterlogged: ['false', 'true'] },
  wall_sign: { facing: ['north', 'south', 'west', 'east'], waterlogged: ['false', 'true'] },
  lantern: { hanging: ['false', 'true'], waterlogged: ['false', 'true'] },
  rail: { shape: ['north_south', 'east_west', 'ascending_east', 'ascending_west', 'ascending_north', 'ascending_south', 'south_east', 'south_west', 'north_west', 'north_east'], waterlogged: ['false', 'true'] },
  fluid: { level: ['0'] },
  plant: {},
  air: {},
} as const satisfies Record<string, Record<string, readonly string[]>>

export type Family = keyof typeof FAMILIES

const DYES: [string, number, number][] = [
  // dye, map colour of concrete and wool, map colour of terracotta
  ['white', 8, 36], ['orange', 15, 37], ['magenta', 16, 38], ['light_blue', 17, 39], ['yellow', 18, 40], ['lime', 19, 41],
  ['pink', 20, 42], ['gray', 21, 43], ['light_gray', 22, 44], ['cyan', 23, 45], ['purple', 24, 46], ['blue', 25, 47],
  ['brown', 26, 48], ['green', 27, 49], ['red', 28, 50], ['black', 29, 51],
]
const dyed = (suffix: string, family: Family, colour: 1 | 2): [string, Family, number][] => DYES.map((dye) => [`${dye[0]}_${suffix}`, family, dye[colour]])

const WOODS: [string, number, number][] = [
  // wood, map colour of planks, of bark
  ['oak', 13, 34], ['spruce', 34, 26], ['birch', 2, 14], ['dark_oak', 26, 26], ['cherry', 36, 43],
]
const wooden = WOODS.flatMap(([wood, planks, bark]): [string, Family, number][] => [
  [`${wood}_planks`, 'cube', planks], [`${wood}_slab`, 'slab', planks], [`${wood}_stairs`, 'stairs', planks],
  [`${wood}_fence`, 'fence', planks], [`${wood}_door`, 'door', planks], [`${wood}_sign`, 'sign', planks], [`${wood}_wall_sign`, 'wall_sign', planks],
  [`${wood}_log`, 'pillar', bark], [`${wood}_wood`, 'pillar', bark], [`stripped_${wood}_log`, 'pillar', planks], [`stripped_${wood}_wood`, 'pillar', planks],
  [`${wood}_leaves`, 'leaves', wood === 'cherry' ? 20 : 7],
])

/** Stones that come as a block with stairs and a slab; the block's name, then the stem of the other two. */
const STONES: [string, string, number][] = [
  ['stone', 'stone', 11], ['cobblestone', 'cobblestone', 11], ['mossy_cobblestone', 'mossy_cobblestone', 11], ['stone_bricks', 'stone_brick', 11],
  ['andesite', 'andesite', 11], ['polished_andesite', 'polished_andesite', 11], ['granite', 'granite', 10], ['polished_granite', 'polished_granite', 10],
  ['diorite', 'diorite', 14], ['polished_diorite', 'polished_diorite', 14], ['bricks', 'brick', 28], ['sandstone', 'sandstone', 2], ['smooth_sandstone', 'smooth_sandstone', 2],
  ['red_sandstone', 'red_sandstone', 15], ['smooth_red_sandstone', 'smooth_red_sandstone', 15], ['smooth_quartz', 'smooth_quartz', 14], ['quartz_block', 'quartz', 14],
  ['cut_copper', 'cut_copper', 15], ['oxidized_cut_copper', 'oxidized_cut_copper', 56], ['deepslate_bricks', 'deepslate_brick', 59], ['deepslate_tiles', 'deepslate_tile', 59],
  ['polished_deepslate', 'polished_deepslate', 59], ['nether_bricks', 'nether_brick', 35], ['mud_bricks', 'mud_brick', 44], ['polished_blackstone', 'polished_blackstone', 29],
  ['polished_blackstone_bricks', 'polished_blackstone_brick', 29],
]
const stony = STONES.flatMap(([block, stem, colour]): [string, Family, number][] => [[block, 'cube', colour], [`${stem}_stairs`, 'stairs', colour], [`${stem}_slab`, 'slab', colour]])

export const BLOCK_ROWS: readonly [name: string, family: Family, mapColour: number][] = [
  ['air', 'air', 0],
  ['water', 'fluid', 12],
  ['bedrock', 'cube', 11], ['deepslate', 'pillar', 59], ['dirt', 'cube', 10], ['coarse_dirt', 'cube', 10], ['rooted_dirt', 'cube', 10], ['mud', 'cube', 45],
  ['grass_block', 'grass', 1], ['podzol', 'grass', 34], ['dirt_path', 'cube', 10], ['moss_block', 'cube', 27], ['clay', 'cube', 9], ['farmland', 'cube', 10],
  ['sand', 'falling', 2], ['gravel', 'falling', 11],
  ['smooth_stone', 'cube', 11], ['smooth_stone_slab', 'slab', 11], ['tuff', 'cube', 43], ['calcite', 'cube', 36], ['hay_block', 'pillar', 18],
  ['chiseled_stone_bricks', 'cube', 11], ['terracotta', 'cube', 15], ['iron_block', 'cube', 6], ['bookshelf', 'cube', 13], ['snow_block', 'cube', 8],
  ['andesite_wall', 'wall', 11], ['stone_brick_wall', 'wall', 11], ['granite_wall', 'wall', 10], ['cobblestone_wall', 'wall', 11], ['brick_wall', 'wall', 28],
  ['iron_bars', 'pane', 0], ['glass_pane', 'pane', 0], ['glass', 'glass', 0],
  ['sea_lantern', 'cube', 14], ['lantern', 'lantern', 6], ['iron_door', 'door', 6],
  ['azalea_leaves', 'leaves', 7],
  ['rail', 'rail', 0],
  ['short_grass', 'plant', 7], ['fern', 'plant', 7], ['dandelion', 'plant', 7], ['poppy', 'plant', 7], ['oxeye_daisy', 'plant', 7], ['cornflower', 'plant', 7],
  ...stony,
  ...wooden,
  ...dyed('concrete', 'cube', 1),
  ...dyed('wool', 'cube', 1),
  ...dyed('terracotta', 'cube', 2),
  ...dyed('stained_glass', 'glass', 1),
  ...dyed('stained_glass_pane', 'pane', 1),
]
