import { bool, compound, int, list, string, type CompoundTag } from '#pipeline/formats/nbt-write/tag.ts'
import type { Outside } from './outside.ts'

/** What the game makes in each dimension. All three are there: a client complains where one is missing. */
export function dimensions({ biome, layers }: Outside): CompoundTag {
  const flat = compound({
    biome: string(`minecraft:${biome}`),
    features: bool(false),
    lakes: bool(false),
    structure_overrides: list([]),
    layers: list(layers.map(({ block, height }) => compound({ block: string(`minecraft:${block}`), height: int(height) }))),
  })
  const dimension = (type: string, generator: CompoundTag) => compound({ type: string(type), generator })
  const noise = (settings: string, source: CompoundTag) => compound({ type: string('minecraft:noise'), settings: string(settings), biome_source: source })
  const netherBiomes = compound({ type: string('minecraft:multi_noise'), preset: string('minecraft:nether') })
  return compound({
    'minecraft:overworld': dimension('minecraft:overworld', compound({ type: string('minecraft:flat'), settings: flat })),
    'minecraft:the_nether': dimension('minecraft:the_nether', noise('minecraft:nether', netherBiomes)),
    'minecraft:the_end': dimension('minecraft:the_end', noise('minecraft:end', compound({ type: string('minecraft:the_end') }))),
  })
}
