import { gzipSync } from 'node:zlib'
import { ByteSink } from './byte-sink.ts'
import { modifiedUtf8 } from './modified-utf8.ts'
import { TAG, type CompoundTag, type Tag } from './tag.ts'

/** A named root compound, big-endian, as in every file of Java. */
export function writeNbt(root: CompoundTag, name = ''): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink()
  writeNamed(sink, name, root)
  return sink.written()
}

/** The same, gzipped, with neither time nor system in its header: equal tags give equal bytes. */
export function writeGzippedNbt(root: CompoundTag, name = ''): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(gzipSync(writeNbt(root, name), { level: 9 }))
  bytes.fill(0, 4, 8)
  bytes[9] = 255 // "unknown system"
  return bytes
}

/** A tag without type and name: what stands in a list. */
export function writePayload(tag: Tag): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink()
  writeValue(sink, tag)
  return sink.written()
}

/** A tag with type and name: what stands in a compound. */
export function writeEntry(name: string, tag: Tag): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink()
  writeNamed(sink, name, tag)
  return sink.written()
}

/** Type and name of a tag, without its value: for who writes the value without making a tag of it. */
export function tagHead(id: number, name: string): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink()
  putByte(sink, id)
  putString(sink, name)
  return sink.written()
}

function writeNamed(sink: ByteSink, name: string, tag: Tag): void {
  putByte(sink, tag.id)
  putString(sink, name)
  writeValue(sink, tag)
}

function writeValue(sink: ByteSink, tag: Tag): void {
  switch (tag.id) {
    case TAG.byte:
      return putByte(sink, tag.value)
    case TAG.short:
      return putShort(sink, tag.value)
    case TAG.int:
      return putInt(sink, tag.value)
    case TAG.long:
      return putLong(sink, tag.value)
    case TAG.float: {
      const at = sink.take(4)
      return sink.view.setFloat32(at, tag.value)
    }
    case TAG.double: {
      const at = sink.take(8)
      return sink.view.setFloat64(at, tag.value)
    }
    case TAG.bytes:
      putInt(sink, tag.value.length)
      return sink.put(new Uint8Array(tag.value.buffer, tag.value.byteOffset, tag.value.length))
    case TAG.string:
      return putString(sink, tag.value)
    case TAG.list:
      putByte(sink, tag.value[0]?.id ?? TAG.end)
      putInt(sink, tag.value.length)
      for (const item of tag.value) writeValue(sink, item)
      return
    case TAG.compound:
      for (const [name, item] of Object.entries(tag.value)) writeNamed(sink, name, item)
      return putByte(sink, TAG.end)
    case TAG.ints:
      putInt(sink, tag.value.length)
      for (const value of tag.value) putInt(sink, value)
      return
    case TAG.longs:
      putInt(sink, tag.value.length)
      for (const value of tag.value) putLong(sink, value)
  }
}

function putByte(sink: ByteSink, value: number): void {
  const at = sink.take(1)
  sink.bytes[at] = value
}

function putShort(sink: ByteSink, value: number): void {
  const at = sink.take(2)
  sink.view.setInt16(at, value)
}

function putInt(sink: ByteSink, value: number): void {
  const at = sink.take(4)
  sink.view.setInt32(at, value)
}

function putLong(sink: ByteSink, value: bigint): void {
  const at = sink.take(8)
  sink.view.setBigInt64(at, value)
}

function putString(sink: ByteSink, value: string): void {
  const bytes = modifiedUtf8(value)
  putShort(sink, bytes.length)
  sink.put(bytes)
}
