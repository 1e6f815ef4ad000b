import { bool, compound, int, list, string, type CompoundTag } from '../nbt-write/tag.ts'
import { writePayload } from '../nbt-write/write.ts'
import type { JavaProfile } from './profile.ts'

const LINES = 4

export interface Sign {
  /** Absolute block coordinates. */
  x: number
  y: number
  z: number
  /** Front, at most four. */
  lines: readonly string[]
  /** A dye. */
  colour?: string
}

/**
 * A waxed sign, which no one can edit by chance, as a chunk's block entity.
 * @throws RangeError for more than four lines
 */
export function encodeSign({ signText }: Pick<JavaProfile, 'signText'>, { x, y, z, lines, colour = 'black' }: Sign): Uint8Array<ArrayBuffer> {
  if (lines.length > LINES) throw new RangeError(`a sign holds ${LINES} lines, not ${lines.length}`)
  const side = (texts: readonly string[]): CompoundTag => {
    const messages = Array.from({ length: LINES }, (_, i) => texts[i] ?? '')
    return compound({
      messages: list(messages.map((text) => string(signText === 'json' ? JSON.stringify({ text }) : text))),
      color: string(colour),
      has_glowing_text: bool(false),
    })
  }
  return writePayload(
    compound({
      id: string('minecraft:sign'),
      x: int(x),
      y: int(y),
      z: int(z),
      keepPacked: bool(false),
      is_waxed: bool(true),
      front_text: side(lines),
      back_text: side([]),
    }),
  )
}
