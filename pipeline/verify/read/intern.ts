import { Malformed } from './damage.ts'

/** Numbers for texts, known by the bytes that wrote them: the text is made once, on first sight. */
export class Interned {
  readonly texts: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #seen = new Map<number, { bytes: Uint8Array; id: number }[]>()
  readonly #limit: number

  /** @param limit how many texts there may be */
  constructor(limit: number, first: string[] = []) {
    this.#limit = limit
    for (const text of first) this.#number(text)
  }

  /** The number of what `bytes[from, to)` writes. `read` is called the first time only. @throws Malformed past the limit */
  id(bytes: Uint8Array, from: number, to: number, read: () => string): number {
    let hash = to - from
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
    let bucket = this.#seen.get(hash)
    if (!bucket) this.#seen.set(hash, (bucket = []))
    for (const known of bucket) if (equal(known.bytes, bytes, from, to)) return known.id
    const id = this.#number(read())
    bucket.push({ bytes: bytes.slice(from, to), id })
    return id
  }

  #number(text: string): number {
    let id = this.#ids.get(text)
    if (id === undefined) {
      id = this.texts.length
      if (id >= this.#limit) throw new Malformed(`more than ${this.#limit} different names`)
      this.texts.push(text)
      this.#ids.set(text, id)
    }
    return id
  }
}

function equal(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}
