import type { PreparedRoad } from '#pipeline/model/shard.ts'

/** A road of the data as a piece of a street: which street, where along it the road's first step lies, and which way it runs. */
export interface Piece {
  street: number
  offset: number
  reversed: boolean
}

interface End {
  road: number
  /** 0 the first step, 1 the last. */
  end: 0 | 1
  /** Direction out of the road, in radians. */
  out: number
}

export interface Thread {
  key: string
  class: string
  /** Steps of about one block. */
  steps: number
  ends: { x: number; z: number; out: number }[]
}

/** A road may bend this much and still be the same street, in radians. */
const BEND = Math.PI / 4
/** Directions are taken over this many steps. */
const LOOK = 8

export function threadOf({ layer, id, line, class: kind }: PreparedRoad): Thread {
  const last = line.length / 2 - 1
  const at = (step: number, towards: number) => {
    const [x, z] = [line[2 * step], line[2 * step + 1]]
    return { x, z, out: Math.atan2(z - line[2 * towards + 1], x - line[2 * towards]) }
  }
  return { key: `${layer}\u0000${id}`, class: kind, steps: last, ends: [at(0, Math.min(last, LOOK)), at(last, Math.max(0, last - LOOK))] }
}

/** Joins roads end to end into streets: at each node the straightest pairs of one class. Data cut at every crossing becomes whole again. */
export function chainStreets(threads: readonly Thread[]): Map<string, Piece> {
  const next = pairEnds(threads)
  const pieces = new Map<string, Piece>()
  let street = 0
  const walk = (first: number, entered: 0 | 1) => {
    let [road, from, offset] = [first, entered, 0]
    for (;;) {
      const { key, steps } = threads[road]
      if (pieces.has(key)) break
      pieces.set(key, { street, offset: from === 0 ? offset : offset + steps, reversed: from === 1 })
      offset += steps
      const onward = next.get(`${road} ${1 - from}`)
      if (!onward) break
      ;[road, from] = [onward.road, onward.end]
    }
    street++
  }
  threads.forEach(({ key }, road) => {
    for (const end of [0, 1] as const) if (!pieces.has(key) && !next.has(`${road} ${end}`)) walk(road, end)
  })
  threads.forEach(({ key }, road) => {
    if (!pieces.has(key)) walk(road, 0)
  })
  return pieces
}

function pairEnds(threads: readonly Thread[]): Map<string, End> {
  const nodes = new Map<string, End[]>()
  threads.forEach(({ ends }, road) =>
    ends.forEach(({ x, z, out }, end) => {
      const node = `${Math.round(x)} ${Math.round(z)}`
      const there = nodes.get(node)
      const found = { road, end: end as 0 | 1, out }
      if (there) there.push(found)
      else nodes.set(node, [found])
    }),
  )
  const next = new Map<string, End>()
  for (const ends of nodes.values()) {
    const pairs = ends.flatMap((a, i) => ends.slice(i + 1).map((b) => ({ a, b, bend: bendOf(a, b) })))
    for (const { a, b, bend } of pairs.toSorted((one, two) => one.bend - two.bend)) {
      const [keyA, keyB] = [`${a.road} ${a.end}`, `${b.road} ${b.end}`]
      if (bend > BEND || a.road === b.road || threads[a.road].class !== threads[b.road].class || next.has(keyA) || next.has(keyB)) continue
      next.set(keyA, b)
      next.set(keyB, a)
    }
  }
  return next
}

/** How far from straight on two ends meet. */
function bendOf(a: End, b: End): number {
  const turn = Math.abs(a.out - b.out) % (2 * Math.PI)
  return Math.abs(Math.PI - turn)
}
