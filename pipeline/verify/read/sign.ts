import type { NbtCompound, NbtValue } from './nbt.ts'

/** The first DataVersion whose signs hold text as NBT; before it they hold JSON. */
const TEXT_AS_NBT = 4298

/** Front and back of a sign, line by line, as plain text. */
export interface SignText {
  front: string[]
  back: string[]
}

/** The words on a sign, or nothing if the block entity is another thing. */
export function signText(entity: NbtCompound, dataVersion: number): SignText | undefined {
  if (!entity['front_text'] && !entity['back_text']) return undefined
  const side = (name: string) => {
    const messages = (entity[name] as NbtCompound | undefined)?.['messages']
    return Array.isArray(messages) ? messages.map((message) => plain(dataVersion >= TEXT_AS_NBT ? message : fromJson(message))) : []
  }
  return { front: side('front_text'), back: side('back_text') }
}

function fromJson(message: NbtValue): NbtValue {
  if (typeof message !== 'string') return message
  try {
    return JSON.parse(message) as NbtValue
  } catch {
    return message
  }
}

/** Flattens a text component. */
function plain(component: NbtValue): string {
  if (typeof component === 'string') return component
  if (Array.isArray(component)) return component.map(plain).join('')
  if (component === null || typeof component !== 'object' || ArrayBuffer.isView(component)) return ''
  // A list of mixed texts is written as compounds under an empty name.
  return ['', 'text', 'extra'].map((name) => plain(component[name] ?? '')).join('')
}
