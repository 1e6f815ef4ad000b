import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { parallel, rounded, section } from './line.ts'
import { round } from './ring.ts'
import { LAKE, besideRiver, lakeRadius } from './waters.ts'
import { streetNamed } from './streets.ts'

export type PathType = 'Cykelväg' | 'Gångväg' | 'Stig'
export type Paving = 'Asfalt' | 'Grus' | 'Plattor'

export interface Path {
  name: string | null
  type: PathType
  width: number
  paving: Paving
  line: Point[]
}

const path = (name: string | null, type: PathType, [width, paving]: [number, Paving], ...points: Point[]): Path => ({
  name,
  type,
  width,
  paving,
  line: rounded(points, 14),
})
const along = (name: string, type: PathType, [width, paving]: [number, Paving], line: Point[]): Path => ({ name, type, width, paving, line })
const closed = (ring: Point[]): Point[] => [...ring, ring[0]]
const northern = streetNamed('Norra vägen').line
const eastern = streetNamed('Östra vägen').line

const bike: [number, Paving] = [3, 'Asfalt']
const walk: [number, Paving] = [2.5, 'Grus']
const trail: [number, Paving] = [1.5, 'Grus']

export const PATHS: Path[] = [
  along('Åpromenaden', 'Cykelväg', bike, besideRiver(-21, 0, 378)),
  along('Åpromenaden', 'Cykelväg', bike, besideRiver(-21, 664, SIZE)),
  along('Östra åstigen', 'Gångväg', walk, besideRiver(19, 0, 440)),
  along('Östra vägens cykelbana', 'Cykelväg', [2.5, 'Asfalt'], parallel(section(eastern, 0, 500), 9)),
  along('Norra vägens cykelbana', 'Cykelväg', [2.5, 'Asfalt'], parallel(northern, -8)),
  path('Banstigen', 'Cykelväg', bike, [976, 0], [978, 300], [976, 520], [978, 760], [976, 1024]),
  path('Parkbron', 'Gångväg', [3, 'Asfalt'], [566, 740], [600, 735], [664, 735]),
  path('Svangången', 'Gångväg', walk, [463, 690], [500, 694], [545, 697], [600, 690], [612, 690]),
  along('Dammslingan', 'Gångväg', walk, closed(round([545, 728], (a) => 29 + 7 * Math.cos(2 * a), 32))),
  path(null, 'Gångväg', walk, [467, 752], [500, 745], [512, 735]),
  path(null, 'Gångväg', walk, [545, 664], [545, 707]),
  path(null, 'Gångväg', walk, [545, 748], [560, 770], [612, 778]),
  along('Sjörundan', 'Gångväg', walk, closed(round(LAKE, (a) => lakeRadius(a) + 21, 96))),
  path(null, 'Gångväg', walk, [240, 520], [250, 580], [268, 640]),
  path(null, 'Gångväg', walk, [337, 610], [290, 600], [250, 580], [180, 572], [150, 518]),
  path('Badstigen', 'Gångväg', [3, 'Asfalt'], [336, 655], [300, 650], [288, 664]),
  path('Bergsstigen', 'Stig', trail, [330, 458], [318, 412], [338, 352], [296, 318], [306, 270], [258, 258], [244, 226], [206, 214]),
  path('Utsiktsvägen', 'Gångväg', walk, [452, 215], [398, 240], [352, 196], [300, 150], [240, 158], [206, 214]),
  along('Skogsslingan', 'Stig', trail, closed(round([205, 214], (a) => 128 + 14 * Math.sin(3 * a + 1) + 8 * Math.sin(4 * a), 72))),
  path(null, 'Stig', trail, [140, 468], [128, 400], [118, 318]),
  path(null, 'Gångväg', [2, 'Plattor'], [462, 548], [440, 548], [404, 548], [404, 578], [420, 580], [448, 578], [448, 548]),
  path(null, 'Gångväg', [2.5, 'Asfalt'], [462, 284], [505, 290], [560, 318], [627, 318]),
  path(null, 'Gångväg', walk, [820, 205], [850, 176], [868, 126], [860, 84], [842, 50]),
  path(null, 'Gångväg', walk, [714, 130], [760, 140], [807, 150]),
  path('Kolonigången', 'Gångväg', walk, [976, 700], [994, 700]),
  path('Kolonigången', 'Gångväg', walk, [976, 830], [994, 830]),
  path(null, 'Gångväg', walk, [736, 700], [690, 706], [660, 703]),
]
