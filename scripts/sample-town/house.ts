import type { Box, Frame } from './ring.ts'
import { boxRing, inside, toTown } from './ring.ts'
import type { Point } from './place.ts'

/** Roofs: flat; ridge along the longer side with two gables; hips; a point; one slope; sheds in a row; round a courtyard. */
export type Form = 'flat' | 'gabled' | 'hipped' | 'pyramid' | 'shed' | 'sawtooth' | 'around'

/** One body of a house, in the house's frame. Heights in metres above its ground. */
export interface Part {
  box: Box
  eaves: number
  rise: number
  form: Form
  /** Steep below and low above, as a mansard roof. */
  mansard?: boolean
  /** `around`: the outline of the whole block, and how deep its houses are. */
  ring?: Box
  depth?: number
  outline?: Point[]
}

export interface House {
  use: string
  year: number | null
  storeys: number | null
  name: string | null
  /** Takform as the municipality writes it; null where nobody has noted it. */
  roof: string | null
  frame: Frame
  /** In the frame; open ring. */
  outline: Point[]
  parts: Part[]
  /** Of the main body, without towers. */
  eaves: number
}

export interface About {
  use: string
  year: number | null
  storeys: number | null
  name?: string
}

const FORM_NAMES: Record<Form, string> = {
  flat: 'Platt',
  gabled: 'Sadeltak',
  hipped: 'Valmat',
  pyramid: 'Pyramid',
  shed: 'Pulpet',
  sawtooth: 'Sågtand',
  around: 'Sadeltak',
}

/** A house from its bodies; the first is the main one and, where no outline is given, its footprint. */
export function house(about: About, frame: Frame, parts: Part[], outline: Point[] = boxRing(parts[0].box)): House {
  const main = parts[0]
  return { ...about, name: about.name ?? null, roof: FORM_NAMES[main.form], frame, outline, parts, eaves: main.eaves }
}

/** A rectangle round the frame's place: `length` along its direction, `width` across. */
export const oblong = (length: number, width: number): Box => [-length / 2, -width / 2, length / 2, width / 2]

const steepThenLow = (t: number) => (t < 0.28 ? (t / 0.28) * 0.66 : 0.66 + ((t - 0.28) / 0.72) * 0.34)

/** How far up its roof a place is: 0 at the eaves, 1 at the ridge. */
function upTheRoof({ form, box, ring, depth = 0 }: Part, a: number, b: number): number {
  const [a0, b0, a1, b1] = ring ?? box
  const fromEnds = Math.min(a - a0, a1 - a)
  const fromSides = Math.min(b - b0, b1 - b)
  const half = Math.min(a1 - a0, b1 - b0) / 2
  const long = a1 - a0 >= b1 - b0
  if (form === 'flat') return 0
  if (form === 'gabled') return (long ? fromSides : fromEnds) / half
  if (form === 'hipped') return Math.min(fromEnds, fromSides) / half
  if (form === 'pyramid') return Math.min((2 * fromEnds) / (a1 - a0), (2 * fromSides) / (b1 - b0))
  if (form === 'shed') return (b - b0) / (b1 - b0)
  if (form === 'sawtooth') return ((a - a0) / 9) % 1
  const fromOutside = Math.min(fromEnds, fromSides)
  return Math.max(0, Math.min(fromOutside, depth - fromOutside) / (depth / 2))
}

/** Height of the roof above the house's ground at a place in its frame; the highest body wins. */
export function roofAt(parts: readonly Part[], a: number, b: number): number {
  let height = 0
  for (const part of parts) {
    const [a0, b0, a1, b1] = part.box
    if (a < a0 || a > a1 || b < b0 || b > b1) continue
    if (part.outline && !inside(part.outline, a, b)) continue
    const t = Math.min(1, Math.max(0, upTheRoof(part, a, b)))
    height = Math.max(height, part.eaves + part.rise * (part.mansard ? steepThenLow(t) : t))
  }
  return height
}

/** The highest point of the house, chimneys aside. */
export const ridgeOf = ({ parts }: House) => Math.max(...parts.filter((p) => p.box[2] - p.box[0] > 1.6).map((p) => p.eaves + p.rise))

export const footprint = ({ frame, outline }: House): Point[] => outline.map((p) => toTown(frame, p))

/** A chimney, about a metre across. */
export const chimney = (a: number, b: number, top: number): Part => ({ box: [a - 0.6, b - 0.6, a + 0.6, b + 0.6], eaves: top, rise: 0, form: 'flat' })
