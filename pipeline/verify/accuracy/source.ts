import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { AttributeValue, Geometry } from '#pipeline/model/feature.ts'
import { type BlockBox, toBlocks, toMetres, type WorldGrid } from '#pipeline/model/grid.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import type { Extent } from '#pipeline/model/normalised.ts'

export type Sampled = 'terrain' | 'surface' | 'highest' | 'landcover'
export type Samples = Partial<Record<Sampled, Float32Array>>

/** A layer and the files of its snapshot. */
export interface SourceLayer {
  layer: LayerDefinition
  files: string[]
  /** Digest of the snapshot; without it nothing is kept of what was measured. */
  digest?: string
}

export interface SourceShape {
  id: string
  attributes: Readonly<Record<string, AttributeValue>>
  /** Metres of the grid's CRS. */
  geometry: Geometry
}

/** Who reads the snapshots: GDAL, in a process of its own. */
export interface SourceReader {
  /** Values at points (easting, northing, interleaved) of the grid's CRS; NaN is no data, a kind without a source is absent. */
  run(job: 'sample', ask: { sources: SourceLayer[]; gridCrs: string; points: Float64Array; want: Sampled[] }): Promise<Samples>
  /** Shapes that touch an extent. */
  run(job: 'outlines', ask: { layer: LayerDefinition; files: string[]; gridCrs: string; extent: Extent }): Promise<SourceShape[]>
}

/** A shape in blocks of the world. */
export interface Shape {
  layer: string
  id: string
  attributes: SourceShape['attributes']
  /** Closed rings, x and z interleaved, the outer ring first. */
  polygons: Float64Array[][]
  lines: Float64Array[]
}

/** The snapshots as the measure asks for them: in blocks of the world. */
export interface Sources {
  has(kind: LayerKind): boolean
  /** Values at x, z, interleaved; add 0.5 to a column for its centre. */
  sample(points: Float64Array, want: Sampled[]): Promise<Samples>
  /** The shapes of a kind that touch a box. */
  shapes(kind: LayerKind, box: BlockBox): Promise<Shape[]>
}

export const isRaster = ({ layer }: SourceLayer): boolean => layer.kind === 'terrain' || layer.kind === 'surface' || layer.kind === 'landcover'

export function openSources(layers: readonly SourceLayer[], grid: WorldGrid, reader: SourceReader): Sources {
  const rasters = layers.filter(isRaster).map(({ layer, files }) => ({ layer, files }))
  return {
    has: (kind) => layers.some(({ layer }) => layer.kind === kind),
    sample(points, want) {
      const { origin, scale } = grid
      const metres = points.map((value, i) => (i & 1 ? origin.northing - value / scale : origin.easting + value / scale))
      return reader.run('sample', { sources: rasters, gridCrs: grid.crs, points: metres, want })
    },
    async shapes(kind, box) {
      const northWest = toMetres(grid, box.minX, box.minZ)
      const southEast = toMetres(grid, box.maxX, box.maxZ)
      const extent = { minE: northWest.easting, maxN: northWest.northing, maxE: southEast.easting, minN: southEast.northing }
      const shapes: Shape[] = []
      for (const { layer, files } of layers) {
        if (layer.kind !== kind) continue
        for (const { id, attributes, geometry } of await reader.run('outlines', { layer, files, gridCrs: grid.crs, extent })) {
          const polygons = geometry.type === 'polygon' ? geometry.polygons.map((rings) => rings.map((ring) => inBlocks(ring, grid))) : []
          const lines = geometry.type === 'line' ? geometry.lines.map((line) => inBlocks(line, grid)) : []
          shapes.push({ layer: layer.id, id, attributes, polygons, lines })
        }
      }
      return shapes
    },
  }
}

function inBlocks(flat: Float64Array, grid: WorldGrid): Float64Array {
  const blocks = new Float64Array(flat.length)
  for (let i = 0; i < flat.length; i += 2) {
    const { x, z } = toBlocks(grid, flat[i], flat[i + 1])
    blocks[i] = x
    blocks[i + 1] = z
  }
  return blocks
}
