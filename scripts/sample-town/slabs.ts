import type { Point } from './place.ts'
import type { Form, House, Part } from './house.ts'
import { chimney, house, oblong } from './house.ts'
import type { Box } from './ring.ts'

const degrees = (d: number) => (d * Math.PI) / 180

interface Slab {
  at: Point
  turn: number
  length: number
  width: number
  storeys: number
  year: number
  roof: Form
  name?: string
  use?: string
}

const slab = (
  at: Point,
  turn: number,
  [length, width]: [number, number],
  storeys: number,
  year: number,
  roof: Form,
  about: { name?: string; use?: string } = {},
): Slab => ({
  at,
  turn,
  length,
  width,
  storeys,
  year,
  roof,
  ...about,
})

const SLABS: Slab[] = [
  slab([846, 78], 68, [46, 11], 3, 1946, 'gabled'),
  slab([880, 104], 68, [52, 11], 3, 1946, 'gabled'),
  slab([846, 150], 68, [46, 11], 3, 1947, 'gabled'),
  slab([884, 170], 68, [46, 11], 3, 1947, 'gabled'),
  slab([828, 198], 0, [10, 22], 3, 1948, 'gabled'),
  slab([905, 122], 0, [19, 19], 8, 1953, 'pyramid', { name: 'Punkthus 1' }),
  slab([903, 72], 0, [19, 19], 8, 1953, 'pyramid', { name: 'Punkthus 2' }),
  slab([868, 24], 0, [19, 19], 8, 1954, 'pyramid', { name: 'Punkthus 3' }),
  slab([738, 82], 18, [44, 11], 3, 1939, 'gabled'),
  slab([748, 110], 18, [50, 11], 3, 1939, 'gabled'),
  slab([754, 168], 18, [50, 11], 3, 1941, 'gabled'),
  slab([768, 198], 18, [54, 11], 4, 1941, 'gabled'),
  slab([746, 30], 90, [34, 12], 6, 1968, 'flat'),
  slab([778, 26], 90, [34, 12], 6, 1968, 'flat'),
  slab([712, 26], 90, [34, 12], 6, 1968, 'flat'),
  slab([712, 262], 82, [44, 14], 5, 2016, 'flat'),
  slab([748, 258], 0, [28, 16], 6, 2016, 'flat'),
  slab([790, 264], 0, [36, 14], 4, 2017, 'flat'),
  slab([722, 312], 0, [44, 14], 4, 2018, 'flat'),
  slab([784, 306], 90, [40, 14], 7, 2018, 'flat'),
  slab([734, 350], 0, [56, 13], 5, 2019, 'flat'),
  slab([792, 350], 0, [38, 13], 5, 2019, 'flat'),
  slab([782, 410], 0, [60, 12], 4, 1958, 'gabled'),
  slab([410, 684], 4, [76, 11], 3, 1951, 'gabled'),
  slab([366, 540], 90, [20, 11], 3, 1957, 'gabled'),
]

const STOREY = 3

function plantRooms({ length }: Slab, eaves: number): Part[] {
  if (length < 24) return [{ box: [-3, -2, 3, 2], eaves: eaves + 2.8, rise: 0, form: 'flat' }]
  return [-0.27, 0.27].map((share) => ({ box: [share * length - 2.5, -2, share * length + 2.5, 2] as Box, eaves: eaves + 2.6, rise: 0, form: 'flat' as const }))
}

export const slabs = (): House[] =>
  SLABS.map((s) => {
    const eaves = s.storeys * STOREY + 0.8
    const rise = { flat: 0, gabled: s.width * 0.24, pyramid: 3.2 }[s.roof as 'flat' | 'gabled' | 'pyramid']
    const main: Part = { box: oblong(s.length, s.width), eaves, rise, form: s.roof }
    const extras = s.roof === 'flat' ? plantRooms(s, eaves) : [-0.25, 0.25].map((share) => chimney(share * s.length, 0.4, eaves + rise + 0.9))
    const about = { use: s.use ?? 'Flerbostadshus', year: s.year, storeys: s.storeys, ...(s.name ? { name: s.name } : {}) }
    return house(about, { at: s.at, angle: degrees(s.turn) }, s.roof === 'pyramid' ? [main] : [main, ...extras])
  })

/** Terraced houses: each its own, wall to wall. */
export const terraces = (): House[] =>
  [
    { at: [364, 568] as Point, turn: 90, count: 11, year: 1978, side: 0 },
    { at: [522, 895] as Point, turn: 3, count: 8, year: 1984, side: 0 },
  ].flatMap(({ at, turn, count, year }) =>
    Array.from({ length: count }, (_, i) => {
      const frame = { at, angle: degrees(turn) }
      const box: Box = [i * 7, -5, i * 7 + 7, 5]
      const ring: Part = { box, eaves: 5.4, rise: 2.6, form: 'around', ring: [-20, -5, count * 7 + 20, 5], depth: 10 }
      return house({ use: 'Radhus', year, storeys: 2 }, frame, [ring, chimney(i * 7 + 2, 0.6, 8.8)])
    }),
  )
