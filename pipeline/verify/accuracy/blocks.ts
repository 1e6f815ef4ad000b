import type { Style } from '#pipeline/model/style.ts'

/** What a measure must know of a style: names of blocks, and how wide it makes streets. */
export interface MeasuredStyle {
  /** Blocks that stand on the ground or a roof and are not part of it: leaves, trunks, plants, signs, posts, rails, water. */
  through: readonly string[]
  /** Blocks that stand up from a roof without being rough: chimneys. */
  chimneys: readonly string[]
  /** Class of road → its width with pavements, and that of the pavements, in metres. */
  roads: Readonly<Record<string, { widthM: number; pavementM: number }>>
}

export function measuredStyle({ materials, trees, water, labels, planEdge, rails, chimney, roads }: Style): MeasuredStyle {
  const plants = Object.values(materials).flatMap((material) => Object.keys(material?.plants ?? {}))
  const wood = Object.values(trees).flatMap(({ trunk, leaves }) => [trunk, leaves])
  const texts = [...plants, ...wood, water.block, labels.street, labels.place, labels.post, planEdge.post, rails.rail]
  return { through: [...new Set(texts.map(nameOf))], chimneys: [nameOf(chimney)], roads }
}

export const nameOf = (state: string): string => state.split('[', 1)[0]

/** The height of a state's upper side over its lower, in blocks: a stair's is the mean of its two. */
export function thicknessOf(state: string): number {
  if (/_slab\[.*type=bottom/.test(state)) return 0.5
  if (/_stairs\[.*half=bottom/.test(state)) return 0.75
  return 1
}
