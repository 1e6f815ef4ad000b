import { crc32 } from 'node:zlib'
import { type Packed, PACKING } from './packed.ts'

/**
 * A packed content as a file, for those who pack once and assemble often. All numbers little-endian:
 * 4 bytes mark · 4 CRC-32 of all that follows · 4 CRC-32 of the way of packing · 4 method · 4 CRC-32 of the content · 8 its size · the packed bytes
 */
const MARK = 0x315a764b
const CHECKED = 8
export const PACKED_FILE_HEADER = 28
const METHODS = ['stored', 'deflated'] as const

export function encodePackedFile({ method, crc32: sum, size, bytes }: Packed, packing = PACKING): Buffer {
  const file = Buffer.alloc(PACKED_FILE_HEADER + bytes.length)
  file.writeUInt32LE(MARK, 0)
  file.writeUInt32LE(crc32(packing), 8)
  file.writeUInt32LE(METHODS.indexOf(method), 12)
  file.writeUInt32LE(sum, 16)
  file.writeBigUInt64LE(BigInt(size), 20)
  file.set(bytes, PACKED_FILE_HEADER)
  file.writeUInt32LE(crc32(file.subarray(CHECKED)), 4)
  return file
}

/** @returns undefined where the file is damaged, cut, or packed in another way than `pack` does now */
export function decodePackedFile(file: Buffer): Packed | undefined {
  if (file.length < PACKED_FILE_HEADER || file.readUInt32LE(0) !== MARK) return undefined
  if (file.readUInt32LE(4) !== crc32(file.subarray(CHECKED)) || file.readUInt32LE(8) !== crc32(PACKING)) return undefined
  const method = METHODS[file.readUInt32LE(12)]
  return method && { method, crc32: file.readUInt32LE(16), size: Number(file.readBigUInt64LE(20)), bytes: file.subarray(PACKED_FILE_HEADER) }
}
