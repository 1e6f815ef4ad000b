import type { JavaProfile } from '#pipeline/formats/anvil/profile.ts'

/** What the game makes where the world has no chunks: layers from the lowest y upwards, the same everywhere. */
export interface Outside {
  /** Names without namespace. */
  biome: string
  layers: readonly { block: string; height: number }[]
}

export const VOID: Outside = { biome: 'plains', layers: [{ block: 'air', height: 1 }] }

/**
 * Open water over stone.
 * @param top y of the topmost water block
 * @param depth blocks of water
 * @throws RangeError if the water does not fit above bedrock
 */
export function openWater({ minY, height }: Pick<JavaProfile, 'minY' | 'height'>, top: number, depth: number): Outside {
  const stone = top - depth - minY
  if (depth < 1 || stone < 0 || top >= minY + height) throw new RangeError(`water ${depth} deep with its top at y ${top} does not fit`)
  const layers = [
    { block: 'bedrock', height: 1 },
    { block: 'stone', height: stone },
    { block: 'water', height: depth },
  ]
  return { biome: 'ocean', layers: layers.filter((layer) => layer.height > 0) }
}
