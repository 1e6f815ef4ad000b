import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import nbt from 'prismarine-nbt'
import { afterAll, expect, test } from 'vitest'
import { Failure } from '#pipeline/model/failure.ts'
import { Malformed } from './damage.ts'
import { RegionFile } from './region-file.ts'
import { ReadRegion } from './world.ts'
import { newNames } from './section.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-damage-'))
afterAll(() => rmSync(folder, { recursive: true }))

const chunkNbt = (x = 0, z = 0) =>
  nbt.writeUncompressed(
    nbt.comp({ DataVersion: nbt.int(4189), xPos: nbt.int(x), zPos: nbt.int(z), yPos: nbt.int(-4), Status: nbt.string('minecraft:full') }, '') as never,
  )

interface Entry {
  index?: number
  sector?: number
  count?: number
  length?: number
  method?: number
  payload: Uint8Array
}

/** A region file by hand; what an entry leaves out is right. */
function region(entries: Entry[], { cut, name = 'r.0.0.mca' }: { cut?: number; name?: string } = {}): string {
  const bytes = Buffer.alloc(8192 + entries.length * 4096)
  for (const [i, { index = i, sector = 2 + i, count = 1, payload, length = payload.length + 1, method = 2 }] of entries.entries()) {
    bytes.writeUInt32BE((sector << 8) | count, index * 4)
    const at = (2 + i) * 4096
    bytes.writeUInt32BE(length, at)
    bytes[at + 4] = method
    bytes.set(payload, at + 5)
  }
  const path = join(mkdtempSync(join(folder, 'r-')), name)
  writeFileSync(path, bytes.subarray(0, cut ?? bytes.length))
  return path
}

const good = deflateSync(chunkNbt())
const readAll = (path: string) => [...new ReadRegion(path, newNames()).chunks()]

test('reads zlib, gzip, plain and external chunks', () => {
  expect(readAll(region([{ payload: good }]))).toMatchObject([{ x: 0, z: 0, status: 'full', dataVersion: 4189 }])
  expect(readAll(region([{ payload: gzipSync(chunkNbt()), method: 1 }]))).toHaveLength(1)
  expect(readAll(region([{ payload: chunkNbt(), method: 3 }]))).toHaveLength(1)
  const external = region([{ payload: new Uint8Array(), method: 0x82 }])
  expect(() => readAll(external)).toThrow('chunk 0 0: its file c.0.0.mcc is missing')
  writeFileSync(join(external, '..', 'c.0.0.mcc'), good)
  expect(readAll(external)).toHaveLength(1)
  expect(readAll(region([], { cut: 0 }))).toEqual([])
})

test.each<[string, string, string]>([
  ['a file too short for its table', region([], { cut: 5000 }), 'too short for the table'],
  ['a file cut off in a chunk', region([{ payload: good }], { cut: 8192 + 20 }), 'chunk 0 0: the file ends'],
  ['a file cut off before a chunk', region([{ payload: good }], { cut: 8192 }), 'chunk 0 0: sectors 2 to 2 lie past'],
  ['an offset inside the table', region([{ payload: good, sector: 1 }]), 'chunk 0 0: begins at sector 1'],
  ['an entry without sectors', region([{ payload: good, count: 0 }]), 'chunk 0 0: has no sectors'],
  ['chunks on one sector', region([{ payload: good }, { payload: good, index: 33, sector: 2 }]), 'chunk 1 1: overlaps chunk 0 0 in sector 2'],
  ['a length of nothing', region([{ payload: good, length: 0 }]), 'chunk 0 0: its length is 0'],
  ['a length past its sectors', region([{ payload: good, length: 5000 }]), 'chunk 0 0: is 5000 bytes long in 1 sectors'],
  ['an unknown compression', region([{ payload: good, method: 9 }]), 'chunk 0 0: unknown compression 9'],
  ['LZ4', region([{ payload: good, method: 4 }]), 'LZ4'],
  ['corrupt zlib', region([{ payload: good.map((byte, i) => (i > 10 ? byte ^ 0x55 : byte)) }]), 'chunk 0 0: cannot be decompressed'],
  ['a chunk in the wrong place', region([{ payload: good, index: 1 }]), 'chunk 1 0: says that it is chunk 0 0'],
  ['a file of another name', region([{ payload: good }], { name: 'region.mca' }), 'not named r.<x>.<z>.mca'],
])('%s has its own failure', (_, path, message) => {
  expect(() => readAll(path)).toThrow(Failure)
  expect(() => readAll(path)).toThrow(message)
  expect(() => readAll(path)).toThrow(path)
})

test('a bomb of zeros is stopped', () => {
  const bomb = deflateSync(new Uint8Array(20_000_000), { level: 9 })
  mkdirSync(join(folder, 'bomb'))
  const path = join(folder, 'bomb', 'r.0.0.mca')
  const bytes = Buffer.alloc(8192 + Math.ceil((bomb.length + 5) / 4096) * 4096)
  bytes.writeUInt32BE((2 << 8) | (bytes.length / 4096 - 2), 0)
  bytes.writeUInt32BE(bomb.length + 1, 8192)
  bytes[8196] = 2
  bytes.set(bomb, 8197)
  writeFileSync(path, bytes)
  expect(() => new RegionFile(path).read(0)).toThrow('cannot be decompressed')
})

test('no damage to a chunk gives anything but a failure or a chunk', () => {
  const payload = chunkNbt()
  fc.assert(
    fc.property(fc.nat(payload.length - 1), fc.nat(255), fc.nat(payload.length), (at, byte, cut) => {
      const bytes = Uint8Array.from(payload)
      bytes[at] = byte
      try {
        readAll(region([{ payload: bytes.subarray(0, cut), method: 3 }]))
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        expect((error as Failure).cause).toBeInstanceOf(Malformed)
      }
    }),
    { numRuns: 300 },
  )
})
