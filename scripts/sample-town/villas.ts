import { between, dice, pick } from './noise.ts'
import type { Point } from './place.ts'
import { beside, lengthOf, stationAt } from './line.ts'
import { boxRing, grow, toTown } from './ring.ts'
import type { Box, Frame } from './ring.ts'
import { chimney, house, oblong } from './house.ts'
import type { House, Part } from './house.ts'
import type { Mask } from './mask.ts'
import { streetNamed } from './streets.ts'

/** Rows of villas: street, from and to in metres along it, the side (1 right, −1 left), and the years they were built. */
const ROWS: [street: string, from: number, to: number, side: 1 | -1, years: [number, number]][] = [
  ['Bergsgatan', 14, 368, 1, [1908, 1938]],
  ['Bergsgatan', 14, 350, -1, [1912, 1948]],
  ['Storgatan', 60, 380, -1, [1921, 1955]],
  ['Storgatan', 14, 135, 1, [1926, 1958]],
  ['Sjögatan', 210, 330, 1, [1934, 1962]],
  ['Fiskarvägen', 12, 420, -1, [1961, 1979]],
  ['Fiskarvägen', 12, 130, 1, [1961, 1979]],
  ['Åvägen', 14, 330, -1, [1965, 1974]],
  ['Åvägen', 14, 330, 1, [1965, 1974]],
  ['Tallvägen', 14, 100, 1, [1968, 1976]],
  ['Tallvägen', 14, 100, -1, [1968, 1976]],
  ['Strandvägen', 14, 270, -1, [1924, 1951]],
  ['Syrenvägen', 12, 225, 1, [1922, 1944]],
  ['Syrenvägen', 12, 300, -1, [1922, 1944]],
  ['Rönnvägen', 8, 74, 1, [1931, 1949]],
  ['Rönnvägen', 8, 74, -1, [1931, 1949]],
  ['Lönnvägen', 8, 80, 1, [1931, 1949]],
  ['Lönnvägen', 8, 80, -1, [1931, 1949]],
  ['Södra vägen', 190, 355, 1, [1948, 1969]],
  ['Södra vägen', 270, 350, -1, [1948, 1969]],
  ['Norra vägen', 60, 150, 1, [1915, 1940]],
  ['Norra vägen', 232, 370, 1, [1915, 1940]],
]

function villa(roll: () => number, frame: Frame, years: [number, number]): House {
  const year = Math.round(between(roll, ...years))
  const modern = year > 1957
  const [length, width] = [between(roll, 10.5, modern ? 15 : 12.5), between(roll, 8, 9.5)].map((x) => Math.round(x * 2) / 2) as [number, number]
  const storeys = modern ? pick(roll, [1, 1, 1.5]) : pick(roll, [1.5, 2, 2, 2])
  const eaves = { 1: 2.9, 1.5: 3.8, 2: 5.6 }[storeys]!
  const hipped = !modern && roll() < 0.3
  const rise = width * (modern ? 0.22 : between(roll, 0.36, 0.46))
  const main: Part = { box: oblong(length, width), eaves, rise, form: hipped ? 'hipped' : 'gabled', mansard: !modern && roll() < 0.25 }
  const extras = [chimney(between(roll, -1.5, 1.5), 0.3, eaves + rise + 0.9)]
  if (storeys === 1.5 && !modern) extras.push({ box: [-1.5, -width / 2 + 0.4, 1.5, -0.6], eaves: eaves + 2.2, rise: 0, form: 'flat' })
  return house({ use: modern ? 'Småhus' : 'Villa', year, storeys: Math.ceil(storeys) }, frame, [main, ...extras])
}

const shed = (roll: () => number, frame: Frame): House =>
  house({ use: roll() < 0.5 ? 'Garage' : 'Uthus', year: null, storeys: 1 }, frame, [
    { box: oblong(pick(roll, [5, 6, 6.5]), pick(roll, [3.5, 4])), eaves: 2.4, rise: pick(roll, [0.5, 1.4]), form: roll() < 0.5 ? 'gabled' : 'shed' },
  ])

/** A way in from the street to a house. */
export type Drive = [Point, Point]

const BEHIND_OR_BESIDE: Point[] = [
  [9.5, 9],
  [-9.5, 9],
  [10.5, 1],
  [-10.5, 1],
]

const ringIn = (frame: Frame, box: Box): Point[] => boxRing(box).map((p) => toTown(frame, p))

/** Villas along their streets, with a shed beside or behind, wherever a plot is free. What is built is taken from the mask. */
export function villas(mask: Mask): { houses: House[]; drives: Drive[]; plots: Point[][] } {
  const houses: House[] = []
  const drives: Drive[] = []
  const plots: Point[][] = []
  for (const [name, from, to, side, years] of ROWS) {
    const { line, width } = streetNamed(name)
    const roll = dice(`${name} ${side}`)
    for (let s = from + 10; s < Math.min(to, lengthOf(line)); s += between(roll, 3, 5)) {
      const station = stationAt(line, s)
      const along = Math.atan2(station.along[1], station.along[0]) + (side > 0 ? 0 : Math.PI)
      const front = width / 2 + 1.5 + between(roll, 5, 7)
      const gable = roll() < 0.25
      const frame = { at: beside(station, side * (front + (gable ? 6 : 4.5))), angle: along + (gable ? Math.PI / 2 : 0) }
      const home = villa(roll, frame, years)
      const body = home.parts[0].box
      if (!mask.isFree(ringIn(frame, grow(body, 2.5)))) continue
      mask.take(ringIn(frame, grow(body, 1)))
      const yard = BEHIND_OR_BESIDE.map(([a, b]) => shed(roll, { at: toTown({ at: frame.at, angle: along }, [a, b]), angle: along }))
      const built = yard.find((s) => mask.isFree(ringIn(s.frame, grow(s.parts[0].box, 1.2))))
      houses.push(home)
      if (built && roll() < 0.8) {
        houses.push(built)
        mask.take(ringIn(built.frame, grow(built.parts[0].box, 1.2)))
      }
      const plot = ringIn({ at: frame.at, angle: along }, [-10, -8, 10, 9.5])
      drives.push([station.at, frame.at])
      plots.push(plot)
      mask.take(plot)
      s += between(roll, 15, 18)
    }
  }
  return { houses, drives, plots }
}

/** Allotment cottages: tiny houses on tiny plots. */
export function cottages(): { houses: House[]; plots: Point[][] } {
  const houses: House[] = []
  const plots: Point[][] = []
  const roll = dice('koloni')
  for (let row = 0; row < 15; row++)
    for (const east of [985, 1008]) {
      const plot: Box = [east - 7, 622 + row * 18, east + 7, 638 + row * 18]
      const frame = { at: [east + between(roll, -2, 2), plot[1] + between(roll, 5, 11)] as Point, angle: roll() < 0.5 ? 0 : Math.PI / 2 }
      const main: Part = { box: oblong(pick(roll, [4.5, 5, 5.5]), 4), eaves: 2.3, rise: 1.4, form: 'gabled' }
      houses.push(house({ use: 'Kolonistuga', year: Math.round(between(roll, 1918, 1990)), storeys: 1 }, frame, [main]))
      plots.push(boxRing(plot))
    }
  return { houses, plots }
}
