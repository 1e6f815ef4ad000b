/** Records of a zip archive. Source: PKWARE's APPNOTE.TXT 6.3.10, the sections named at each. */
const UTF8_NAMES = 1 << 11
const METHODS = { stored: 0, deflated: 8 } as const
/** Versions of the format that a reader must know: folders and deflate, or zip64. */
const PLAIN = 20
const ZIP64 = 45
/** A file system with modes as Unix has. */
const UNIX = 3 << 8
/** A file that all may read. */
const MODE = 0o100644
/** Midnight, 1 January 1980: the first that a zip can name, so that no archive tells when it was made. */
const TIME = 0
const DATE = (1 << 5) | 1
/** In 32 or 16 bits: it stands in a zip64 record. */
const ELSEWHERE_32 = 0xffffffff
const ELSEWHERE_16 = 0xffff
const ZIP64_EXTRA = 1

export interface ZipItem {
  /** UTF-8. */
  name: Uint8Array
  method: keyof typeof METHODS
  /** Of the content, as is its size. */
  crc32: number
  size: number
  packedSize: number
  /** Where its local header begins in the archive. */
  offset: number
}

const isLarge = ({ size, packedSize }: ZipItem): boolean => size >= ELSEWHERE_32 || packedSize >= ELSEWHERE_32

/** Values of 64 bits as an extra field; nothing where there are none. Source: 4.5.3. */
function zip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0)
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(ZIP64_EXTRA, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index)
  return extra
}

/** What local and central headers have alike, from the version needed to the length of the extra field. */
function writeShared(record: Buffer, at: number, item: ZipItem, version: number, extra: Buffer): void {
  record.writeUInt16LE(version, at)
  record.writeUInt16LE(UTF8_NAMES, at + 2)
  record.writeUInt16LE(METHODS[item.method], at + 4)
  record.writeUInt16LE(TIME, at + 6)
  record.writeUInt16LE(DATE, at + 8)
  record.writeUInt32LE(item.crc32, at + 10)
  record.writeUInt32LE(isLarge(item) ? ELSEWHERE_32 : item.packedSize, at + 14)
  record.writeUInt32LE(isLarge(item) ? ELSEWHERE_32 : item.size, at + 18)
  record.writeUInt16LE(item.name.length, at + 22)
  record.writeUInt16LE(extra.length, at + 24)
}

/** Source: 4.3.7. */
export function localHeader(item: ZipItem): Buffer {
  const extra = zip64Extra(isLarge(item) ? [item.size, item.packedSize] : [])
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  writeShared(head, 4, item, isLarge(item) ? ZIP64 : PLAIN, extra)
  return Buffer.concat([head, item.name, extra])
}

/** Source: 4.3.12. */
export function centralHeader(item: ZipItem): Buffer {
  const isFar = item.offset >= ELSEWHERE_32
  const extra = zip64Extra([...(isLarge(item) ? [item.size, item.packedSize] : []), ...(isFar ? [item.offset] : [])])
  const version = isLarge(item) || isFar ? ZIP64 : PLAIN
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(UNIX | version, 4)
  writeShared(head, 6, item, version, extra)
  head.writeUInt32LE((MODE << 16) >>> 0, 38)
  head.writeUInt32LE(isFar ? ELSEWHERE_32 : item.offset, 42)
  return Buffer.concat([head, item.name, extra])
}

/** What ends an archive. Source: 4.3.14 to 4.3.16. */
export function endOfDirectory({ entries, offset, size }: { entries: number; offset: number; size: number }): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(entries, ELSEWHERE_16), 8)
  end.writeUInt16LE(Math.min(entries, ELSEWHERE_16), 10)
  end.writeUInt32LE(Math.min(size, ELSEWHERE_32), 12)
  end.writeUInt32LE(Math.min(offset, ELSEWHERE_32), 16)
  if (entries < ELSEWHERE_16 && size < ELSEWHERE_32 && offset < ELSEWHERE_32) return end
  const end64 = Buffer.alloc(56)
  end64.writeUInt32LE(0x06064b50, 0)
  end64.writeBigUInt64LE(BigInt(end64.length - 12), 4)
  end64.writeUInt16LE(UNIX | ZIP64, 12)
  end64.writeUInt16LE(ZIP64, 14)
  end64.writeBigUInt64LE(BigInt(entries), 24)
  end64.writeBigUInt64LE(BigInt(entries), 32)
  end64.writeBigUInt64LE(BigInt(size), 40)
  end64.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([end64, locator, end])
}
