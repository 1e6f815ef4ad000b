/** Numbers of the tag types, as they stand in a file. */
export const TAG = { end: 0, byte: 1, short: 2, int: 3, long: 4, float: 5, double: 6, bytes: 7, string: 8, list: 9, compound: 10, ints: 11, longs: 12 } as const

export type Tag =
  | { id: 1 | 2 | 3 | 5 | 6; value: number }
  | { id: 4; value: bigint }
  | { id: 7; value: Int8Array | Uint8Array }
  | { id: 8; value: string }
  | ListTag
  | CompoundTag
  | { id: 11; value: Int32Array }
  | { id: 12; value: BigInt64Array }

export interface ListTag {
  id: 9
  value: readonly Tag[]
}

export interface CompoundTag {
  id: 10
  value: Readonly<Record<string, Tag>>
}

const whole = (value: number, bits: number): number => {
  const limit = 2 ** (bits - 1)
  if (!Number.isInteger(value) || value < -limit || value >= limit) throw new RangeError(`${value} is not a whole number of ${bits} bits`)
  return value
}

/** Constructors; the whole-number ones throw RangeError for what their type cannot hold. */
export const byte = (value: number): Tag => ({ id: TAG.byte, value: whole(value, 8) })
export const bool = (value: boolean): Tag => ({ id: TAG.byte, value: value ? 1 : 0 })
export const short = (value: number): Tag => ({ id: TAG.short, value: whole(value, 16) })
export const int = (value: number): Tag => ({ id: TAG.int, value: whole(value, 32) })
export const long = (value: bigint): Tag => ({ id: TAG.long, value })
export const float = (value: number): Tag => ({ id: TAG.float, value })
export const double = (value: number): Tag => ({ id: TAG.double, value })
export const string = (value: string): Tag => ({ id: TAG.string, value })
export const byteArray = (value: Int8Array | Uint8Array): Tag => ({ id: TAG.bytes, value })
export const intArray = (value: Int32Array): Tag => ({ id: TAG.ints, value })
export const longArray = (value: BigInt64Array): Tag => ({ id: TAG.longs, value })
export const compound = (value: Readonly<Record<string, Tag>>): CompoundTag => ({ id: TAG.compound, value })

/** @throws RangeError if the tags are not all of one type. */
export function list(value: readonly Tag[]): ListTag {
  for (const tag of value) if (tag.id !== value[0].id) throw new RangeError(`a list of tag ${value[0].id} cannot hold tag ${tag.id}`)
  return { id: TAG.list, value }
}
