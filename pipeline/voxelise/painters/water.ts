import { GROUND_CLASSES, type GroundClass } from '#pipeline/model/kind.ts'
import { cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { NO_GROUND, type PreparedWater } from '#pipeline/model/shard.ts'
import { type CompiledStyle, materialIndex, pick } from '../compiled-style.ts'
import { cellOf, SIDE, type Surface, USE } from '../surface.ts'

/** Ground that ends in a wall where it meets water. */
const BUILT: readonly GroundClass[] = ['paved', 'building', 'cobbles', 'gravel', 'sport']
const BESIDE = [1, -1, SIDE, -SIDE] as const

/** Water at its level over an invented bed that falls with the distance from the shore; shores and quays that hold it. */
export function paintWaters(surface: Surface, waters: readonly PreparedWater[], compiled: CompiledStyle): void {
  if (waters.length === 0) return
  const { face, water, use } = surface
  for (const { polygons, box, level } of waters)
    fillPolygons(polygons, cutBox(box, surface.box), (z, from, to) => {
      const row = cellOf(surface, from, z) - from
      for (let i = row + from; i < row + to; i++) {
        if (face[i] === NO_GROUND) continue
        water[i] = level
        use[i] = USE.water
      }
    })
  keepIn(surface)
  sinkBed(surface, compiled)
  raiseShores(surface, compiled)
}

/** Water that would run out of the world or down to lower water becomes a rim that holds it. */
function keepIn({ face, water, use, material }: Surface): void {
  const edge = materialIndex('edge')
  for (let i = SIDE; i < water.length - SIDE; i++) {
    const level = water[i]!
    if (level === NO_GROUND) continue
    if (!BESIDE.some((step) => face[i + step] === NO_GROUND || (water[i + step] !== NO_GROUND && water[i + step]! < level && use[i + step] === USE.water)))
      continue
    face[i] = level
    use[i] = USE.open
    material[i] = edge
  }
  for (let i = 0; i < water.length; i++) if (use[i] !== USE.water) water[i] = NO_GROUND
}

function sinkBed(surface: Surface, compiled: CompiledStyle): void {
  const { face, water, top, box } = surface
  const [least, most] = compiled.style.water.depth
  const distance = shoreDistance(water, 2 * (most - least) + 1)
  for (let i = 0; i < water.length; i++) {
    if (water[i] === NO_GROUND) continue
    face[i] = water[i]! - Math.min(most, least + (distance[i]! >> 1))
    top[i] = pick(compiled.bed, box.minX + (i % SIDE), box.minZ + Math.floor(i / SIDE))
  }
}

/** Blocks to the nearest dry column, by steps along rows and columns, up to `most`; 1 beside the shore. */
function shoreDistance(water: Int16Array, most: number): Uint8Array {
  const distance = Uint8Array.from(water, (level) => (level === NO_GROUND ? 0 : most))
  for (let i = SIDE; i < distance.length; i++) distance[i] = Math.min(distance[i]!, distance[i - 1]! + 1, distance[i - SIDE]! + 1)
  for (let i = distance.length - SIDE - 1; i >= 0; i--) distance[i] = Math.min(distance[i]!, distance[i + 1]! + 1, distance[i + SIDE]! + 1)
  return distance
}

/** Ground beside water: never below its face; a quay in town and where it stands high, else a shore. */
function raiseShores(surface: Surface, { style }: CompiledStyle): void {
  const { face, water, use, material, wall } = surface
  const built = new Set([...BUILT.map(materialIndex), materialIndex('edge')])
  const meadow = GROUND_CLASSES.filter((name) => !BUILT.includes(name)).map(materialIndex)
  const [kerb, shore] = [materialIndex('kerb'), materialIndex('shore')]
  for (let i = SIDE; i < face.length - SIDE; i++) {
    if (face[i] === NO_GROUND || use[i] === USE.water) continue
    let level = NO_GROUND
    for (const step of BESIDE) if (use[i + step] === USE.water) level = Math.max(level, water[i + step]!)
    if (level === NO_GROUND) continue
    face[i] = Math.max(face[i]!, level)
    const isQuay = built.has(material[i]!) || face[i]! - level >= style.water.quayFromM
    if (isQuay) {
      wall[i] = Math.min(32, face[i]! - level + style.water.depth[1] + 1)
      if (built.has(material[i]!)) material[i] = kerb
    } else if (meadow.includes(material[i]!)) material[i] = shore
  }
}
