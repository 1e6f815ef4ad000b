import { between, dice, pick } from './noise.ts'
import type { Point } from './place.ts'
import { boxRing } from './ring.ts'
import type { Box } from './ring.ts'
import { chimney, house } from './house.ts'
import type { About, House, Part } from './house.ts'

export interface Block {
  name: string
  box: Box
  depth: number
  use: string
  years: [number, number]
  storeys: number[]
  /** Metres a storey. */
  storey: number
  /** Ridge above eaves. */
  rise: [number, number]
  /** The side left open, where it is not closed all round. */
  open?: 'south' | 'north'
}

interface Lot {
  box: Box
  /** Side towards the street, for dormers. */
  side: 'north' | 'south' | 'west' | 'east'
}

/** Cuts a stretch into pieces of 15–26 m, to half a metre. */
function cut(roll: () => number, from: number, to: number): [number, number][] {
  const count = Math.max(1, Math.round((to - from) / 20))
  const cuts = [from]
  for (let i = 1; i < count; i++) cuts.push(Math.round((from + ((to - from) * (i + between(roll, -0.16, 0.16))) / count) * 2) / 2)
  cuts.push(to)
  return cuts.slice(1).map((end, i) => [cuts[i], end])
}

function lots(roll: () => number, { box: [west, north, east, south], depth, open }: Block): Lot[] {
  const above = open === 'north' ? north : north + depth
  const below = open === 'south' ? south : south - depth
  const rows: Lot[] = []
  if (open !== 'north') for (const [a, b] of cut(roll, west, east)) rows.push({ box: [a, north, b, above], side: 'north' })
  if (open !== 'south') for (const [a, b] of cut(roll, west, east)) rows.push({ box: [a, below, b, south], side: 'south' })
  for (const [a, b] of cut(roll, above, below)) rows.push({ box: [west, a, west + depth, b], side: 'west' })
  for (const [a, b] of cut(roll, above, below)) rows.push({ box: [east - depth, a, east, b], side: 'east' })
  return rows
}

/** Dormers in a row along the street, 4 m apart. */
function dormers({ box: [west, north, east, south], side }: Lot, top: number): Part[] {
  const flat = side === 'north' || side === 'south'
  const [from, to] = flat ? [west, east] : [north, south]
  const found: Part[] = []
  for (let s = from + 4; s <= to - 4; s += 4) {
    const across: [number, number] = side === 'north' || side === 'west' ? [1, 3.6] : [-3.6, -1]
    const base = { north, south, west, east }[side]
    const box: Box = flat ? [s - 1, base + across[0], s + 1, base + across[1]] : [base + across[0], s - 1, base + across[1], s + 1]
    found.push({ box, eaves: top, rise: 0, form: 'flat' })
  }
  return found
}

/** The houses of one city block, wall to wall round a courtyard, each with a height of its own. */
export function blockOfHouses(block: Block): House[] {
  const roll = dice(block.name)
  const ring: Box = block.open === 'south' ? extend(block.box, 3, block.depth) : block.open === 'north' ? extend(block.box, 1, -block.depth) : block.box
  return lots(roll, block).map((lot) => {
    const storeys = pick(roll, block.storeys)
    const eaves = Math.round((storeys * block.storey + between(roll, 0.6, 1.4)) * 10) / 10
    const rise = between(roll, ...block.rise)
    const mansard = roll() < 0.35
    const main: Part = { box: lot.box, eaves, rise, form: 'around', ring, depth: block.depth, mansard }
    const extras: Part[] = roll() < 0.6 ? dormers(lot, eaves + rise * 0.75) : []
    for (const at of chimneys(lot.box, roll)) extras.push(chimney(...at, eaves + rise + between(roll, 0.9, 1.6)))
    const about: About = { use: block.use, year: Math.round(between(roll, ...block.years)), storeys }
    return { ...house(about, { at: [0, 0], angle: 0 }, [main, ...extras], boxRing(lot.box)) }
  })
}

const extend = (box: Box, side: number, by: number): Box => box.map((x, i) => (i === side ? x + by : x)) as unknown as Box

function chimneys([west, north, east, south]: Box, roll: () => number): Point[] {
  const off = between(roll, 3, 4.5)
  return [
    [west + off, north + off],
    [east - off, south - off],
  ]
}
