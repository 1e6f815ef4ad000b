import type { Feature } from '#pipeline/model/feature.ts'
import { faceY } from '#pipeline/model/grid.ts'
import { boxesTouch, boxOf, cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import type { Polygons, PreparedWater } from '#pipeline/model/shard.ts'
import { type Context, countDrawn } from './context.ts'
import { linesOf, polygonsOf } from './shape.ts'

/** Columns of ground that are looked at to find a water's level. */
const SAMPLES = 4000
const STREAM_WIDTH_M = 2

/** Gives each body of water its level: the layer's, else the middle of the ground heights under it, which is flat in a terrain model. */
export function prepareWater(feature: Feature, context: Context): PreparedWater[] {
  const { grid, box } = context
  const bodies = feature.geometry.type === 'line' ? ribbons(feature, context) : polygonsOf(feature.geometry, grid)
  const waters: PreparedWater[] = []
  for (const [index, rings] of bodies.entries()) {
    const outline = boxOf(rings)
    if (!boxesTouch(outline, box)) continue
    const given = feature.attributes['levelM']
    const level = Math.round(typeof given === 'number' ? faceY(grid, given) : middleFace([rings], context))
    if (Number.isNaN(level)) continue
    waters.push({
      layer: feature.layer,
      id: index === 0 ? feature.id : `${feature.id}.${index}`,
      box: outline,
      polygons: [rings],
      class: String(feature.attributes['class'] ?? 'lake'),
      level,
    })
  }
  if (waters.length === 0) context.problem(feature, 'no-ground', 'it lies where the world has no ground')
  else countDrawn(context, feature.layer)
  return waters
}

function middleFace(polygons: Polygons, { ground, box }: Context): number {
  const part = cutBox(boxOf(polygons.flat()), box)
  let columns = 0
  fillPolygons(polygons, part, (_, from, to) => (columns += to - from))
  const every = Math.max(1, Math.floor(columns / SAMPLES))
  const faces: number[] = []
  let seen = 0
  fillPolygons(polygons, part, (z, from, to) => {
    for (let x = from; x < to; x++) if (seen++ % every === 0) faces.push(ground.at(x, z))
  })
  const known = faces.filter((face) => !Number.isNaN(face)).sort((a, b) => a - b)
  return known[Math.floor(known.length / 2)] ?? Number.NaN
}

/** Streams given as lines become ribbons of their width, one polygon a segment. */
function ribbons(feature: Feature, { grid }: Context): Polygons {
  const width = feature.attributes['widthM']
  const half = ((typeof width === 'number' ? width : STREAM_WIDTH_M) * grid.scale) / 2
  return linesOf(feature.geometry, grid).flatMap((line) => {
    const quads: Polygons = []
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [ax, az, bx, bz] = [line[i], line[i + 1], line[i + 2], line[i + 3]]
      const length = Math.hypot(bx - ax, bz - az)
      if (length === 0) continue
      const [dx, dz] = [((bx - ax) / length) * half, ((bz - az) / length) * half]
      quads.push([
        Float64Array.of(
          ax - dz - dx,
          az + dx - dz,
          bx - dz + dx,
          bz + dx + dz,
          bx + dz + dx,
          bz - dx + dz,
          ax + dz - dx,
          az - dx - dz,
          ax - dz - dx,
          az + dx - dz,
        ),
      ])
    }
    return quads
  })
}
