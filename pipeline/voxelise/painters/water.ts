import type { GroundClass } from '#pipeline/model/kind.ts'
import { cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { NO_GROUND, type PreparedWater } from '#pipeline/model/shard.ts'
import { MATERIALS } from '#pipeline/model/style.ts'
import { type CompiledStyle, materialIndex, pick } from '../compiled-style.ts'
import { cellOf, SIDE, type Surface, USE } from '../surface.ts'

/** Ground that people have built: it meets water in a quay. */
const BUILT: readonly GroundClass[] = ['paved', 'building', 'cobbles', 'gravel', 'sport']
const [NATURAL, MASONRY] = [0, 1] as const
/** By material: natural ground, which turns to shore beside water, or masonry, which ends in a quay. */
const MEETS_WATER = Uint8Array.from(MATERIALS, (name) => (name === 'edge' || BUILT.some((built) => built === name) ? MASONRY : NATURAL))
const EDGE = materialIndex('edge')

/** Columns of water, as cells of the surface; the first `wetCount` are this region's. */
const wet = new Int32Array(SIDE * SIDE)
let wetCount = 0
const BESIDE = [1, -1, SIDE, -SIDE] as const

/** Water at its level over an invented bed that falls with the distance from the shore; shores and quays that hold it. */
export function paintWaters(surface: Surface, waters: readonly PreparedWater[], compiled: CompiledStyle): void {
  wetCount = 0
  for (const { polygons, box, level } of waters)
    fillPolygons(polygons, cutBox(box, surface.box), (z, from, to) => {
      const row = cellOf(surface, from, z) - from
      for (let i = row + from; i < row + to; i++) {
        if (surface.face[i] === NO_GROUND) continue
        if (surface.use[i] !== USE.water) wet[wetCount++] = i
        surface.water[i] = level
        surface.use[i] = USE.water
      }
    })
  if (wetCount === 0) return
  keepIn(surface)
  sinkBed(surface, compiled)
  raiseShores(surface, compiled)
}

const isRim = (i: number): boolean => i < SIDE || i >= SIDE * (SIDE - 1)

/** Water that would run out of the world or down to lower water becomes a rim that holds it. */
function keepIn({ face, water, use, material }: Surface): void {
  const spills = (level: number, beside: number) => face[beside] === NO_GROUND || (water[beside] !== NO_GROUND && water[beside] < level)
  let kept = 0
  for (let n = 0; n < wetCount; n++) {
    const i = wet[n]
    const level = water[i]
    if (isRim(i) || !(spills(level, i + 1) || spills(level, i - 1) || spills(level, i + SIDE) || spills(level, i - SIDE))) {
      wet[kept++] = i
      continue
    }
    face[i] = level
    water[i] = NO_GROUND
    use[i] = USE.open
    material[i] = EDGE
  }
  wetCount = kept
}

function sinkBed(surface: Surface, compiled: CompiledStyle): void {
  const { face, water, top, box } = surface
  const [least, most] = compiled.style.water.depth
  measureShore(water, 2 * (most - least) + 1)
  for (let n = 0; n < wetCount; n++) {
    const i = wet[n]
    face[i] = water[i] - Math.min(most, least + (distances[i] >> 1))
    top[i] = pick(compiled.bed, box.minX + (i % SIDE), box.minZ + Math.floor(i / SIDE))
  }
}

/** Blocks to the nearest dry column, by steps along rows and columns, up to `most`; 1 beside the shore; 0 where dry. */
const distances = new Uint8Array(SIDE * SIDE)

function measureShore(water: Int16Array, most: number): void {
  distances.fill(0)
  let [first, last] = [distances.length, 0]
  for (let n = 0; n < wetCount; n++) {
    distances[wet[n]] = most
    if (wet[n] < first) first = wet[n]
    if (wet[n] > last) last = wet[n]
  }
  for (let i = Math.max(first, SIDE); i <= last; i++) if (water[i] !== NO_GROUND) lower(i, distances[i - 1], distances[i - SIDE])
  for (let i = Math.min(last, distances.length - SIDE - 1); i >= first; i--) if (water[i] !== NO_GROUND) lower(i, distances[i + 1], distances[i + SIDE])
}

function lower(i: number, beside: number, across: number): void {
  const least = (beside < across ? beside : across) + 1
  if (distances[i] > least) distances[i] = least
}

/** Calls for every dry column beside water, with the water's face; more than once where it has more water beside it. */
function eachShore({ face, water, use }: Surface, visit: (i: number, level: number) => void): void {
  for (let n = 0; n < wetCount; n++) {
    if (distances[wet[n]] !== 1 || isRim(wet[n])) continue
    for (const step of BESIDE) {
      const i = wet[n] + step
      if (use[i] !== USE.water && face[i] !== NO_GROUND) visit(i, water[wet[n]])
    }
  }
}

/** Keeps what was laid beside water after its shores from lying below its face: a street, a track. */
export function holdWater(surface: Surface): void {
  const { face, use } = surface
  eachShore(surface, (i, level) => {
    if (use[i] !== USE.open && face[i] < level) face[i] = level
  })
}

/** Ground beside water: never below its face; a quay in town and where it stands high, else a shore. */
function raiseShores(surface: Surface, { style }: CompiledStyle): void {
  const { face, material, wall } = surface
  const [kerb, shore] = [materialIndex('kerb'), materialIndex('shore')]
  const deepest = style.water.depth[1] + 1
  eachShore(surface, (i, level) => {
    face[i] = Math.max(face[i], level)
    if (material[i] === kerb || material[i] === shore) return
    const isMasonry = MEETS_WATER[material[i]] === MASONRY
    if (isMasonry || face[i] - level >= style.water.quayFromM) wall[i] = Math.min(32, face[i] - level + deepest)
    if (isMasonry) material[i] = kerb
    else if (wall[i] === 0) material[i] = shore
  })
}
