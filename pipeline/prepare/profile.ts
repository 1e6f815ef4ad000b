import type { Profile } from '#pipeline/model/shard.ts'
import type { Ground } from './ground.ts'

/** Half the length over which a street's height is evened out, in blocks. */
const SMOOTH = 8
/** A height must leave its whole block by this much more than half before the street takes a step: no up and down again. */
const RELUCTANCE = 0.2

/** What a profile must clear. */
export interface Under {
  /** Face of the water at a column, or NaN. */
  water(x: number, z: number): number
  /** Blocks between water and deck. */
  clearance: number
}

/**
 * The heights a street or track follows: its line in steps of about one block, evened out along the way, in whole blocks,
 * equal where lines meet (an end's height depends on its place alone), and carried straight over water.
 * Undefined where no part of the line has ground.
 */
export function profileOf(line: Float64Array, ground: Ground, under: Under, isBridge: boolean): Profile | undefined {
  const points = resample(line)
  const count = points.length / 2
  const raw = new Float32Array(count)
  const deck = new Uint8Array(count)
  let known = false
  for (let i = 0; i < count; i++) {
    const at = { x: points[2 * i], z: points[2 * i + 1] }
    raw[i] = ground.between(at)
    known ||= !Number.isNaN(raw[i])
    deck[i] = isBridge || !Number.isNaN(under.water(Math.floor(at.x), Math.floor(at.z))) ? 1 : 0
  }
  if (!known) return undefined
  fillGaps(raw)
  if (!isBridge) keepAshore(deck, points, under)
  widenDecks(deck)
  bridgeOver(raw, deck, points, under)
  const face = even(raw, deck)
  pinEnds(face, points, ground, deck)
  return { line: points, face: inSteps(face), deck }
}

function resample(line: Float64Array): Float64Array {
  const points: number[] = [line[0], line[1]]
  for (let i = 0; i + 3 < line.length; i += 2) {
    const dx = line[i + 2] - line[i]
    const dz = line[i + 3] - line[i + 1]
    const steps = Math.max(1, Math.round(Math.hypot(dx, dz)))
    for (let step = 1; step <= steps; step++) points.push(line[i] + (dx * step) / steps, line[i + 1] + (dz * step) / steps)
  }
  return Float64Array.from(points)
}

/** Carries the nearest known height into gaps. */
function fillGaps(heights: Float32Array): void {
  for (let i = 1; i < heights.length; i++) if (Number.isNaN(heights[i])) heights[i] = heights[i - 1]!
  for (let i = heights.length - 2; i >= 0; i--) if (Number.isNaN(heights[i])) heights[i] = heights[i + 1]!
}

/** A stretch over water longer than this is a bridge only if water lies on both its sides, this far out, for most of it. In blocks. */
const SURELY_A_BRIDGE = 14
const ASIDE = 9

/** A street along a quay whose line strays over the edge of the water is no bridge. */
function keepAshore(deck: Uint8Array, points: Float64Array, { water }: Under): void {
  for (let from = 0; from < deck.length; from++) {
    if (deck[from] === 0) continue
    let to = from
    while (to + 1 < deck.length && deck[to + 1] === 1) to++
    let between = 0
    for (let i = from; i <= to; i++) {
      const [before, after] = [Math.max(0, i - 1), Math.min(deck.length - 1, i + 1)]
      const [dx, dz] = [points[2 * after] - points[2 * before], points[2 * after + 1] - points[2 * before + 1]]
      const [ox, oz] = [(-dz / (Math.hypot(dx, dz) || 1)) * ASIDE, (dx / (Math.hypot(dx, dz) || 1)) * ASIDE]
      const isWet = (side: number) => !Number.isNaN(water(Math.floor(points[2 * i] + side * ox), Math.floor(points[2 * i + 1] + side * oz)))
      if (isWet(1) && isWet(-1)) between++
    }
    if (to - from > SURELY_A_BRIDGE && between < 0.5 * (to - from + 1)) deck.fill(0, from, to + 1)
    from = to
  }
}

/** A deck begins on the shore, not over the first water. */
function widenDecks(deck: Uint8Array): void {
  const wet = deck.slice()
  for (let i = 0; i < deck.length; i++) if (wet[i] === 1) for (let d = -2; d <= 2; d++) if (i + d >= 0 && i + d < deck.length) deck[i + d] = 1
}

/** Straight from shore to shore, in a low arch where the shores lie lower than the clearance asks. */
function bridgeOver(heights: Float32Array, deck: Uint8Array, points: Float64Array, under: Under): void {
  for (let from = 0; from < deck.length; from++) {
    if (deck[from] === 0) continue
    let to = from
    while (to + 1 < deck.length && deck[to + 1] === 1) to++
    const a = heights[Math.max(0, from - 1)]
    const b = heights[Math.min(deck.length - 1, to + 1)]
    const length = to - from + 2
    let lift = 0
    for (let i = from; i <= to; i++) {
      const water = under.water(Math.floor(points[2 * i]), Math.floor(points[2 * i + 1]))
      const t = (i - from + 1) / length
      heights[i] = a + (b - a) * t
      if (!Number.isNaN(water)) lift = Math.max(lift, Math.min(water + under.clearance - heights[i], length / 16))
    }
    for (let i = from; i <= to; i++) heights[i] += lift * Math.sin((Math.PI * (i - from + 1)) / length)
    from = to
  }
}

/** A moving mean that leaves decks as they are. */
function even(heights: Float32Array, deck: Uint8Array): Float32Array {
  const sums = new Float64Array(heights.length + 1)
  for (let i = 0; i < heights.length; i++) sums[i + 1] = sums[i] + heights[i]
  return Float32Array.from(heights, (height, i) => {
    if (deck[i] === 1) return height
    const reach = Math.min(SMOOTH, i, heights.length - 1 - i)
    return (sums[i + reach + 1] - sums[i - reach]) / (2 * reach + 1)
  })
}

/** Bends both ends to a height that every line meeting there computes alike: the mean ground around the end. */
function pinEnds(face: Float32Array, points: Float64Array, ground: Ground, deck: Uint8Array): void {
  const last = face.length - 1
  for (const end of [0, last]) {
    if (deck[end] === 1) continue
    const target = meanAround(ground, points[2 * end], points[2 * end + 1])
    const change = Number.isNaN(target) ? 0 : target - face[end]
    const reach = Math.min(SMOOTH, Math.floor(last / 2))
    for (let d = 0; d <= reach; d++) {
      const i = end === 0 ? d : last - d
      if (deck[i] === 0) face[i] += change * (1 - d / (reach + 1))
    }
  }
}

function meanAround(ground: Ground, x: number, z: number): number {
  let sum = 0
  let count = 0
  for (let dz = -2; dz <= 2; dz++)
    for (let dx = -2; dx <= 2; dx++) {
      const face = ground.between({ x: Math.round(x) + dx, z: Math.round(z) + dz })
      if (Number.isNaN(face)) continue
      sum += face
      count++
    }
  return count > 0 ? sum / count : Number.NaN
}

/** Whole blocks, with reluctance to step. */
function inSteps(face: Float32Array): Float32Array {
  let level = Math.round(face[0])
  return face.map((height, i) => {
    if (Math.abs(height - level) > 0.5 + RELUCTANCE || i === face.length - 1) level = Math.round(height)
    return level
  })
}
