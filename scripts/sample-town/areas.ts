import type { Point } from './place.ts'
import { boxRing, grow } from './ring.ts'
import type { Box } from './ring.ts'
import { BLOCKS } from './centre.ts'
import { railwayAt } from './rails.ts'
import { LAKE, besideRiver, lakeRadius } from './waters.ts'

export type AreaType =
  | 'Park'
  | 'Kyrkogård'
  | 'Torg, gatsten'
  | 'Torg, plattor'
  | 'Gård, gatsten'
  | 'Gård, grus'
  | 'Bollplan'
  | 'Grusplan'
  | 'Skolgård'
  | 'Lekplats'
  | 'Badstrand'
  | 'Åker'
  | 'Äng'
  | 'Parkering'
  | 'Tomtmark, hårdgjord'
  | 'Rivningstomt'
  | 'Perrong'
  | 'Koloniområde'

export interface Area {
  type: AreaType
  name: string | null
  ring: Point[]
}

const area = (type: AreaType, name: string | null, ...ring: Point[]): Area => ({ type, name, ring })
const box = (type: AreaType, name: string | null, b: Box): Area => area(type, name, ...boxRing(b))

/** Points off the lake's shore, between two angles in degrees. */
const shore = (out: number, from: number, to: number): Point[] =>
  Array.from({ length: 25 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 24) * Math.PI) / 180
    const r = lakeRadius(angle) + out
    return [LAKE[0] + r * Math.cos(angle), LAKE[1] + r * Math.sin(angle)] as const
  })

const platform = (offset: number, from: number, to: number): Point[] => [from, (from + to) / 2, to].map((v) => [railwayAt(v) + offset, v] as const)

const courtyards = (): Area[] =>
  BLOCKS.map(({ name, box: outer, depth, use, open }) => {
    const [west, north, east, south] = grow(outer, -depth)
    const ring: Box = [west, open === 'north' ? outer[1] : north, east, open === 'south' ? outer[3] : south]
    return box(use === 'Landshövdingehus' ? 'Gård, grus' : 'Gård, gatsten', name, ring)
  })

export const AREAS: Area[] = [
  box('Torg, gatsten', 'Stora torget', [468, 475, 534, 509]),
  box('Torg, plattor', 'Stationstorget', [830, 533, 898, 592]),
  box('Kyrkogård', 'Kyrkogården', [398, 533, 456, 586]),
  area('Park', 'Södra parken', [470, 672], ...besideRiver(-30, 672, 785), [560, 782], [500, 772], [472, 764]),
  area('Park', 'Strandparken', [158, 530], [330, 533], [324, 600], ...shore(17, -28, -100)),
  area('Badstrand', 'Vikabadet', ...shore(-1, -82, -26), ...shore(16, -26, -82)),
  box('Bollplan', 'Norrängens IP', [494, 50, 599, 118]),
  box('Grusplan', 'Norrängens grusplan', [504, 130, 570, 184]),
  area('Skolgård', 'Brogårdsskolan', [532, 256], [564, 256], [564, 289], [620, 289], [620, 312], [508, 312], [508, 289], [532, 289]),
  box('Lekplats', 'Ekorrens gård', [522, 326, 546, 346]),
  area('Åker', null, [124, 960], [300, 950], [384, 918], [440, 896], [440, 1018], [124, 1018]),
  area('Åker', null, [6, 566], [36, 566], [40, 700], [24, 860], [6, 870]),
  box('Äng', 'Östängen', [986, 16, 1018, 506]),
  area('Äng', null, [20, 972], [112, 972], [112, 1016], [20, 1016]),
  box('Parkering', 'Stormarknaden', [846, 262, 925, 295]),
  box('Parkering', 'Kontorsparkeringen', [836, 352, 930, 392]),
  box('Tomtmark, hårdgjord', 'Verkstaden', [824, 704, 866, 790]),
  box('Tomtmark, hårdgjord', 'Bussdepån', [816, 818, 866, 960]),
  box('Tomtmark, hårdgjord', 'Mekaniska verkstaden', [880, 686, 935, 966]),
  area('Rivningstomt', 'Varvet', [690, 878], [792, 872], [796, 1000], [700, 1006], [684, 940]),
  area('Perrong', 'Exempelstads station', ...platform(-7.5, 536, 604), ...platform(-4, 536, 604).reverse()),
  box('Koloniområde', 'Banvallens koloniområde', [978, 618, 1016, 894]),
  ...courtyards(),
]
