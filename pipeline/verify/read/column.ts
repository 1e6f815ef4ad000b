import type { ReadChunk } from './chunk.ts'

/** The state at a position in a chunk, absolute or not; air outside what is written. */
export function stateAt(chunk: ReadChunk, x: number, y: number, z: number): number {
  const blocks = chunk.sections[(y >> 4) - chunk.minSection]?.blocks ?? 0
  return typeof blocks === 'number' ? blocks : blocks[((y & 15) << 8) | ((z & 15) << 4) | (x & 15)]
}

/**
 * The y of a column's top block, found in the blocks and not in the heightmaps; undefined where there is none.
 * @param from looks from this y downwards
 * @param through states that do not count, by number; a state past its end counts
 */
export function topOf(chunk: ReadChunk, x: number, z: number, { from = 32_767, through }: { from?: number; through?: Uint8Array } = {}): number | undefined {
  const column = ((z & 15) << 4) | (x & 15)
  const counts = (id: number) => id !== 0 && !through?.[id]
  for (let section = Math.min(chunk.sections.length - 1, (from >> 4) - chunk.minSection); section >= 0; section--) {
    const { blocks } = chunk.sections[section]
    if (typeof blocks === 'number' && !counts(blocks)) continue
    const bottom = (chunk.minSection + section) * 16
    for (let y = Math.min(15, from - bottom); y >= 0; y--) if (counts(typeof blocks === 'number' ? blocks : blocks[(y << 8) | column])) return bottom + y
  }
  return undefined
}

/** What topsOf writes for a column without a top block. */
export const NO_TOP = -32_768

/**
 * The y of the top block of all 256 columns at once, index z·16 + x; NO_TOP where there is none.
 * @param through states that do not count, by number; 0 must be among them
 * @param out receives the heights
 */
export function topsOf(chunk: ReadChunk, through: Uint8Array, out: Int16Array): void {
  out.fill(NO_TOP)
  let missing = 256
  for (let section = chunk.sections.length - 1; section >= 0 && missing > 0; section--) {
    const { blocks } = chunk.sections[section]
    const bottom = (chunk.minSection + section) * 16
    if (typeof blocks === 'number') {
      if (through[blocks]) continue
      for (let column = 0; column < 256; column++) if (out[column] === NO_TOP) out[column] = bottom + 15
      return
    }
    for (let y = 15; y >= 0 && missing > 0; y--)
      for (let column = 0; column < 256; column++) {
        if (out[column] !== NO_TOP || through[blocks[(y << 8) | column]]) continue
        out[column] = bottom + y
        missing--
      }
  }
}
