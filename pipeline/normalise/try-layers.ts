/** Test support: definitions of layers and files of data. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeFeatures } from '#pipeline/formats/feature-file.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { FlatRaster } from '#pipeline/model/normalised.ts'
import type { Zone } from '#pipeline/model/protect.ts'
import { writeZone } from './zones.ts'

export const CRS = 'EPSG:3006'
/** A corner that is whole in cells of a hundred metres. */
export const EAST = 319_000
export const NORTH = 6_399_000
export const EXTENT = { minE: EAST, minN: NORTH - 200, maxE: EAST + 200, maxN: NORTH }

export const temporaryFolder = (): { folder: string; remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-protect-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const define = ({ source, ...part }: { source?: object; [field: string]: unknown }): LayerDefinition =>
  ({
    id: 'layer',
    kind: 'building',
    order: 0,
    attributes: {},
    ...part,
    source: { path: '', crs: CRS, band: 1, nodata: [], ...source },
  }) as unknown as LayerDefinition

/** A box's ring, metres from the corner: east, south, width, height. */
export const boxRing = (x: number, y: number, w: number, h: number): [number, number][] =>
  [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
    [x, y],
  ].map(([e, s]) => [EAST + e, NORTH - s])

export interface Row {
  properties: Record<string, unknown>
  geometry: object | null
}
export const boxRow = (properties: Row['properties'], ...box: [number, number, number, number]): Row => ({
  properties,
  geometry: { type: 'Polygon', coordinates: [boxRing(...box)] },
})
export const pointRow = (properties: Row['properties'], x: number, y: number): Row => ({
  properties,
  geometry: { type: 'Point', coordinates: [EAST + x, NORTH - y] },
})

export function geojson(path: string, rows: readonly Row[]): string {
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: rows.map((row) => ({ type: 'Feature', ...row })) }))
  return path
}

export const boxZone = (box: [number, number, number, number], more: Partial<Zone> = {}): Zone => ({
  shape: { type: 'polygon', polygons: [[Float64Array.from(boxRing(...box).flat())]] },
  action: 'drop',
  radiusM: 0,
  toM: 20,
  keep: [],
  ...more,
})

export async function zonesFile(path: string, zones: readonly Zone[]): Promise<string> {
  const writer = writeFeatures(path)
  for (const zone of zones) await writeZone(writer, zone)
  await writer.close()
  return path
}

/** A flat raster of the extent, a value a metre. */
export function flatRaster(path: string, valueAt: (x: number, y: number) => number): FlatRaster {
  const values = Float32Array.from({ length: 200 * 200 }, (_, i) => valueAt(i % 200, Math.floor(i / 200)))
  writeFileSync(path, new Uint8Array(values.buffer))
  return { ...EXTENT, path, cellM: 1, width: 200, height: 200 }
}
export const valuesOf = ({ path }: FlatRaster): Float32Array => new Float32Array(Uint8Array.from(readFileSync(path)).buffer)
export const beside = (path: string, name: string): string => join(dirname(path), name)
