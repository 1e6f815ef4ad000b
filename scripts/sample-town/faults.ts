import type { Table } from './table.ts'

/** A fault as a delivery has it, planted on purpose; `code` is the problem that a quality report must count. */
export interface Fault {
  layer: string
  code: string
  count: number
  note: string
}

const FAULTS: Fault[] = []
const note = (layer: string, code: string, text: string, count = 1) => FAULTS.push({ layer, code, count, note: text })

const [EAST, NORTH] = [150016, 6307840]
const box = (x: number, z: number, size: number) => `POLYGON ((${x} ${z}, ${x + size} ${z}, ${x + size} ${z - size}, ${x} ${z - size}, ${x} ${z}))`

function plantInBuildings({ rows }: Table): void {
  const add = (id: string | null, wkt: string | null, use = 'Uthus', year: number | null = 1950) =>
    rows.push({ values: [id, use, year, 1, 24, 3.2, 'Sadeltak', null], wkt })
  add('B9001', null)
  note('buildings', 'null-geometry', 'a building without a shape')
  const [x, z] = [EAST + 40, NORTH + 300]
  add('B9002', `POLYGON ((${x} ${z}, ${x + 9} ${z - 9}, ${x + 9} ${z}, ${x} ${z - 9}, ${x} ${z}))`)
  note('buildings', 'invalid-geometry', 'an outline drawn as a bow tie')
  add('B0001', box(EAST + 60, NORTH + 300, 7))
  note('buildings', 'duplicate-id', 'an id given to two buildings')
  rows.push({ values: ['B9003', ...rows[40].values.slice(1)], wkt: rows[40].wkt })
  note('buildings', 'duplicate-geometry', 'a building delivered twice under two ids')
  add('B9004', box(EAST + 80, NORTH + 300, 8), 'Garage', 20023)
  note('buildings', 'implausible-value', 'a year with a digit too many')
  const [cx, cz] = [EAST + 110, NORTH + 296]
  add('B9005', `CURVEPOLYGON (CIRCULARSTRING (${cx - 6} ${cz}, ${cx} ${cz + 6}, ${cx + 6} ${cz}, ${cx} ${cz - 6}, ${cx - 6} ${cz}))`)
  note('buildings', 'curved-geometry', 'a round building drawn with arcs')
  add(
    'B9006',
    `POLYGON ((${EAST + 130} ${NORTH + 300}, ${EAST + 136} ${NORTH + 300}, ${EAST + 136} ${NORTH + 299.8}, ${EAST + 130} ${NORTH + 299.8}, ${EAST + 130} ${NORTH + 300}))`,
  )
  note('buildings', 'too-small', 'a sliver left over from an edit')
  add('B9007', box(EAST + 62, NORTH + 298, 6))
  note('buildings', 'overlaps-another', 'two buildings on the same ground')
  add('B9008', `LINESTRING (${EAST + 150} ${NORTH + 300}, ${EAST + 160} ${NORTH + 290})`)
  note('buildings', 'wrong-geometry-type', 'a line among the outlines')
  add('B9009', box(EAST + 170, NORTH + 300, 7), 'Hemligt ändamål')
  note('buildings', 'unknown-value', 'a use that no list has')
}

function plantInRoads({ rows }: Table): void {
  const width = rows[5].values
  width[3] = 'ca 12'
  note('roads', 'bad-number', 'a width in words')
  rows[9].values[1] = 'Okänd'
  note('roads', 'unknown-value', 'a type that no list has')
}

function plantInTrees({ rows }: Table): void {
  rows[3].values[0] = null
  note('trees', 'missing-id', 'a tree without an id')
  rows[11].values[2] = '990,0'
  note('trees', 'implausible-value', 'a height in centimetres')
  rows[17].values[1] = 'Yucca brevifolia'
  note('trees', 'unknown-value', 'a species that no list has')
  rows.push({ values: ['T9001', 'Tilia cordata', '9,0', '4,5'], wkt: null })
  note('trees', 'null-geometry', 'a tree without coordinates')
}

function plantInPaths({ rows }: Table): void {
  rows.push({ values: ['G9001', 'Stig', 1.5, 'Grus', 'mark', null], wkt: 'LINESTRING EMPTY' })
  note('paths', 'empty-geometry', 'a path whose points are gone')
}

function plantInPlaces({ rows }: Table): void {
  rows[2].values[2] = `Vika str\uFFFDnd`
  note('places', 'bad-text', 'a name whose letter an earlier system could not read')
  rows.push({ values: ['P9001', 'Sevärdhet', 'Utsikten'], wkt: `POINT (${NORTH} ${EAST})` })
  note('places', 'outside-area', 'a place with easting and northing changed about')
}

const PLANTERS: Readonly<Record<string, (table: Table) => void>> = {
  byggnader: plantInBuildings,
  gator: plantInRoads,
  trad: plantInTrees,
  gang_och_cykel: plantInPaths,
  platser: plantInPlaces,
}

/** A square hole in the surface model, as clouds leave: first row and column and its side, in cells. */
export const SURFACE_HOLE = { row: 1500, column: 300, side: 8 }

/** Plants the faults in the town's tables; gives the list of them. */
export function plantFaults(tables: readonly Table[]): Fault[] {
  FAULTS.length = 0
  for (const table of tables) PLANTERS[table.layer]?.(table)
  note('surface', 'nodata-inside', 'a hole in the surface model')
  return FAULTS.slice()
}
