/**
 * Java's modified UTF-8: each UTF-16 unit alone in one to three bytes, NUL in two, so that no byte is ever 0.
 * @throws RangeError if it takes more than 65,535 bytes, the most a tag can hold.
 */
export function modifiedUtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0 && unit < 0x80) bytes[at++] = unit
    else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6)
      bytes[at++] = 0x80 | (unit & 0x3f)
    } else {
      bytes[at++] = 0xe0 | (unit >> 12)
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[at++] = 0x80 | (unit & 0x3f)
    }
  }
  if (at > 0xffff) throw new RangeError(`text of ${at} bytes is too long for a tag, which holds 65535`)
  return bytes.subarray(0, at)
}
