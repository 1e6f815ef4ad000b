import Flatbush from 'flatbush'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { AttributeValue } from '#pipeline/model/feature.ts'
import { type BlockBox, REGION_SIZE } from '#pipeline/model/grid.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { boxOf } from '#pipeline/model/scanline.ts'
import type { Polygons } from '#pipeline/model/shard.ts'
import { type CellGrid, footprintCells } from './building/footprint.ts'
import type { Context } from './context.ts'
import { polygonsOf } from './shape.ts'

/** One building's outline. */
export interface Footprint {
  layer: string
  id: string
  attributes: Readonly<Record<string, AttributeValue>>
  polygons: Polygons
  box: BlockBox
}

/** All buildings of a world, and who stands beside whom. */
export interface Footprints {
  all: readonly Footprint[]
  /** Indexes in the order regions are visited, so that what is read for one building serves the next. */
  order: number[]
  /** Indexes of buildings whose boxes come within two blocks. */
  beside(index: number): number[]
  /** A building's cells by its outline alone; undefined where it is too small to draw. */
  cells(index: number): CellGrid | undefined
}

/** Parsed cells that are kept at hand. */
const KEPT = 400

export async function readFootprints(layers: readonly NormalisedLayer[], context: Context): Promise<Footprint[]> {
  const all: Footprint[] = []
  const buildings = layers
    .filter(({ layer }) => layer.kind === 'building')
    .toSorted((a, b) => a.layer.order - b.layer.order || (a.layer.id < b.layer.id ? -1 : 1))
  for (const { layer, features } of buildings)
    if (features)
      for await (const { id, attributes, geometry } of readFeatures(features.path, { layer: layer.id, kind: 'building' })) {
        const polygons = polygonsOf(geometry, context.grid)
        all.push({ layer: layer.id, id, attributes, polygons, box: boxOf(polygons.flat()) })
      }
  return all
}

export function indexFootprints(all: readonly Footprint[], cellM: number): Footprints {
  const index = new Flatbush(Math.max(1, all.length))
  for (const { box } of all) index.add(box.minX, box.minZ, box.maxX, box.maxZ)
  if (all.length === 0) index.add(0, 0, 0, 0)
  index.finish()
  const kept = new Map<number, CellGrid | undefined>()
  const regionOf = (i: number) => Math.floor(all[i].box.minZ / REGION_SIZE) * 0x100000 + Math.floor(all[i].box.minX / REGION_SIZE)
  return {
    all,
    order: Array.from(all.keys()).sort((a, b) => regionOf(a) - regionOf(b) || a - b),
    beside(own) {
      const { minX, minZ, maxX, maxZ } = all[own].box
      return index
        .search(minX - 2, minZ - 2, maxX + 2, maxZ + 2)
        .filter((other) => other !== own && other < all.length)
        .sort((a, b) => a - b)
    },
    cells(own) {
      if (!kept.has(own)) {
        kept.set(own, footprintCells(all[own].polygons, cellM))
        if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      }
      return kept.get(own)
    },
  }
}
