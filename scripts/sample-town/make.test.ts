import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { datasetSchema } from '#pipeline/model/dataset.ts'
import { PROBLEM_CODES } from '#pipeline/model/problem.ts'
import { worldSchema } from '#pipeline/model/world.ts'
import type { Fault } from './faults.ts'
import { CRS84, gdal, GRID } from './gdal.ts'
import { makeSampleTown } from './make.ts'
import { CORNER, SIZE } from './place.ts'
import { FINE } from './surface.ts'

const ROOT = new URL('../../', import.meta.url)
const DATASET = datasetSchema.parse(JSON.parse(readFileSync(new URL('datasets/sample/sample-town/dataset.json', ROOT), 'utf8')))
const temporary = mkdtempSync(join(tmpdir(), 'kvarter-sample-'))
const [once, again, tiled] = ['once', 'again', 'tiled'].map((name) => join(temporary, name))
const faults: Fault[] = []

beforeAll(() => {
  makeSampleTown(once)
  makeSampleTown(again)
  makeSampleTown(tiled, 2)
  faults.push(...(JSON.parse(readFileSync(join(once, 'faults.json'), 'utf8')) as Fault[]))
}, 180_000)
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const faultsOf = (layer: string, code: string) => faults.find((fault) => fault.layer === layer && fault.code === code)?.count ?? 0
const digests = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ])

interface Row {
  id: unknown
  /** Easting and northing of a box around it; undefined where it has no shape. */
  box?: { minX: number; minY: number; maxX: number; maxY: number }
}
const LAYERS = DATASET.layers.map((layer) => ({ ...layer, source: { ...layer.source, path: layer.source.path! } }))
const VECTORS = LAYERS.filter(({ source }) => !source.path.endsWith('.tif'))
const RASTERS = LAYERS.filter(({ source }) => source.path.endsWith('.tif'))

/** A vector layer's rows, as GDAL reads them. */
function rowsOf(folder: string, { source, idColumn }: (typeof VECTORS)[number]): Row[] {
  const file = gdal.open(join(folder, source.path))
  const layer = source.layer ? file.layers.get(source.layer) : file.layers.get(0)
  const degrees = layer.srs?.isGeographic() ? new gdal.CoordinateTransformation(CRS84, GRID) : undefined
  const rows = layer.features.map((feature): Row => {
    const fields = feature.fields.toObject() as Record<string, unknown>
    const id = layer.fields.getNames().includes(idColumn!) ? fields[idColumn!] : feature.fields.get(0)
    if (source.xColumn) return { id, ...boxAt(fields[source.xColumn], fields[source.yColumn!]) }
    const shape = shapeOf(feature)
    if (!shape || shape.isEmpty()) return { id }
    try {
      if (degrees) shape.transform(degrees)
    } catch {
      return { id, ...boxAt('0', '0') }
    }
    return { id, box: shape.getEnvelope() }
  })
  file.close()
  return rows
}

/** None too where it has arcs, which the binding cannot hold. */
function shapeOf(feature: gdal.Feature): gdal.Geometry | null {
  try {
    return feature.getGeometry()
  } catch {
    return null
  }
}

/** Degrees with seven digits put a point on the town's edge a centimetre beside it. */
const ROUNDING = 0.02
const isInside = ({ minX, minY, maxX, maxY }: NonNullable<Row['box']>) =>
  Math.min(minX - CORNER[0], CORNER[0] + SIZE - maxX, CORNER[1] - maxY, minY - CORNER[1] + SIZE) > -ROUNDING

function boxAt(east: unknown, north: unknown): Pick<Row, 'box'> {
  if (!east || !north) return {}
  const [x, y] = [east, north].map((text) => Number((text as string).replace(',', '.')))
  return { box: { minX: x, minY: y, maxX: x, maxY: y } }
}

test('the same bytes each time', () => {
  expect(digests(once)).toHaveLength(19)
  expect(digests(again)).toEqual(digests(once))
})

test('what is there already is left alone', () => {
  const seen = () => readdirSync(once).map((name) => [name, statSync(join(once, name)).ino, statSync(join(once, name)).mtimeMs])
  const before = seen()
  makeSampleTown(once)
  expect(seen()).toEqual(before)
})

describe('every file opens with GDAL', () => {
  test.each(VECTORS)('$source.path, layer $id: has its name and its features, inside the town but for the planted faults', (definition) => {
    const { id, source } = definition
    const file = gdal.open(join(once, source.path))
    const names = file.layers.map((layer) => layer.name)
    file.close()
    expect(names).toContain(source.layer ?? source.path.replace(/\.\w+$/, '').replaceAll('-', '_'))
    const rows = rowsOf(once, definition)
    expect(rows.length).toBeGreaterThan(0)
    const outside = rows.filter(({ box }) => box && !isInside(box))
    expect(outside.map((row) => row.id)).toHaveLength(faultsOf(id, 'outside-area'))
  })

  test.each(RASTERS)('$source.path: covers the town', ({ id, source }) => {
    const file = gdal.open(join(once, source.path))
    const perMetre = id === 'surface' ? FINE : 1
    expect(file.rasterSize).toEqual({ x: SIZE * perMetre, y: SIZE * perMetre })
    expect(file.geoTransform).toEqual([CORNER[0], 1 / perMetre, 0, CORNER[1], 0, -1 / perMetre])
    expect(file.srs!.isSame(GRID)).toBe(true)
    const { min, max } = file.bands.get(1).computeStatistics(false)
    expect(max).toBeGreaterThan(min)
    file.close()
  })
})

test('the Shapefile is in Latin-1 and does not say so', () => {
  expect(existsSync(join(once, 'gator.cpg'))).toBe(false)
  const table = readFileSync(join(once, 'gator.dbf'))
  expect(table[29]).toBe(0)
  const names = table.subarray(32, table.readUInt16LE(8) - 1)
  const fields = Array.from({ length: names.length / 32 }, (_, i) => names.toString('latin1', i * 32, i * 32 + 11).replace(/\0.*/, ''))
  expect(fields).toEqual(['VÄG_ID', 'VÄGTYP', 'GATUNAMN', 'BREDD', 'NIVÅ', 'BELÄGGNING'])
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(names)).toThrow('not valid')
})

test('the table of trees is as a Swedish spreadsheet makes it', () => {
  const bytes = readFileSync(join(once, 'trad.csv'))
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [head, first] = bytes.toString('utf8').slice(1).split('\r\n')
  expect(head).toBe('TRAD_ID;ART;HOJD;KRONA;X;Y')
  expect(first).toMatch(/^T0001;[^;]+;\d+,\d;\d+,\d;\d+(,\d+)?;\d+(,\d+)?$/)
})

describe('the planted faults', () => {
  test('are many, of many kinds, and each is a problem that the engine knows', () => {
    expect(faults.length).toBeGreaterThanOrEqual(18)
    expect(new Set(faults.map(({ code }) => code)).size).toBeGreaterThanOrEqual(15)
    for (const { layer, code, count } of faults) {
      expect(PROBLEM_CODES).toHaveProperty(code)
      expect(DATASET.layers.map(({ id }) => id)).toContain(layer)
      expect(count).toBeGreaterThan(0)
    }
    expect(new Set(faults.map(({ layer, code }) => `${layer} ${code}`)).size).toBe(faults.length)
  })

  test('lie in the files: ids, shapes, arcs and the hole', () => {
    for (const layer of VECTORS) {
      const ids = rowsOf(once, layer).map(({ id }) => id)
      expect(ids.filter((id) => !id)).toHaveLength(faultsOf(layer.id, 'missing-id'))
      expect(ids.length - new Set(ids).size).toBe(faultsOf(layer.id, 'duplicate-id'))
    }
    const buildings = gdal.open(join(once, 'byggnader.gpkg'))
    const arcs = buildings.executeSQL("SELECT ST_GeometryType(geom) AS form FROM byggnader WHERE ST_GeometryType(geom) LIKE 'CURVE%'")
    expect(arcs.features.count()).toBe(faultsOf('buildings', 'curved-geometry'))
    buildings.close()
    const surface = gdal.open(join(once, 'ytmodell.tif'))
    const band = surface.bands.get(1)
    const cells = band.pixels.read(0, 0, SIZE * FINE, SIZE * FINE)
    expect(cells.filter((value) => value === band.noDataValue)).toHaveLength(64)
    surface.close()
  })
})

describe('two by two tiles', () => {
  test.each(RASTERS)('$source.path is twice as wide', ({ source }) => {
    const [small, large] = [once, tiled].map((folder) => gdal.open(join(folder, source.path)))
    expect(large.rasterSize).toEqual({ x: 2 * small.rasterSize.x, y: 2 * small.rasterSize.y })
    expect(large.geoTransform).toEqual(small.geoTransform)
    const side = small.rasterSize.x
    const row = (file: gdal.Dataset, x: number, y: number) => Buffer.from(file.bands.get(1).pixels.read(x, y, side, 1).buffer)
    for (const y of [0, 7, side - 1])
      for (const [x, down] of [
        [0, 0],
        [side, 0],
        [0, side],
        [side, side],
      ])
        expect(row(large, x, y + down).equals(row(small, 0, y))).toBe(true)
    for (const file of [small, large]) file.close()
  })

  test.each(VECTORS)('layer $id has its features four times, its faults once, and no id twice', (layer) => {
    const planted = (rows: Row[]) => {
      const seen = new Set<unknown>()
      return rows.filter(({ id }) => /^[A-Z]9\d{3}$/.test(String(id)) || seen.size === seen.add(id).size).length
    }
    const [small, large] = [rowsOf(once, layer), rowsOf(tiled, layer)]
    expect(large.length - planted(large)).toBe(4 * (small.length - planted(small)))
    expect(planted(large)).toBe(planted(small))
    const ids = large.map(({ id }) => id)
    expect(ids.length - new Set(ids).size).toBe(faultsOf(layer.id, 'duplicate-id'))
  })

  test('come with a world as large, and the same faults', () => {
    const { area } = worldSchema.parse(JSON.parse(readFileSync(join(tiled, 'world.json'), 'utf8')))
    expect(area).toEqual({ crs: DATASET.grid.crs, bbox: [CORNER[0], CORNER[1] - 2 * SIZE, CORNER[0] + 2 * SIZE, CORNER[1]] })
    expect(JSON.parse(readFileSync(join(tiled, 'faults.json'), 'utf8'))).toEqual(faults)
  })
})
