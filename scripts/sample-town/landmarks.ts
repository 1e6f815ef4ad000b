import type { Point } from './place.ts'
import { round } from './ring.ts'
import type { Box, Frame } from './ring.ts'
import { house, oblong } from './house.ts'
import type { Form, House, Part } from './house.ts'

const at = (u: number, v: number): Frame => ({ at: [u, v] as Point, angle: 0 })
const body = (box: Box, eaves: number, rise: number, form: Form): Part => ({ box, eaves, rise, form })
const flat = (box: Box, eaves: number): Part => body(box, eaves, 0, 'flat')

/** The tower stands west of the nave, the chancel east of it. */
function church(): House {
  const nave: Box = [-12, -7, 17, 7]
  const tower: Box = [-21, -4.5, -12, 4.5]
  const chancel: Box = [17, -4.5, 25, 4.5]
  const parts = [
    body(nave, 9.5, 7, 'gabled'),
    body(tower, 25, 5, 'pyramid'),
    body([-19.2, -2.7, -13.8, 2.7], 28, 20, 'pyramid'),
    body(chancel, 8, 4.5, 'gabled'),
  ]
  const outline: Point[] = [
    [-21, -4.5],
    [-12, -4.5],
    [-12, -7],
    [17, -7],
    [17, -4.5],
    [25, -4.5],
    [25, 4.5],
    [17, 4.5],
    [17, 7],
    [-12, 7],
    [-12, 4.5],
    [-21, 4.5],
  ]
  return house({ use: 'Kyrka', year: 1786, storeys: null, name: 'Exempelstads kyrka' }, at(427, 561), parts, outline)
}

/** A main body along the street with two wings that reach back. */
function school(): House {
  const parts = [
    body([-31, -7, 31, 7], 10.8, 3.6, 'hipped'),
    body([-31, 0, -17, 40], 7.4, 3.2, 'hipped'),
    body([17, 0, 31, 40], 7.4, 3.2, 'hipped'),
    flat([-2, -2, 2, 2], 15.6),
  ]
  const outline: Point[] = [
    [-31, -7],
    [31, -7],
    [31, 40],
    [17, 40],
    [17, 7],
    [-17, 7],
    [-17, 40],
    [-31, 40],
  ]
  return house({ use: 'Skola', year: 1929, storeys: 3, name: 'Brogårdsskolan' }, at(548, 248), parts, outline)
}

function cornerOffice(): House {
  const parts = [flat([0, 0, 62, 15], 18.4), flat([0, 0, 15, 50], 18.4), flat([20, 4, 36, 11], 21.6), flat([4, 26, 11, 38], 21.6)]
  const outline: Point[] = [
    [0, 0],
    [62, 0],
    [62, 15],
    [15, 15],
    [15, 50],
    [0, 50],
  ]
  return house({ use: 'Kontor', year: 1987, storeys: 5, name: 'Kontorshuset Kompassen' }, at(832, 452), parts, outline)
}

function waterTower(): House {
  const ring = round([0, 0], 9, 24)
  const parts: Part[] = [{ ...flat([-9, -9, 9, 9], 31), outline: ring }, flat([-2, -2, 2, 2], 34)]
  return house({ use: 'Vattentorn', year: 1961, storeys: null, name: 'Solbackens vattentorn' }, at(905, 30), parts, ring)
}

const townHall = () =>
  house({ use: 'Förvaltning', year: 1848, storeys: 3, name: 'Rådhuset' }, at(501, 467), [
    body(oblong(44, 15), 12.2, 4.6, 'hipped'),
    body([-5, -8 + 0.5, 5, 0], 13.6, 3, 'pyramid'),
    flat([-2, -2, 2, 2], 20.5),
    body([-2, -2, 2, 2], 20.5, 5, 'pyramid'),
  ])

const station = () =>
  house({ use: 'Station', year: 1879, storeys: 2, name: 'Exempelstads station' }, at(932, 566), [
    body([-6, -23, 6, 23], 8.2, 3.4, 'hipped'),
    body([-6, -7, 6, 7], 11.4, 3.8, 'gabled'),
    flat([-0.7, 15, 0.7, 16.4], 13),
  ])

const works = () =>
  house({ use: 'Industri', year: 1917, storeys: 1, name: 'Mekaniska verkstaden' }, at(908, 735), [
    body([-22, -45, 22, 45], 6.5, 3.2, 'sawtooth'),
    flat([-22, -45, 22, -33], 11.5),
  ])

const chimneyStack = () => house({ use: 'Industri', year: 1917, storeys: null, name: 'Verkstadens skorsten' }, at(892, 791), [flat([-2, -2, 2, 2], 38)])

const plain = (
  use: string,
  name: string | undefined,
  [u, v, length, width]: [number, number, number, number],
  [storeys, eaves, year]: [number, number, number],
  extras: Part[] = [],
) => house({ use, year, storeys, ...(name ? { name } : {}) }, at(u, v), [flat(oblong(length, width), eaves), ...extras])

const pitched = (
  use: string,
  name: string,
  [u, v, length, width]: [number, number, number, number],
  [storeys, eaves, year]: [number, number, number],
  rise: number,
) => house({ use, year, storeys, name }, at(u, v), [body(oblong(length, width), eaves, rise, 'gabled')])

/** Houses with a name and a look of their own. */
export const landmarks = (): House[] => [
  church(),
  townHall(),
  school(),
  station(),
  cornerOffice(),
  waterTower(),
  works(),
  chimneyStack(),
  plain('Kontor', 'Fyrtornet', [880, 410, 22, 22], [12, 44.5, 2009], [flat([-6, -6, 6, 6], 48)]),
  plain('Kontor', 'Västhamnshuset', [866, 482, 16, 40], [6, 22, 1974], [flat([-4, -8, 4, 4], 25)]),
  plain('Handel', 'Stormarknaden', [882, 318, 66, 40], [1, 7, 2003], [flat([-26, -12, -14, -4], 9.4), flat([6, 4, 20, 12], 9.4)]),
  plain('Idrottshall', 'Norrängshallen', [598, 168, 42, 28], [1, 9.5, 1991], [flat([-4, -4, 6, 4], 11)]),
  plain('Skola', 'Brogårdsskolans gymnastiksal', [607, 262, 20, 32], [1, 8, 1964]),
  plain('Industri', 'Norra lagret', [842, 736, 40, 62], [1, 9, 1969], [flat([-8, -20, 0, -10], 11.2)]),
  plain('Industri', 'Bussdepån', [840, 856, 44, 56], [1, 7.5, 1982]),
  plain('Industri', 'Södra lagret', [908, 880, 44, 74], [2, 11, 1996], [flat([-10, 10, 4, 20], 13.4)]),
  plain('Industri', undefined, [840, 936, 40, 26], [1, 6, 1975]),
  pitched('Magasin', 'Kvarnen', [588, 776, 26, 13], [4, 12.5, 1858], 5.5),
  pitched('Förskola', 'Förskolan Ekorren', [500, 336, 30, 12], [1, 3.6, 1981], 2.6),
  pitched('Folkbad', 'Vikabadets badhytter', [306, 638, 18, 5], [1, 2.8, 1934], 1.6),
  pitched('Lada', 'Norrängens klubbhus', [488, 168, 20, 9], [1, 3.2, 1956], 2.4),
  pitched('Lada', 'Vikagårdens lada', [96, 950, 32, 13], [1, 5, 1890], 5),
  pitched('Villa', 'Vikagården', [58, 926, 17, 10], [2, 5.6, 1874], 3.8),
]
