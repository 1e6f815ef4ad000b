import { createHash } from 'node:crypto'
import type { BlockBox, Region } from '#pipeline/model/grid.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import { boxOf } from '#pipeline/model/scanline.ts'
import { boxOfRegion, grow } from './masks.ts'
import type { Shape, Sources } from './source.ts'

/** The kinds of layers whose shapes are looked at, and how far around a region, in blocks. */
export const SHAPE_KINDS = ['building', 'water', 'road', 'rail'] as const satisfies LayerKind[]
export type ShapeKind = (typeof SHAPE_KINDS)[number]
const AROUND = 40

/** The sources' shapes around a region: as far as a way's width, and around all the buildings that are measured in it. */
export interface RegionShapes {
  /** The box that was asked for. */
  asked: BlockBox
  kinds: ReadonlyMap<ShapeKind, Shape[]>
  /** Buildings that are measured in the region, in that order. */
  own: Shape[]
  /** What their measure looks at. */
  reach: BlockBox | undefined
}

/** @param choose the buildings to measure among those near, and the box that their measure looks at */
export async function readShapes(
  region: Region,
  sources: Sources,
  choose: (near: readonly Shape[]) => { own: Shape[]; reach: BlockBox | undefined },
): Promise<RegionShapes> {
  let asked = grow(boxOfRegion(region), AROUND)
  const kinds = new Map<ShapeKind, Shape[]>()
  for (const kind of SHAPE_KINDS) kinds.set(kind, await sources.shapes(kind, asked))
  const { own, reach } = choose(kinds.get('building')!)
  if (reach && !isInside(reach, asked)) {
    asked = around(asked, reach)
    kinds.set('building', await sources.shapes('building', asked))
  }
  return { asked, kinds, own, reach }
}

export const around = (a: BlockBox, b: BlockBox): BlockBox => {
  const corners = ({ minX, minZ, maxX, maxZ }: BlockBox) => Float64Array.of(minX, minZ, maxX, maxZ)
  return boxOf([corners(a), corners(b)])
}

const isInside = (a: BlockBox, b: BlockBox): boolean => a.minX >= b.minX && a.minZ >= b.minZ && a.maxX <= b.maxX && a.maxZ <= b.maxZ

/** A digest of shapes, by all that is measured of them. */
export function digestShapes(shapes: readonly Shape[]): string {
  const sum = createHash('sha256')
  for (const { layer, id, attributes, polygons, lines } of shapes) {
    sum.update(JSON.stringify([layer, id, attributes, polygons.map((rings) => rings.map((ring) => ring.length)), lines.map((line) => line.length)]))
    for (const flat of [...polygons.flat(), ...lines]) sum.update(new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength))
  }
  return sum.digest('hex')
}
