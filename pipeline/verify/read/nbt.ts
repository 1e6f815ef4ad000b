import { Malformed } from './damage.ts'

export const TAG = {
  end: 0,
  byte: 1,
  short: 2,
  int: 3,
  long: 4,
  float: 5,
  double: 6,
  bytes: 7,
  string: 8,
  list: 9,
  compound: 10,
  ints: 11,
  longs: 12,
} as const

export type NbtValue = number | bigint | string | Int8Array | Int32Array | BigInt64Array | NbtValue[] | NbtCompound
export interface NbtCompound {
  [name: string]: NbtValue
}

/** The game's own limit. */
const MAX_DEPTH = 512

/** A bound on what a hostile file can make of few bytes. */
const MAX_VALUES = 1_000_000

/** Bytes each type takes at least (for arrays: the length alone); 0 where it cannot be an element. */
const LEAST = [0, 1, 2, 4, 8, 4, 8, 4, 2, 5, 1, 4, 4]
const ELEMENT: Record<number, number> = { [TAG.bytes]: 1, [TAG.ints]: 4, [TAG.longs]: 8 }

/**
 * Walks big-endian NBT without building values that nobody asks for.
 * Every method throws Malformed when the bytes end early, nest deeper than 512, or name a length that cannot fit.
 */
export class NbtCursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  at = 0
  #values = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Moves past `count` bytes and returns where they began. */
  take(count: number): number {
    const from = this.at
    if (from + count > this.bytes.length) throw new Malformed(`NBT ends at byte ${this.bytes.length}, ${from + count - this.bytes.length} bytes too early`)
    this.at = from + count
    return from
  }

  /** Enters the unnamed compound that a file is. */
  root(): void {
    const type = this.tag()
    if (type !== TAG.compound) throw new Malformed(`NBT begins with tag ${type}, not a compound`)
    this.string()
  }

  /** A tag type; checked to exist. */
  tag(): number {
    const type = this.bytes[this.take(1)]
    if (type > 12) throw new Malformed(`NBT has unknown tag ${type} at byte ${this.at - 1}`)
    return type
  }

  int(): number {
    return this.view.getInt32(this.take(4))
  }

  /** The length of an array or list whose elements take at least `least` bytes each. */
  length(least: number): number {
    const length = this.int()
    if (length < 0 || length * least > this.bytes.length - this.at)
      throw new Malformed(`NBT array at byte ${this.at - 4} claims ${length} elements, ${this.bytes.length - this.at} bytes are left`)
    return length
  }

  /** Element type and length of a list. */
  list(): { type: number; length: number } {
    const type = this.tag()
    const length = this.length(LEAST[type])
    if (type === TAG.end && length > 0) throw new Malformed(`NBT list at byte ${this.at - 5} holds ${length} elements of no type`)
    return { type, length }
  }

  /** Modified UTF-8, as Java writes it. */
  string(): string {
    const length = this.view.getUint16(this.take(2))
    const from = this.take(length)
    let ascii = ''
    for (let i = from; i < from + length; i++) {
      const byte = this.bytes[i]
      if (byte === 0 || byte > 127) return modifiedUtf8(this.bytes, from, length)
      ascii += String.fromCharCode(byte)
    }
    return ascii
  }

  /** Moves past a value of a type. */
  skip(type: number, depth = 0): void {
    const element = ELEMENT[type]
    if (element !== undefined) this.take(this.length(element) * element)
    else if (type === TAG.string) this.take(this.view.getUint16(this.take(2)))
    else if (type === TAG.list) {
      const list = this.list()
      for (let i = 0; i < list.length; i++) this.skip(list.type, deeper(depth))
    } else if (type === TAG.compound) {
      for (let child = this.tag(); child !== TAG.end; child = this.tag()) {
        this.take(this.view.getUint16(this.take(2)))
        this.skip(child, deeper(depth))
      }
    } else this.take(LEAST[type])
  }

  /** A whole value; a long is a bigint. Compounds have no prototype. */
  value(type: number, depth = 0): NbtValue {
    if (++this.#values > MAX_VALUES) throw new Malformed(`NBT holds more than ${MAX_VALUES} values`)
    const { view } = this
    if (type === TAG.byte) return view.getInt8(this.take(1))
    if (type === TAG.short) return view.getInt16(this.take(2))
    if (type === TAG.int) return this.int()
    if (type === TAG.long) return view.getBigInt64(this.take(8))
    if (type === TAG.float) return view.getFloat32(this.take(4))
    if (type === TAG.double) return view.getFloat64(this.take(8))
    if (type === TAG.string) return this.string()
    if (type === TAG.bytes) return Int8Array.from({ length: this.length(1) }, () => view.getInt8(this.take(1)))
    if (type === TAG.ints) return Int32Array.from({ length: this.length(4) }, () => this.int())
    if (type === TAG.longs) return BigInt64Array.from({ length: this.length(8) }, () => view.getBigInt64(this.take(8)))
    if (type === TAG.list) {
      const list = this.list()
      return Array.from({ length: list.length }, () => this.value(list.type, deeper(depth)))
    }
    const compound: NbtCompound = Object.create(null)
    for (let child = this.tag(); child !== TAG.end; child = this.tag()) {
      const name = this.string()
      compound[name] = this.value(child, deeper(depth))
    }
    return compound
  }
}

function deeper(depth: number): number {
  if (depth + 1 > MAX_DEPTH) throw new Malformed(`NBT nests deeper than ${MAX_DEPTH}`)
  return depth + 1
}

/** Java's UTF-8: UTF-16 units each in one to three bytes, and NUL as C0 80. */
function modifiedUtf8(bytes: Uint8Array, from: number, length: number): string {
  let text = ''
  for (let i = from; i < from + length;) {
    const a = bytes[i]
    const width = a < 0x80 ? 1 : a >> 5 === 6 ? 2 : a >> 4 === 14 ? 3 : 0
    if (width === 0 || i + width > from + length) throw new Malformed(`NBT text at byte ${from} is not modified UTF-8`)
    const b = bytes[i + 1] & 0x3f
    const c = bytes[i + 2] & 0x3f
    text += String.fromCharCode(width === 1 ? a : width === 2 ? ((a & 0x1f) << 6) | b : ((a & 0x0f) << 12) | (b << 6) | c)
    i += width
  }
  return text
}

/** Reads a whole file's compound. @throws Malformed */
export function readNbt(bytes: Uint8Array): NbtCompound {
  const cursor = new NbtCursor(bytes)
  cursor.root()
  return cursor.value(TAG.compound) as NbtCompound
}
