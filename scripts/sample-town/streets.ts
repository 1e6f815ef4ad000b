import type { Point } from './place.ts'
import { besideRiver, riverAt } from './waters.ts'
import { rounded } from './line.ts'

export type StreetType = 'Huvudgata' | 'Gata' | 'Lokalgata' | 'Gränd' | 'Tillfart'

export interface Street {
  name: string
  type: StreetType
  /** Carriageway, metres. */
  width: number
  line: Point[]
  cobbled?: boolean
}

/** Pavement on each side, metres, by type. */
export const PAVEMENT: Record<StreetType, number> = { Huvudgata: 3, Gata: 2.5, Lokalgata: 1.5, Gränd: 1.5, Tillfart: 0.5 }

const street = (name: string, type: StreetType, width: number, ...points: Point[]): Street => ({ name, type, width, line: rounded(points, 24) })
const cobbled = (name: string, type: StreetType, width: number, line: Point[]): Street => ({ name, type, width, line, cobbled: true })

const KAJ = 24
const westQuay = (v: number): Point => [riverAt(v) - KAJ, v]

/** Every street, from end to end. Ends that lie within a few metres of another street are joined to it. */
export const STREETS: Street[] = [
  street('Storgatan', 'Huvudgata', 13, [0, 520], [140, 514], [300, 522], [392, 520], [1024, 520]),
  street('Norra vägen', 'Gata', 7, [480, 0], [466, 110], [452, 215], [466, 310], [462, 378]),
  street('Kyrkogatan', 'Gata', 7, [462, 378], [462, 664]),
  street('Södra vägen', 'Gata', 7, [462, 664], [466, 760], [492, 880], [480, 1024]),
  street('Östra vägen', 'Huvudgata', 9, [806, 0], [806, 110], [820, 250], [820, 690], [806, 860], [806, 1024]),
  street('Norra Esplanaden', 'Gata', 9, [392, 378], westQuay(378)),
  street('Smedjegatan', 'Gata', 6.5, [392, 452], westQuay(452)),
  street('Hantverkaregatan', 'Gata', 6.5, [392, 592], westQuay(592)),
  street('Södra Strandgatan', 'Gata', 6.5, [336, 662], [392, 664], westQuay(664)),
  street('Västergatan', 'Gata', 7, [392, 378], [392, 664]),
  street('Drottninggatan', 'Gata', 7, [540, 378], [540, 664]),
  cobbled('Västra Kajen', 'Gränd', 6, besideRiver(-KAJ, 378, 664)),
  cobbled('Östra Kajen', 'Gränd', 6, besideRiver(KAJ, 440, 600)),
  cobbled('Majgatan', 'Gränd', 5.5, [
    [742, 378],
    [742, 600],
  ]),
  street('Norra Brogatan', 'Gata', 8, [452, 215], [640, 212], [700, 216], [820, 236]),
  street('Plantagegatan', 'Lokalgata', 6, [659, 440], [905, 440]),
  street('Nygatan', 'Lokalgata', 6, [658, 600], [820, 600]),
  street('Ekgatan', 'Lokalgata', 6, [700, 378], [820, 378]),
  street('Solbacken', 'Lokalgata', 5.5, [806, 52], [872, 46], [926, 84], [922, 150], [890, 208], [820, 236]),
  street('Månvägen', 'Lokalgata', 5.5, [806, 52], [722, 58], [712, 110], [716, 165], [744, 223]),
  street('Bergsgatan', 'Lokalgata', 5.5, [392, 452], [330, 458], [230, 466], [140, 468], [62, 484], [40, 518]),
  street('Sjögatan', 'Lokalgata', 6, [345, 521], [336, 600], [336, 662], [362, 706], [464, 714]),
  street('Fiskarvägen', 'Lokalgata', 5.5, [488, 856], [420, 848], [350, 886], [262, 918], [150, 920], [74, 890]),
  street('Åvägen', 'Lokalgata', 5.5, [489, 862], [560, 866], [598, 900], [592, 975], [484, 986]),
  street('Tallvägen', 'Lokalgata', 5, [488, 922], [596, 930]),
  street('Strandvägen', 'Lokalgata', 5.5, [658, 600], [660, 690], [668, 770], [690, 815], [738, 826]),
  street('Syrenvägen', 'Lokalgata', 5.5, [742, 600], [740, 660], [728, 740], [738, 826], [806, 852]),
  street('Rönnvägen', 'Lokalgata', 5, [820, 668], [740, 664]),
  street('Lönnvägen', 'Lokalgata', 5, [815, 762], [729, 746]),
  street('Stationsgatan', 'Gata', 7, [905, 440], [905, 520]),
  street('Industrigatan', 'Gata', 7, [905, 520], [905, 600], [874, 668], [872, 740], [872, 962], [806, 976]),
  street('Verkstadsgatan', 'Tillfart', 6, [872, 800], [811, 806]),
  street('Kolonivägen', 'Tillfart', 4, [1000, 520], [994, 610], [994, 900]),
]

export function streetNamed(name: string): Street {
  const found = STREETS.find((s) => s.name === name)
  if (!found) throw new RangeError(`no street ${name}`)
  return found
}
