import { BLOCK_ROWS } from '#pipeline/model/block-data.ts'
import { LINEAR } from './image.ts'
import { materialOf, type Texture } from './material.ts'
import { boxesOf, type Properties } from './shape.ts'

export const KIND = { nothing: 0, cube: 1, clear: 2, boxes: 3, plant: 4 } as const

export const TEXTURES: readonly Texture[] = [
  'plain',
  'stone',
  'cobble',
  'bricks',
  'ashlar',
  'tiles',
  'slabs',
  'planks',
  'bark',
  'leaves',
  'earth',
  'turf',
  'cloth',
  'glass',
  'sheet',
  'water',
  'lamp',
]

const PLANTS = new Set(BLOCK_ROWS.filter(([, family]) => family === 'plant').map(([name]) => name))
const AXES: Record<string, number> = { x: 0, y: 1, z: 2 }

/** How each block state is drawn, by state number: plain arrays for inner loops. */
export interface Looks {
  count: number
  kind: Uint8Array
  texture: Uint8Array
  opacity: Float32Array
  /** Linear light, three numbers a state, for the first and the second colour. */
  colour: Float32Array
  second: Float32Array
  /** The axis along which a block ends in its second colour. */
  axis: Uint8Array
  /** 1 for what keeps daylight out. */
  shades: Uint8Array
  /** Seven numbers a box, in blocks: lower corner, upper corner, 1 if in the second colour. */
  boxes: Float32Array
  firstBox: Uint32Array
  boxCount: Uint8Array
}

/** Splits `name[key=value,…]`. */
export function splitState(state: string): { name: string; properties: Properties } {
  const [name = '', rest] = state.replace(']', '').split('[')
  return { name, properties: Object.fromEntries(rest?.split(',').map((pair) => pair.split('=')) ?? []) }
}

/** How the states of a world look; build it again when the world has met more of them. */
export function looksOf(states: readonly string[]): Looks {
  const count = states.length
  const boxes: number[] = []
  const looks = {
    count,
    kind: new Uint8Array(count),
    texture: new Uint8Array(count),
    opacity: new Float32Array(count),
    colour: new Float32Array(count * 3),
    second: new Float32Array(count * 3),
    axis: new Uint8Array(count).fill(1),
    shades: new Uint8Array(count),
    firstBox: new Uint32Array(count),
    boxCount: new Uint8Array(count),
  }
  for (const [id, state] of states.entries()) {
    const { name, properties } = splitState(state)
    const material = materialOf(name)
    const parts = boxesOf(name, properties)
    looks.kind[id] = kindOf(name, parts !== undefined, material.opacity)
    looks.texture[id] = TEXTURES.indexOf(material.texture)
    looks.opacity[id] = material.opacity
    looks.axis[id] = AXES[properties['axis'] ?? 'y']!
    looks.shades[id] = Number(looks.kind[id] === KIND.cube || /_slab$|_stairs$/.test(name))
    looks.colour.set(
      material.colour.map((byte) => LINEAR[byte]),
      id * 3,
    )
    looks.second.set(
      material.second.map((byte) => LINEAR[byte]),
      id * 3,
    )
    looks.firstBox[id] = boxes.length / 7
    looks.boxCount[id] = parts?.length ?? 0
    for (const box of parts ?? []) boxes.push(...box.slice(0, 6).map((sixteenths) => sixteenths! / 16), box[6] ?? 0)
  }
  return { ...looks, boxes: Float32Array.from(boxes) }
}

function kindOf(name: string, parts: boolean, opacity: number): number {
  if (/^(?:cave_|void_)?air$|^light$|^barrier$|^structure_void$/.test(name)) return KIND.nothing
  if (parts) return KIND.boxes
  if (PLANTS.has(name) || /_(?:tulip|sapling|bush|orchid)$|^tall_grass$|^large_fern$|^allium$/.test(name)) return KIND.plant
  return opacity < 1 ? KIND.clear : KIND.cube
}
