/**
 * Where the windows of a straight facade stand: one byte a block, 1 is window. One block is left at each corner,
 * windows repeat every bay, and what remains goes to both ends alike.
 */
export function bays(length: number, { bay, width }: { bay: 2 | 3 | 'ribbon'; width: 1 | 2 }): Uint8Array {
  const windows = new Uint8Array(length)
  if (length < 3) return windows
  if (bay === 'ribbon') {
    for (let t = 1; t < length - 1; t++) if (t % 6 !== 0 || t > length - 3) windows[t] = 1
    return symmetric(windows)
  }
  const pitch = bay + width - 1
  const count = Math.floor((length - 2 - width) / pitch) + 1
  const from = Math.floor((length - (count - 1) * pitch - width) / 2)
  for (let window = 0; window < count; window++) windows.fill(1, from + window * pitch, from + window * pitch + width)
  return windows
}

/** The same seen from either end: a block is window only if its mirror is. */
function symmetric(windows: Uint8Array): Uint8Array {
  return windows.map((value, t) => value & windows[windows.length - 1 - t])
}
