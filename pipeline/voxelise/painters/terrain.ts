import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import type { Shard } from '#pipeline/model/shard.ts'
import { type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { SIDE, type Surface } from '../surface.ts'

/** Classes that steepness turns into bare rock; what people have laid stays. */
const NATURAL = new Set(['conifer', 'broadleaf', 'grass', 'meadow', 'soil', 'rock'])

/** The ground at its height, with what covers it. */
export function paintTerrain(surface: Surface, { ground, groundClass }: Shard, { style }: CompiledStyle): void {
  const materials = GROUND_CLASSES.map(materialIndex)
  const isNatural = GROUND_CLASSES.map((name) => NATURAL.has(name))
  const unknown = GROUND_CLASSES.indexOf(style.unknownGround)
  const dry = (index: number) => (GROUND_CLASSES[index] === 'water' || GROUND_CLASSES[index] === 'building' ? unknown : index)
  const rock = materialIndex(style.steepRock.material)
  for (let i = 0; i < ground.length; i++) {
    const face = ground[i]
    if (Number.isNaN(face)) continue
    surface.face[i] = Math.round(face)
    const index = groundClass[i] === 0 ? unknown : dry(groundClass[i] - 1)
    surface.material[i] = isNatural[index] && slopeAt(ground, i) > style.steepRock.slope ? rock : materials[index]
  }
}

/** Rise of the ground in blocks a block, over two blocks each way; 0 at the rim. */
function slopeAt(ground: Float32Array, i: number): number {
  const east = ground[i + 2] - ground[i - 2]
  const south = ground[i + 2 * SIDE] - ground[i - 2 * SIDE]
  return Math.sqrt(east * east + south * south) / 4 || 0
}
