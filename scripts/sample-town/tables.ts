import { AREAS } from './areas.ts'
import { footprint, ridgeOf } from './house.ts'
import { beside, lengthOf, stationAt } from './line.ts'
import type { Point } from './place.ts'
import { RAILWAY, TRAM } from './rails.ts'
import { lineWkt, pointWkt, polygonWkt, type Row, type Table, type Tile } from './table.ts'
import type { Town } from './town.ts'
import { streetNamed } from './streets.ts'
import { waters } from './waters.ts'

const numbered = (letter: string, index: number, { suffix }: Tile) => `${letter}${String(index + 1).padStart(4, '0')}${suffix}`
const comma = (metres: number) => String(metres).replace('.', ',')
const tenth = (metres: number) => Math.round(metres * 10) / 10

export function buildings({ houses }: Town, tile: Tile): Table {
  const rows = houses.map((house, i): Row => {
    const { use, year, storeys, eaves, roof, name } = house
    return {
      values: [numbered('B', i, tile), use, year, storeys, Math.round(eaves * 10), tenth(ridgeOf(house)), roof, name],
      wkt: polygonWkt(footprint(house), tile),
    }
  })
  const fields = [
    ['byggnad_id', 'text'],
    ['andamal', 'text'],
    ['byggar', 'whole'],
    ['vaningar', 'whole'],
    ['takfot_dm', 'whole'],
    ['taknock_m', 'real'],
    ['taktyp', 'text'],
    ['namn', 'text'],
  ] as const
  return { file: 'byggnader.gpkg', layer: 'byggnader', fields, geometry: 'any', rows }
}

export function roads({ streets }: Town, tile: Tile): Table {
  const rows = streets.map(({ way, line, bridge }, i): Row => {
    const paving = way.cobbled ? 'Gatsten' : 'Asfalt'
    return { values: [numbered('V', i, tile), way.type, way.name, comma(way.width), bridge ? 'Bro' : 'Mark', paving], wkt: lineWkt(line, tile) }
  })
  const fields = [
    ['VÄG_ID', 'text'],
    ['VÄGTYP', 'text'],
    ['GATUNAMN', 'text'],
    ['BREDD', 'text'],
    ['NIVÅ', 'text'],
    ['BELÄGGNING', 'text'],
  ] as const
  return { file: 'gator.shp', layer: 'gator', fields, geometry: 'line', rows }
}

export function paths(town: Town, tile: Tile): Table {
  const rows = town.paths.map(({ way, line, bridge }, i): Row => ({
    values: [numbered('G', i, tile), way.type, way.width, way.paving, bridge ? 'bro' : 'mark', way.name],
    wkt: lineWkt(line, tile),
  }))
  const fields = [
    ['id', 'text'],
    ['typ', 'text'],
    ['bredd', 'real'],
    ['belaggning', 'text'],
    ['niva', 'text'],
    ['namn', 'text'],
  ] as const
  return { file: 'gang-och-cykel.geojson', layer: 'gang_och_cykel', fields, geometry: 'line', rows }
}

const all = () => waters(streetNamed('Södra vägen').line)

export function waterAreas(tile: Tile): Table {
  const rows = all().flatMap(({ kind, name, ring, level }, i): Row[] =>
    ring ? [{ values: [numbered('W', i, tile), kind, name, level], wkt: polygonWkt(ring, tile) }] : [],
  )
  return {
    file: 'vatten.gpkg',
    layer: 'vattenytor',
    fields: [
      ['vatten_id', 'text'],
      ['vattenslag', 'text'],
      ['namn', 'text'],
      ['vattenniva', 'real'],
    ],
    geometry: 'polygon',
    rows,
  }
}

export function streams(tile: Tile): Table {
  const rows = all().flatMap(({ name, line, width }, i): Row[] =>
    line ? [{ values: [numbered('W', i, tile), name, width === null ? null : width * 10], wkt: lineWkt(line, tile) }] : [],
  )
  return {
    file: 'vatten.gpkg',
    layer: 'backar',
    fields: [
      ['vatten_id', 'text'],
      ['namn', 'text'],
      ['bredd_dm', 'real'],
    ],
    geometry: 'line',
    rows,
  }
}

export function tracks(tile: Tile): Table {
  const rail = RAILWAY.map(({ line }) => ({ type: 'Järnväg', level: 'mark', line }))
  const tram = TRAM.map(({ line, bridge }) => ({ type: 'Spårväg', level: bridge ? 'bro' : 'mark', line: [...line] }))
  const rows = [...rail, ...tram].map(({ type, level, line }, i): Row => ({ values: [numbered('S', i, tile), type, level], wkt: lineWkt(line, tile) }))
  return {
    file: 'spar.gpkg',
    layer: 'spar',
    fields: [
      ['spar_id', 'text'],
      ['typ', 'text'],
      ['niva', 'text'],
    ],
    geometry: 'line',
    rows,
  }
}

export function areas(tile: Tile): Table {
  const rows = AREAS.map(({ type, name, ring }, i): Row => ({ values: [numbered('Y', i, tile), type, name], wkt: polygonWkt(ring, tile) }))
  return {
    file: 'ytor.geojson',
    layer: 'ytor',
    fields: [
      ['yta_id', 'text'],
      ['typ', 'text'],
      ['namn', 'text'],
    ],
    geometry: 'polygon',
    rows,
  }
}

const PLACES: [kind: string, name: string, at: Point][] = [
  ['Stadsdel', 'Centrum', [500, 520]],
  ['Stadsdel', 'Solbacken', [880, 130]],
  ['Stadsdel', 'Vika', [300, 900]],
  ['Stadsdel', 'Varvet', [740, 940]],
  ['Skola', 'Brogårdsskolan', [548, 300]],
  ['Badplats', 'Vikabadet', [262, 672]],
  ['Torg', 'Stora torget', [520, 497]],
  ['Hållplats', 'Stora torget', [476, 528]],
  ['Hållplats', 'Bergsgatan', [330, 532]],
  ['Hållplats', 'Stationen', [826, 530]],
  ['Sevärdhet', 'Exempelstads kyrka', [400, 556]],
  ['Sevärdhet', 'Rådhuset', [500, 480]],
  ['Sevärdhet', 'Kvarnen', [600, 790]],
]

export function places(tile: Tile): Table {
  const rows = PLACES.map(([kind, name, at], i): Row => ({ values: [numbered('P', i, tile), kind, name], wkt: pointWkt(at, tile) }))
  return {
    file: 'platser.geojson',
    layer: 'platser',
    fields: [
      ['plats_id', 'text'],
      ['platstyp', 'text'],
      ['namn', 'text'],
    ],
    geometry: 'point',
    rows,
  }
}

export function plans(tile: Tile): Table {
  const yard = AREAS.find(({ name }) => name === 'Varvet')!
  const rows: Row[] = [{ values: [`DP-2026-01${tile.suffix}`, 'Detaljplan för Varvet', 'Pågående'], wkt: polygonWkt(yard.ring, tile) }]
  return {
    file: 'detaljplaner.geojson',
    layer: 'detaljplaner',
    fields: [
      ['plan_id', 'text'],
      ['namn', 'text'],
      ['status', 'text'],
    ],
    geometry: 'polygon',
    rows,
  }
}

/** Crossings lie this far from the middle of a junction, in metres. */
const FROM_JUNCTION = 11

export function crossings({ junctions }: Town, tile: Tile): Table {
  const points = junctions.flatMap(({ at, links }) =>
    links
      .filter(({ line, way, bridge }) => !bridge && way.type !== 'Tillfart' && !way.cobbled && lengthOf(line) > 3 * FROM_JUNCTION)
      .slice(0, 3)
      .map(({ line }) => {
        const starts = Math.hypot(line[0][0] - at[0], line[0][1] - at[1]) < 1
        return beside(stationAt(line, starts ? FROM_JUNCTION : lengthOf(line) - FROM_JUNCTION), 0)
      }),
  )
  const rows = points.map((at, i): Row => ({ values: [numbered('O', i, tile)], wkt: pointWkt(at, tile) }))
  return { file: 'overgangsstallen.geojson', layer: 'overgangsstallen', fields: [['id', 'text']], geometry: 'point', rows }
}
