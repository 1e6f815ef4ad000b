import { GROUND_CLASSES, type GroundClass } from '#pipeline/model/kind.ts'
import type { Shard } from '#pipeline/model/shard.ts'
import { type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { SIDE, type Surface } from '../surface.ts'

/** Classes that steepness turns into bare rock; what people have laid stays. */
const NATURAL: ReadonlySet<string> = new Set(['conifer', 'broadleaf', 'grass', 'meadow', 'soil', 'rock'])

/** No ground lies so many blocks below y 0: added, a height is positive, and rounding it is cutting it off. */
const BELOW = 4096

/** The ground at its height, with what covers it. */
export function paintTerrain(surface: Surface, { ground, groundClass }: Shard, { style }: CompiledStyle): void {
  // Slot 0 is unknown ground; water is painted later, and houses stand on what is around them.
  const seen = ['unknown', ...GROUND_CLASSES].map((name) =>
    name === 'unknown' || name === 'water' || name === 'building' ? style.unknownGround : (name as GroundClass),
  )
  const materials = Uint8Array.from(seen, materialIndex)
  const natural = Uint8Array.from(seen, (name) => (NATURAL.has(name) ? 1 : 0))
  const rock = materialIndex(style.steepRock.material)
  const { face, material } = surface
  const steep = (4 * style.steepRock.slope) ** 2
  for (let i = 0; i < ground.length; i++) {
    const height = ground[i]
    if (height !== height) continue
    face[i] = ((height + BELOW + 0.5) | 0) - BELOW
    const seenAs = groundClass[i]
    material[i] = natural[seenAs] === 1 && riseAt(ground, i) > steep ? rock : materials[seenAs]
  }
}

/** Square of four times the rise of the ground in blocks a block; 0 at the rim. */
function riseAt(ground: Float32Array, i: number): number {
  const east = ground[i + 2] - ground[i - 2]
  const south = ground[i + 2 * SIDE] - ground[i - 2 * SIDE]
  return east * east + south * south || 0
}
