import type { Feature } from '#pipeline/model/feature.ts'
import type { RoadClass } from '#pipeline/model/kind.ts'
import { boxOf } from '#pipeline/model/scanline.ts'
import type { Profile } from '#pipeline/model/shard.ts'
import { type Context, countDrawn } from './context.ts'
import { profileOf, type Under } from './profile.ts'
import { linesOf } from './shape.ts'

const RAIL_WIDTH = 4

/** Streets and paths: what the layer says, else what the style says of the class. */
export function prepareRoad(feature: Feature, context: Context, under: Under): void {
  const style = context.style.roads[(feature.attributes['class'] ?? 'street') as RoadClass]
  const given = feature.attributes['widthM']
  const width = Math.max(1, Math.round((typeof given === 'number' ? given : style.widthM) * context.grid.scale))
  const pavement = Math.round(style.pavementM * context.grid.scale)
  for (const { id, profile } of profiles(feature, context, under))
    context.buckets.put('roads', {
      ...{ layer: feature.layer, id, box: boxOf([profile.line], width / 2 + pavement + 1) },
      ...profile,
      ...{
        class: String(feature.attributes['class'] ?? 'street'),
        surface: String(feature.attributes['surface'] ?? style.material),
        width,
        pavement,
        rank: style.rank,
      },
    })
}

export function prepareRail(feature: Feature, context: Context, under: Under): void {
  for (const { id, profile } of profiles(feature, context, under))
    context.buckets.put('rails', {
      ...{ layer: feature.layer, id, box: boxOf([profile.line], RAIL_WIDTH) },
      ...profile,
      class: String(feature.attributes['class'] ?? 'railway'),
    })
}

function startOf(feature: Feature, { grid }: Context): { x: number; z: number } | undefined {
  const [line] = linesOf(feature.geometry, grid)
  return line && { x: line[0], z: line[1] }
}

function profiles(feature: Feature, context: Context, under: Under): { id: string; profile: Profile }[] {
  if (feature.attributes['level'] === 'tunnel') {
    context.problem(feature, 'underground', 'it runs in a tunnel, which is not drawn', startOf(feature, context))
    return []
  }
  const isBridge = feature.attributes['level'] === 'bridge'
  const found = linesOf(feature.geometry, context.grid).flatMap((line, index) => {
    const profile = profileOf(line, context.ground, under, isBridge)
    return profile ? [{ id: index === 0 ? feature.id : `${feature.id}.${index}`, profile }] : []
  })
  if (found.length === 0) context.problem(feature, 'no-ground', 'it lies where the world has no ground', startOf(feature, context))
  else countDrawn(context, feature.layer)
  return found
}

/** How far from a bathing place its water may lie, how far the jetty goes out and how far it reaches ashore, in blocks. */
const JETTY = { search: 40, out: 9, ashore: 2 }

/** A jetty from a bathing place to the nearest water and out into it; none where no water is near. */
export function prepareJetty(feature: Feature, at: { x: number; z: number }, context: Context, under: Under): void {
  const shore = nearestWater(at, under)
  if (!shore) return
  const style = context.style.roads.jetty
  const length = Math.hypot(shore.x - at.x, shore.z - at.z) || 1
  const [ux, uz] = [(shore.x - at.x) / length, (shore.z - at.z) / length]
  const steps = JETTY.ashore + JETTY.out + 1
  const line = Float64Array.from({ length: 2 * steps }, (_, i) =>
    i % 2 === 0 ? shore.x + ux * (i / 2 - JETTY.ashore) : shore.z + uz * ((i - 1) / 2 - JETTY.ashore),
  )
  const width = Math.max(2, Math.round(style.widthM * context.grid.scale))
  context.buckets.put('roads', {
    ...{ layer: feature.layer, id: feature.id, box: boxOf([line], width), line, width, pavement: 0 },
    ...{ face: new Float32Array(steps).fill(shore.level + 1), deck: new Uint8Array(steps).fill(1) },
    ...{ class: 'jetty', surface: style.material, rank: style.rank },
  })
}

function nearestWater({ x, z }: { x: number; z: number }, { water }: Under): { x: number; z: number; level: number } | undefined {
  for (let ring = 0; ring <= JETTY.search; ring++) {
    let best: { x: number; z: number; level: number; away: number } | undefined
    for (let dz = -ring; dz <= ring; dz++)
      for (let dx = -ring; dx <= ring; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dz)) !== ring) continue
        const level = water(Math.floor(x) + dx, Math.floor(z) + dz)
        const away = Math.hypot(dx, dz)
        if (!Number.isNaN(level) && (!best || away < best.away)) best = { x: Math.floor(x) + dx + 0.5, z: Math.floor(z) + dz + 0.5, level, away }
      }
    if (best) return best
  }
  return undefined
}
