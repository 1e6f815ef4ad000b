import { crs, gdal, open } from './gdal.ts'
import { writeFeatures } from '#pipeline/formats/feature-file.ts'
import type { Jobs } from './jobs.ts'
import { fromWkb } from './wkb.ts'

/** Outlines of the cells of a flat raster that hold 1, joined along edges; ids are the north-western-most corner of each outline. */
export async function polygonise({ raster, gridCrs, out }: Jobs['polygonise']['ask']): Promise<{ features: number }> {
  const source = open(raster.path)
  const found = gdal.open('outlines', 'w', 'Memory')
  const layer = found.layers.create('outlines', crs(gridCrs), gdal.wkbPolygon)
  layer.fields.add(new gdal.FieldDefn('value', gdal.OFTInteger))
  const band = source.bands.get(1)
  gdal.polygonize({ src: band, dst: layer, pixValField: 0, connectedness: 4 })
  source.close()
  const writer = writeFeatures(out)
  let features = 0
  for (const record of layer.features) {
    if (record.fields.get('value') !== 1) continue
    const geometry = fromWkb(record.getGeometry()!.toWKB('LSB'))
    if (geometry?.type !== 'polygon') continue
    await writer.write({ layer: '', kind: 'building', id: cornerId(geometry.polygons[0][0]), attributes: {}, geometry })
    features++
  }
  await writer.close()
  return { features }
}

function cornerId(ring: Float64Array): string {
  let best = 0
  for (let i = 2; i < ring.length; i += 2) if (ring[i + 1] > ring[best + 1] || (ring[i + 1] === ring[best + 1] && ring[i] < ring[best])) best = i
  return `e${Math.round(ring[best])}n${Math.round(ring[best + 1])}`
}
