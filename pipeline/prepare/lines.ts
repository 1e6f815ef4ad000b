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

function profiles(feature: Feature, context: Context, under: Under): { id: string; profile: Profile }[] {
  if (feature.attributes['level'] === 'tunnel') {
    context.problem(feature, 'underground', 'it runs in a tunnel, which is not drawn')
    return []
  }
  const isBridge = feature.attributes['level'] === 'bridge'
  const found = linesOf(feature.geometry, context.grid).flatMap((line, index) => {
    const profile = profileOf(line, context.ground, under, isBridge)
    return profile ? [{ id: index === 0 ? feature.id : `${feature.id}.${index}`, profile }] : []
  })
  if (found.length === 0) context.problem(feature, 'no-ground', 'it lies where the world has no ground')
  else countDrawn(context, feature.layer)
  return found
}
