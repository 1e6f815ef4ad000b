/** What real deliveries are like, read as they came. Heights and counts come from the deliveries' own descriptions. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Geometry } from '#pipeline/model/feature.ts'
import { realData } from '#pipeline/real-data.ts'
import { tryNormalise } from './try-normalise.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const area = (geometry: Geometry): number => {
  if (geometry.type !== 'polygon') return 0
  const signed = (ring: Float64Array) => {
    let sum = 0
    for (let i = 0; i + 3 < ring.length; i += 2) sum += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1]
    return Math.abs(sum) / 2
  }
  return geometry.polygons.reduce((sum, [outer, ...holes]) => sum + signed(outer) - holes.reduce((all, hole) => all + signed(hole), 0), 0)
}
const middle = (values: number[]) => values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b)[values.length >> 1]

describe.skipIf(!realData('goteborg/stad_areas_water/hav_goteborg.gpkg'))('Göteborg', () => {
  const data = realData('goteborg')!
  const goteborg = tryNormalise('EPSG:3007', { minE: 147000, minN: 6397500, maxE: 149500, maxN: 6399500 })
  afterAll(() => goteborg.end())

  test('a sea in a CRS of its own and a river in another meet where they should: the CRS said by number moves nothing', async () => {
    const file = `${data}/goteborg/stad_areas_water/hav_goteborg.gpkg`
    const wide = tryNormalise('EPSG:3007', { minE: 100000, minN: 6370000, maxE: 170000, maxN: 6420000 })
    const own = await wide.vector({ kind: 'water' }, file)
    const said = await wide.vector({ kind: 'water', source: { crs: 'EPSG:3007' } }, file)
    await wide.end()
    expect(own.used).toBeGreaterThan(0)
    expect(own.features.map((feature) => Math.round(area(feature.geometry)))).toEqual(said.features.map((feature) => Math.round(area(feature.geometry))))
    const first = ({ features }: typeof own) => (features[0].geometry as { polygons: Float64Array[][] }).polygons[0][0]
    first(own).forEach((value, i) => expect(value).toBeCloseTo(first(said)[i], 2))
  })

  test('a Shapefile without code page: its column OPERATÖR is found, and no text is bad', async () => {
    const { features, used, codes } = await goteborg.vector(
      { kind: 'building', idColumn: 'MI_PRINX', source: { crs: 'EPSG:3007' }, attributes: { name: { column: 'OPERATÖR' } } },
      `${data}/goteborg/kronhuset_1m/buildings.shp`,
    )
    expect(used).toBe(137)
    expect(codes).not.toContain('bad-text')
    expect(features.some((feature) => feature.attributes['name'] !== undefined)).toBe(true)
  })

  test('a code page spelt "ISO 88591"', async () => {
    const { used, codes } = await goteborg.vector(
      { kind: 'road', attributes: { name: { column: 'KATEGORI' } } },
      `${data}/goteborg/roads_lantmateriet/vl_riks.shp`,
    )
    expect(used).toBeGreaterThan(100)
    expect(codes).not.toContain('bad-text')
  })

  test('rasters in two CRSs and sizes of cell agree on the ground', async () => {
    const near = tryNormalise('EPSG:3007', { minE: 147740, minN: 6398580, maxE: 147930, maxN: 6398760 })
    const height = { datum: 'EPSG:5613', offsetM: 0, above: 'datum' } as const
    const coarse = await near.raster({ kind: 'terrain', height }, `${data}/goteborg/innerstaden_2m/torgg_dem.tif`)
    const fine = await near.raster({ kind: 'terrain', height }, `${data}/goteborg/kronhuset_1m/DEM_KRbig.tif`)
    await near.end()
    expect([coarse.raster?.width, coarse.raster?.height]).toEqual([fine.raster?.width, fine.raster?.height])
    expect(Math.abs(middle(coarse.values.map((value, i) => value - fine.values[i])))).toBeLessThan(0.05)
  })
})

describe.skipIf(!realData('delft/bgt'))('Delft', () => {
  const data = realData('delft')!
  const delft = tryNormalise('EPSG:28992', { minE: 84808, minN: 447412, maxE: 85073, maxN: 447642 })
  afterAll(() => delft.end())

  test('all 160 buildings of the reference model, by their own ids', async () => {
    const { used, stableIds, codes, features } = await delft.vector({ kind: 'building', idColumn: 'lokaalid' }, `${data}/delft/bgt/bgt_pand.sqlite`)
    expect({ used, stableIds, codes }).toEqual({ used: 160, stableIds: true, codes: [] })
    expect(features[0].id).toMatch(/^G0503\./)
  })

  test.each(['overigbouwwerk', 'tunneldeel', 'ondersteunendwegdeel'])('%s is legally empty, and its columns are still held to account', async (name) => {
    const file = `${data}/delft/bgt/bgt_${name}.sqlite`
    expect(await delft.vector({ kind: 'area' }, file)).toMatchObject({ read: 0, used: 0, problems: [] })
    await expect(delft.vector({ kind: 'area', attributes: { name: { column: 'gone' } } }, file)).rejects.toMatchObject({ code: 'missing-column' })
  })

  test('ground below the sea, and gaps of the surface as gaps', async () => {
    const ground = await delft.raster({ kind: 'terrain' }, `${data}/delft/derived/dtm_filled_0.5m.tif`)
    const known = ground.values.filter((value) => !Number.isNaN(value))
    expect(known.some((value) => value < -0.5)).toBe(true)
    expect(known.every((value) => value > -1 && value < 2.5)).toBe(true)
    const surface = await delft.raster({ kind: 'surface' }, `${data}/delft/derived/dsm_max_0.5m.tif`)
    expect(surface.values.some(Number.isNaN)).toBe(true)
    expect(surface.values.every((value) => Number.isNaN(value) || value > -1)).toBe(true)
  })
})

describe.skipIf(!realData('bilbao/DEM.tif'))('Bilbao', () => {
  const data = realData('bilbao')!
  const bilbao = tryNormalise('EPSG:25830', { minE: 501300, minN: 4794300, maxE: 502500, maxN: 4795400 })
  afterAll(() => bilbao.end())

  test('cells of 2.50206 m are read between their centres, and building heights are heights', async () => {
    const { raster, values } = await bilbao.raster({ kind: 'surface' }, `${data}/bilbao/BDSM.tif`)
    expect(raster).toMatchObject({ width: 1200, height: 1100 })
    expect(values.every((value) => value >= 0 && value <= 52)).toBe(true)
    expect(values).toContain(0)
    expect(values.some((value) => value % 1 !== 0)).toBe(true)
  })

  test('water is outlined from the heights that are known to be water, in metres of the cells’ own size', async () => {
    const part = { kind: 'water', classes: { '-2': 'water', '-1': 'water', '0': 'water' }, attributes: { class: { constant: 'river' } } } as const
    const all = await bilbao.vector(part, `${data}/bilbao/DEM.tif`)
    const large = await bilbao.vector({ ...part, source: { where: 'OGR_GEOM_AREA >= 2000' } }, `${data}/bilbao/DEM.tif`)
    expect(all.read).toBeGreaterThan(large.read)
    expect(large.features.length).toBeGreaterThan(0)
    expect(Math.max(...large.features.map((feature) => area(feature.geometry)))).toBeGreaterThan(500_000)
    expect(Math.min(...large.features.map((feature) => area(feature.geometry)))).toBeGreaterThan(1999)
  })
})

describe.skipIf(!realData('helsinki/helsinki_centre_2019.osm.pbf'))('Helsinki', () => {
  const data = realData('helsinki')!
  const file = `${data}/helsinki/helsinki_centre_2019.osm.pbf`
  const helsinki = tryNormalise('EPSG:3879', { minE: 25495000, minN: 6671000, maxE: 25499000, maxN: 6676000 })
  afterAll(() => helsinki.end())

  test('buildings from OpenStreetMap: heights and storeys from inside other_tags', async () => {
    const { features, problems, stableIds } = await helsinki.vector(
      {
        kind: 'building',
        idColumn: 'osm_way_id',
        source: { layer: 'multipolygons', where: 'building IS NOT NULL AND osm_way_id IS NOT NULL' },
        attributes: { storeys: { column: 'other_tags.building:levels' }, ridgeM: { column: 'other_tags.height' }, year: { column: 'other_tags.start_date' } },
      },
      file,
    )
    expect(stableIds).toBe(true)
    expect(features.length).toBeGreaterThan(400)
    expect(features.filter((feature) => feature.attributes['storeys'] !== undefined).length).toBeGreaterThan(100)
    expect(features.map((feature) => feature.attributes['ridgeM'])).toContain(12.13)
    expect(features.map((feature) => feature.attributes['year'])).toContain(1938)
    expect(problems.map((problem) => problem.message)).toContain('other_tags.start_date is "1890s", not a number')
    // An extract leaves rings of two equal points at its rim.
    expect(problems.filter((problem) => problem.code === 'unrepairable-geometry')).toHaveLength(11)
  })

  test('the three kinds of shape of one file, each whole', async () => {
    const trees = await helsinki.vector({ kind: 'tree', source: { layer: 'points', where: `other_tags LIKE '%"natural"=>"tree"%'` } }, file)
    expect(trees.read).toBe(649)
    const lines = await helsinki.vector({ kind: 'road', source: { layer: 'lines', where: "highway IN ('residential', 'primary')" } }, file)
    expect(lines.read).toBe(370)
    expect(lines.codes).not.toContain('wrong-geometry-type')
  })

  test('terrain in degrees, and its height a hair under zero', async () => {
    const [east, north] = (await helsinki.gdal.run('transform', { from: 'EPSG:4326', to: 'EPSG:3879', points: [[24.9125, 60.168]] }))[0]
    const near = tryNormalise('EPSG:3879', {
      minE: Math.round(east) - 50,
      minN: Math.round(north) - 50,
      maxE: Math.round(east) + 50,
      maxN: Math.round(north) + 50,
    })
    const { values, problems } = await near.raster({ kind: 'terrain' }, `${data}/helsinki/dtm_lapinlahti_4326.tif`)
    await near.end()
    expect(problems).toEqual([])
    expect(values.every((value) => value > -0.1 && value < 11)).toBe(true)
  })
})

describe.skipIf(!realData('sweden_opendata/Badplatser_Harryda.json'))('Swedish open data', () => {
  const data = realData('sweden_opendata')!
  const sweden = tryNormalise('EPSG:3006', { minE: 200000, minN: 6100000, maxE: 950000, maxN: 7700000 })
  afterAll(() => sweden.end())

  test('a table as JSON, with a byte order mark in a key', async () => {
    const { used, problems, features } = await sweden.vector(
      {
        kind: 'place',
        source: { crs: 'EPSG:4326', xColumn: 'longitude', yColumn: 'latitude' },
        idColumn: 'place_id',
        attributes: { name: { column: 'name' } },
      },
      `${data}/sweden_opendata/Badplatser_Harryda.json`,
    )
    expect(used).toBe(9)
    expect(problems.map((problem) => problem.code)).toEqual(Array(9).fill('missing-id'))
    expect(features.map((feature) => feature.attributes['name'])).toContain('Gingsjön')
  })

  test('features with null geometry are told and dropped', async () => {
    const { read, codes } = await sweden.vector({ kind: 'place' }, `${data}/sweden_opendata/hav_badplatser_2021-05.geojson`)
    expect(read).toBe(2687)
    expect(codes.filter((code) => code === 'null-geometry')).toHaveLength(3)
  })
})

describe.skipIf(!realData('potsdam/Potsdam_LoD1.gml'))('3D city models', () => {
  const data = realData('potsdam')!

  test('CityGML in a compound CRS: 97 buildings lie in their town, where the definition says the CRS', async () => {
    const potsdam = tryNormalise('EPSG:25833', { minE: 366000, minN: 5807000, maxE: 369000, maxN: 5809500 })
    const file = join(potsdam.folder, 'Potsdam.gml') // GDAL writes a schema beside a GML
    copyFileSync(`${data}/potsdam/Potsdam_LoD1.gml`, file)
    await expect(potsdam.vector({ kind: 'building' }, file)).rejects.toMatchObject({ code: 'unknown-crs' })
    const { read, used, codes, features } = await potsdam.vector(
      { kind: 'building', source: { crs: 'EPSG:25833' }, attributes: { ridgeM: { column: 'TRAUH', unit: 'mm' } } },
      file,
    )
    await potsdam.end()
    expect({ read, used }).toEqual({ read: 97, used: 97 })
    expect(codes).not.toContain('outside-area')
    expect(features.every((feature) => area(feature.geometry) > 1)).toBe(true)
    // Heights here are millimetres over the sea, whatever unit the file says: the definition has the last word.
    expect(features.every((feature) => Number(feature.attributes['ridgeM']) > 30)).toBe(true)
  })

  test('CityJSON, which GDAL does not read, is one line', async () => {
    const rotterdam = tryNormalise('EPSG:28992', { minE: 90000, minN: 435000, maxE: 92000, maxN: 437000 })
    const asked = rotterdam.vector({ kind: 'building' }, `${data}/rotterdam_delfshaven/3-20-DELFSHAVEN.city.json`)
    await expect(asked).rejects.toMatchObject({ code: 'unreadable-source', hint: expect.stringContaining('format') as string })
    await rotterdam.end()
  })
})
