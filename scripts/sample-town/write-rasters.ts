import { gdal, GRID } from './gdal.ts'
import { CORNER, SIZE } from './place.ts'

/** One square raster of the town in rows from the north-west. */
export interface TownRaster {
  values: Float32Array | Uint8Array
  /** Cells a metre. */
  perMetre: number
  nodata?: number
}

const STRIP = 64

/** Writes a raster, repeated `tiles` times east and south, strip by strip. */
export function writeRaster(path: string, { values, perMetre, nodata }: TownRaster, tiles: number): void {
  const side = SIZE * perMetre
  const isHeight = values instanceof Float32Array
  const options = ['TILED=YES', 'COMPRESS=DEFLATE', ...(isHeight ? ['PREDICTOR=3'] : []), ...(tiles > 1 ? ['BIGTIFF=IF_SAFER'] : [])]
  const dataset = gdal.open(path, 'w', 'GTiff', side * tiles, side * tiles, 1, isHeight ? gdal.GDT_Float32 : gdal.GDT_Byte, options)
  dataset.srs = GRID
  dataset.geoTransform = [CORNER[0], 1 / perMetre, 0, CORNER[1], 0, -1 / perMetre]
  const band = dataset.bands.get(1)
  if (nodata !== undefined) band.noDataValue = nodata
  const strip = new (isHeight ? Float32Array : Uint8Array)(side * tiles * STRIP)
  for (let row = 0; row < side * tiles; row += STRIP) {
    for (let line = 0; line < STRIP; line++) {
      const from = ((row + line) % side) * side
      for (let tile = 0; tile < tiles; tile++) strip.set(values.subarray(from, from + side), line * side * tiles + tile * side)
    }
    band.pixels.write(0, row, side * tiles, STRIP, strip)
  }
  dataset.close()
}
