/** A picture in memory: rows from the top, three bytes (red, green, blue) a pixel. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array
}

/** Dark enough beside the pale picture to be told apart without seeing colours. */
const MARK = [110, 0, 80] as const
/** Pixels around a changed one that are marked too, so that a single block is seen. */
const REACH = 1

/** The second picture pale and grey, and dark where the two differ; undefined where they are not of one size, or equal. */
export function pictureDifference(before: Pixels, after: Pixels): { picture: Pixels; changed: number } | undefined {
  const { width, height } = after
  if (before.width !== width || before.height !== height) return undefined
  const marks = new Uint8Array(width * height)
  let changed = 0
  for (let at = 0; at < marks.length; at++) {
    const i = 3 * at
    if (before.data[i] === after.data[i] && before.data[i + 1] === after.data[i + 1] && before.data[i + 2] === after.data[i + 2]) continue
    changed++
    const [x, y] = [at % width, Math.floor(at / width)]
    for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v++)
      marks.fill(1, v * width + Math.max(0, x - REACH), v * width + Math.min(width - 1, x + REACH) + 1)
  }
  if (changed === 0) return undefined
  const data = new Uint8Array(marks.length * 3)
  for (let at = 0; at < marks.length; at++) {
    const i = 3 * at
    const grey = 190 + Math.round((after.data[i] * 0.3 + after.data[i + 1] * 0.59 + after.data[i + 2] * 0.11) / 4)
    for (let c = 0; c < 3; c++) data[i + c] = marks[at] === 1 ? MARK[c] : grey
  }
  return { picture: { width, height, data }, changed }
}
