/** What deliveries can be like, each trap in a small file of its own. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { tryNormalise } from './try-normalise.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const [EAST, NORTH] = [319_000, 6_399_000]
const tried = tryNormalise('EPSG:3006', { minE: EAST, minN: NORTH - 40, maxE: EAST + 40, maxN: NORTH })
afterAll(() => tried.end())

let serial = 0
/** An ASCII grid with the extent's north-west corner as its own. */
function asc(rows: (number | string)[][], { cell = 10, left = EAST, flag = undefined as number | undefined } = {}): string {
  const head = [`ncols ${rows[0].length}`, `nrows ${rows.length}`, `xllcorner ${left}`, `yllcorner ${NORTH - rows.length * cell}`, `cellsize ${cell}`]
  if (flag !== undefined) head.push(`NODATA_value ${flag}`)
  return tried.write(`${++serial}.asc`, [...head, ...rows.map((row) => row.join(' '))].join('\n'))
}
const flat = (odd: number | string) => [
  [7.5, 7.5, 7.5, 7.5],
  [7.5, 7.5, odd, 7.5],
  [7.5, 7.5, 7.5, 7.5],
  [7.5, 7.5, 7.5, 7.5],
]
const terrain = (nodata: number[] = []) => ({ kind: 'terrain', source: { crs: 'EPSG:3006', nodata } }) as const

describe('no data', () => {
  test.each([
    ['a value that the file declares', flat(-9999), { flag: -9999 }, []],
    ['a value that only the definition declares', flat(-9999), {}, [-9999]],
    ['not a number', flat('nan'), {}, []],
    ['nought, where the definition says so', flat(0), {}, [0]],
    ['the greatest number there is, declared', flat(3.4028234663852886e38), {}, [3.4028234663852886e38]],
  ] as const)('%s never blends with heights', async (_, rows, how, nodata) => {
    const { values, problems } = await tried.raster(terrain([...nodata]), asc(rows as (number | string)[][], how))
    expect(problems).toEqual([])
    expect(values.length).toBe(1600)
    expect(values.every((value) => Number.isNaN(value) || value === 7.5)).toBe(true)
    const middle = values[15 * 40 + 25]
    expect(middle).toBeNaN()
  })

  test.each([3.4028234663852886e38, -3.4e38, -9999, 1e20, 32_767])('%d that nobody declared is taken for none, which is told', async (odd) => {
    const { values, problems } = await tried.raster(terrain(), asc(flat(String(odd))))
    expect(values.every((value) => Number.isNaN(value) || value === 7.5)).toBe(true)
    expect(problems).toMatchObject([{ code: 'implausible-value', layer: 'layer', message: expect.stringMatching(/^1 cells hold heights such as/) as string }])
  })

  test('nought and heights below the sea are heights', async () => {
    const { values } = await tried.raster(terrain(), asc(flat(-6)))
    expect(values[15 * 40 + 25]).toBeLessThan(-4)
  })
})

describe('cells', () => {
  test('of an odd size and a shifted origin are read where they lie', async () => {
    const cell = 2.50206
    const rows = Array.from({ length: 20 }, () => Array.from({ length: 20 }, (_, column) => (EAST - 3.7 + (column + 0.5) * cell - EAST).toFixed(6)))
    const { raster, values } = await tried.raster(terrain(), asc(rows, { cell, left: EAST - 3.7 }))
    expect(raster).toMatchObject({ width: 40, height: 40 })
    for (let x = 0; x < 40; x++) expect(values[10 * 40 + x]).toBeCloseTo(x + 0.5, 3)
  })

  test('with a scale and an offset of their own hold metres', async () => {
    const plain = asc(Array(4).fill(Array(4).fill(7)) as number[][])
    const scaled = join(tried.folder, 'scaled.tif')
    execFileSync('gdal_translate', ['-q', '-ot', 'Int16', '-a_srs', 'EPSG:3006', '-a_scale', '0.5', '-a_offset', '100', plain, scaled])
    const { values } = await tried.raster(terrain(), scaled)
    expect(values.every((value) => value === 103.5)).toBe(true)
  })
})

const square = (x: number, y: number, size = 5) =>
  [
    [x, y],
    [x + size, y],
    [x + size, y - size],
    [x, y - size],
    [x, y],
  ].map(([dx, dy]) => [EAST + dx, NORTH + dy])
type Row = [properties: object, geometry: object | null]
const geojson = (rows: Row[], crs = 'urn:ogc:def:crs:EPSG::3006') =>
  tried.write(
    `${++serial}.geojson`,
    JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: crs } },
      features: rows.map(([properties, geometry]) => ({ type: 'Feature', properties, geometry })),
    }),
  )
const polygon = (...coordinates: number[][][]) => ({ type: 'Polygon', coordinates })

describe('geometry', () => {
  test('null, empty, of the wrong sort, crossed, with a ring of nothing, and twice', async () => {
    const bow = [
      [0, 0],
      [5, -5],
      [5, 0],
      [0, -5],
      [0, 0],
    ].map(([x, y]) => [EAST + x, NORTH + y])
    const dot = [
      [EAST + 12, NORTH - 2],
      [EAST + 12, NORTH - 2],
    ]
    const file = geojson([
      [{ n: 1 }, null],
      [{ n: 2 }, polygon()],
      [{ n: 3 }, { type: 'Point', coordinates: [EAST + 1, NORTH - 1] }],
      [{ n: 4 }, polygon(bow)],
      [{ n: 5 }, polygon(square(10, 0), dot)],
      [{ n: 6 }, polygon(dot)],
      [{ n: 7 }, polygon(square(20, 0))],
      [{ n: 8 }, polygon(square(20, 0))],
      [{ n: 7 }, polygon(square(30, 0))],
      [{ n: null }, polygon(square(30, -10))],
    ])
    const { features, problems } = await tried.vector({ kind: 'building', idColumn: 'n' }, file)
    expect(problems.map(({ code, featureId }) => `${featureId ?? ''} ${code}`)).toEqual([
      '1 null-geometry',
      '2 null-geometry',
      '3 wrong-geometry-type',
      '4 invalid-geometry',
      '5 invalid-geometry',
      '6 unrepairable-geometry',
      '8 duplicate-geometry',
      '7 duplicate-id',
      ' missing-id',
    ])
    expect(features.map((feature) => feature.id.slice(0, 2))).toEqual(['4', '5', '7', '7~', expect.stringMatching(/^g/)])
    const parts = features.map(({ geometry }) => (geometry.type === 'polygon' ? geometry.polygons.map((rings) => rings.length) : []))
    expect(parts.slice(0, 2)).toEqual([[1, 1], [1]])
  })

  test('with Z, in a compound CRS and in a CRS that is only text, lies where it should', async () => {
    const csv = tried.write(
      'z.csv',
      `WKT,n\n"POLYGON Z ((${square(1, 0)
        .map(([x, y]) => `${x} ${y} 12`)
        .join(', ')}))",1\n`,
    )
    const make = (name: string, crs: string) => {
      const path = join(tried.folder, name)
      execFileSync('ogr2ogr', ['-q', '-f', 'GPKG', path, csv, '-a_srs', crs, '-nln', 'a', '-oo', 'KEEP_GEOM_COLUMNS=NO'])
      return path
    }
    const custom = '+proj=tmerc +lat_0=0 +lon_0=15 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs'
    for (const file of [make('compound.gpkg', 'EPSG:3006+5613'), make('text.gpkg', custom)]) {
      const { features, codes } = await tried.vector({ kind: 'building' }, file)
      expect(codes).toEqual([])
      const { geometry } = features[0]
      expect(geometry.type === 'polygon' && [...geometry.polygons[0][0]].every((value, i) => Math.abs(value - square(1, 0).flat()[i]) < 0.01)).toBe(true)
    }
  })

  test('with arcs is made of straight lines, which is told', async () => {
    const wkt = `CURVEPOLYGON (CIRCULARSTRING (${EAST} ${NORTH - 10}, ${EAST + 10} ${NORTH - 20}, ${EAST + 20} ${NORTH - 10}, ${EAST + 10} ${NORTH}, ${EAST} ${NORTH - 10}))`
    const csv = tried.write('arc.csv', `WKT,n\n"${wkt}",1\n`)
    const path = join(tried.folder, 'arc.gpkg')
    execFileSync('ogr2ogr', ['-q', '-f', 'GPKG', path, csv, '-a_srs', 'EPSG:3006', '-nlt', 'CURVEPOLYGON', '-nln', 'a', '-oo', 'KEEP_GEOM_COLUMNS=NO'])
    const { features, codes } = await tried.vector({ kind: 'building' }, path)
    expect(codes).toEqual(['curved-geometry'])
    const [{ geometry }] = features
    expect(geometry.type === 'polygon' && geometry.polygons[0][0].length).toBeGreaterThan(40)
  })
})

describe('tables', () => {
  const place = { kind: 'place', attributes: { name: { column: 'benämning' } }, source: { crs: 'EPSG:3006', xColumn: 'öst', yColumn: 'nord' } } as const

  test.each([
    ['a byte order mark', '\uFEFFöst;nord;benämning\n319010,5;6398990,25;Torget\n', undefined],
    ['decimal commas and spaces between thousands', 'öst;nord;benämning\n"319 010,5";"6 398 990,25";Torget\n', undefined],
    ['letters that are typed in two parts', 'o\u0308st;nord;bena\u0308mning\n319010.5;6398990.25;Torget\n', undefined],
    ['Latin letters of another encoding', 'öst;nord;benämning\n319010,5;6398990,25;Torget\n', 'ISO-8859-1'],
  ] as const)('with %s', async (_, text, encoding) => {
    const file = tried.write(`${++serial}.csv`, Buffer.from(text, encoding ? 'latin1' : 'utf8'))
    const { features, problems } = await tried.vector({ ...place, source: { ...place.source, ...(encoding && { encoding }) } }, file)
    expect(problems).toEqual([])
    expect(features).toMatchObject([{ attributes: { name: 'Torget' }, geometry: { type: 'point', points: Float64Array.of(319010.5, 6398990.25) } }])
  })

  test('in JSON, with a byte order mark before all and in a key', async () => {
    const file = tried.write('records.json', '\uFEFF{"count":1,"results":[{"\uFEFFöst":"319010,5","nord":6398990.25,"benämning":"Torget"}]}')
    const { features } = await tried.vector(place, file)
    expect(features).toMatchObject([{ attributes: { name: 'Torget' }, geometry: { points: Float64Array.of(319010.5, 6398990.25) } }])
  })

  test('whose coordinates are no numbers are told', async () => {
    const file = tried.write('bad.csv', 'öst;nord;benämning\nokänd;6398990;Torget\n;;Bron\n319010 m;x;Kajen\n')
    expect((await tried.vector(place, file)).codes).toEqual(['null-geometry', 'null-geometry', 'null-geometry'])
  })
})

test('OpenStreetMap: one kind of shape is read whole where the file holds more of another than the driver keeps', async () => {
  const count = 120_000
  const node = (id: number, lon: number, tags = '') => `<node id="${id}" lat="57.7" lon="${lon}" version="1">${tags}</node>\n`
  let nodes = ''
  for (let id = 1; id <= count; id++) nodes += node(id, 11.9 + (id % 500) / 1e5, '<tag k="natural" v="tree"/>')
  const ring = [
    [11.96, 57.7],
    [11.961, 57.7],
    [11.961, 57.701],
  ]
  ring.forEach(([lon, lat], i) => (nodes += `<node id="${count + 1 + i}" lat="${lat}" lon="${lon}" version="1"/>\n`))
  const refs = [1, 2, 3, 1].map((i) => `<nd ref="${count + i}"/>`).join('')
  const way = `<way id="9" version="1">${refs}<tag k="building" v="yes"/><tag k="building:levels" v="3;4"/></way>`
  const file = tried.write('many.osm', `<?xml version="1.0"?><osm version="0.6">\n${nodes}${way}</osm>`)
  const { read } = await tried.vector(
    { kind: 'building', idColumn: 'osm_way_id', source: { layer: 'multipolygons' }, attributes: { storeys: { column: 'other_tags.building:levels' } } },
    file,
  )
  expect(read).toBe(1)
  expect((await tried.vector({ kind: 'tree', source: { layer: 'points' } }, file)).read).toBe(count)
})
