import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { lengthOf, rounded, section, stationAt } from './line.ts'
import { isWet } from './waters.ts'

export const railwayAt = (v: number) => 957 + 5 * Math.sin((2 * Math.PI * v) / SIZE)

const track = (offset: number, from: number, to: number): Point[] => {
  const steps = Math.ceil((to - from) / 16)
  return Array.from({ length: steps + 1 }, (_, i) => {
    const v = from + ((to - from) * i) / steps
    return [railwayAt(v) + offset, v] as const
  })
}

const siding: Point[] = rounded(
  [
    [railwayAt(610) - 2.2, 610],
    [railwayAt(650) - 4, 650],
    [railwayAt(700) - 9, 700],
    [943, 740],
    [943, 945],
  ],
  24,
)

/** Railway: two main tracks, and a siding to the works. */
export const RAILWAY: { name: string; line: Point[] }[] = [
  { name: 'Uppspår', line: track(-2.2, 0, SIZE) },
  { name: 'Nedspår', line: track(2.2, 0, SIZE) },
  { name: 'Industrispår', line: siding },
]

const eastbound: Point[] = [
  [0, 521.7],
  [140, 515.7],
  [300, 523.7],
  [392, 521.7],
  [838, 521.7],
  [856, 524],
  [884, 540],
  [884, 566],
  [858, 572],
  [843, 560],
  [840, 536],
]
const westbound: Point[] = [
  [826, 518.3],
  [392, 518.3],
  [300, 520.3],
  [140, 512.3],
  [0, 518.3],
]

/** The tram runs along the main street, turns before the station and goes back. */
const tramLines = [rounded([...eastbound, [836, 524], ...westbound], 12)]

export interface Track {
  line: Point[]
  bridge: boolean
}

/** The tram's tracks, cut at the ends of bridges. */
export const TRAM: Track[] = tramLines.flatMap((line) => {
  const tracks: Track[] = []
  const total = lengthOf(line)
  let from = 0
  for (let s = 0.5; s <= total + 0.5; s += 0.5) {
    const before = isWet(stationAt(line, s - 0.5).at)
    const ends = s > total
    if (!ends && isWet(stationAt(line, s).at) === before) continue
    tracks.push({ line: section(line, from, Math.min(s, total)), bridge: before })
    from = s
  }
  return tracks
})
