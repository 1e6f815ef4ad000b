import type { GroundClass } from '#pipeline/model/kind.ts'
import { cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { NO_GROUND, type PreparedWater } from '#pipeline/model/shard.ts'
import { MATERIALS } from '#pipeline/model/style.ts'
import { type CompiledStyle, materialIndex, pick } from '../compiled-style.ts'
import { cellOf, SIDE, type Surface, USE } from '../surface.ts'

/** Ground that people have built: it meets water in a quay. */
const BUILT: readonly GroundClass[] = ['paved', 'building', 'cobbles', 'gravel', 'sport']
const [OPEN, CAN_BE_SHORE, MASONRY] = [0, 1, 2] as const
/** By material: natural ground that turns to shore beside water, masonry that ends in a quay, or neither. */
const MEETS_WATER = Uint8Array.from(MATERIALS, (name) => (name === 'edge' || BUILT.some((built) => built === name) ? MASONRY : CAN_BE_SHORE))
const EDGE = materialIndex('edge')

/** Water at its level over an invented bed that falls with the distance from the shore; shores and quays that hold it. */
export function paintWaters(surface: Surface, waters: readonly PreparedWater[], compiled: CompiledStyle): void {
  let columns = 0
  for (const { polygons, box, level } of waters)
    fillPolygons(polygons, cutBox(box, surface.box), (z, from, to) => {
      const row = cellOf(surface, from, z) - from
      for (let i = row + from; i < row + to; i++) {
        if (surface.face[i] === NO_GROUND) continue
        surface.water[i] = level
        surface.use[i] = USE.water
        columns++
      }
    })
  if (columns === 0) return
  keepIn(surface)
  sinkBed(surface, compiled)
  raiseShores(surface, compiled)
}

/** Water that would run out of the world or down to lower water becomes a rim that holds it. */
function keepIn({ face, water, use, material }: Surface): void {
  const spills = (level: number, beside: number) => face[beside] === NO_GROUND || (water[beside] !== NO_GROUND && water[beside] < level)
  for (let i = SIDE; i < water.length - SIDE; i++) {
    if (use[i] !== USE.water) continue
    const level = water[i]
    if (!spills(level, i + 1) && !spills(level, i - 1) && !spills(level, i + SIDE) && !spills(level, i - SIDE)) continue
    face[i] = level
    water[i] = NO_GROUND
    use[i] = USE.open
    material[i] = EDGE
  }
}

function sinkBed(surface: Surface, compiled: CompiledStyle): void {
  const { face, water, top, box } = surface
  const [least, most] = compiled.style.water.depth
  const distance = shoreDistance(water, 2 * (most - least) + 1)
  for (let i = 0; i < water.length; i++) {
    if (water[i] === NO_GROUND) continue
    face[i] = water[i] - Math.min(most, least + (distance[i] >> 1))
    top[i] = pick(compiled.bed, box.minX + (i % SIDE), box.minZ + Math.floor(i / SIDE))
  }
}

const distances = new Uint8Array(SIDE * SIDE)

/** Blocks to the nearest dry column, by steps along rows and columns, up to `most`; 1 beside the shore. */
function shoreDistance(water: Int16Array, most: number): Uint8Array {
  for (let i = 0; i < water.length; i++) distances[i] = water[i] === NO_GROUND ? 0 : most
  for (let i = SIDE; i < distances.length; i++) lower(i, distances[i - 1], distances[i - SIDE])
  for (let i = distances.length - SIDE - 1; i >= 0; i--) lower(i, distances[i + 1], distances[i + SIDE])
  return distances
}

function lower(i: number, beside: number, across: number): void {
  const least = (beside < across ? beside : across) + 1
  if (distances[i] > least) distances[i] = least
}

/** Keeps what was laid beside water after its shores from lying below its face: a street, a track. */
export function holdWater({ face, water, use }: Surface): void {
  for (let i = SIDE; i < face.length - SIDE; i++) {
    if (use[i] === USE.water || use[i] === USE.open || face[i] === NO_GROUND) continue
    const level = Math.max(water[i + 1], water[i - 1], water[i + SIDE], water[i - SIDE])
    if (level > face[i]) face[i] = level
  }
}

/** Ground beside water: never below its face; a quay in town and where it stands high, else a shore. */
function raiseShores(surface: Surface, { style }: CompiledStyle): void {
  const { face, water, use, material, wall } = surface
  const [kerb, shore] = [materialIndex('kerb'), materialIndex('shore')]
  const deepest = style.water.depth[1] + 1
  for (let i = SIDE; i < face.length - SIDE; i++) {
    if (use[i] === USE.water || face[i] === NO_GROUND) continue
    const level = Math.max(water[i + 1], water[i - 1], water[i + SIDE], water[i - SIDE])
    if (level === NO_GROUND) continue
    face[i] = Math.max(face[i], level)
    const meets = MEETS_WATER[material[i]] ?? OPEN
    if (meets === MASONRY || face[i] - level >= style.water.quayFromM) wall[i] = Math.min(32, face[i] - level + deepest)
    if (meets === MASONRY) material[i] = kerb
    else if (wall[i] === 0) material[i] = shore
  }
}
