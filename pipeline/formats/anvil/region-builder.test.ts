import { randomBytes } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { NbtRegion } from 'deepslate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RegionBuilder, regionFileName } from './region-builder.ts'

const payload = (length: number, seed = 7) => Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, seed * 2 + 1) >> 3)
const entryOf = (bytes: Uint8Array, x: number, z: number) => {
  const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * ((x & 31) + (z & 31) * 32))
  return { offset: word >>> 8, sectors: word & 255 }
}

test.each([
  [0, 1],
  [4091, 1],
  [4092, 2],
  [8187, 2],
  [8188, 3],
  [255 * 4096 - 5, 255],
])('a payload of %i bytes takes %i sectors', (length, sectors) => {
  const builder = new RegionBuilder()
  builder.start({ x: 0, z: 0 })
  builder.add(3, 4, payload(length))
  builder.add(4, 4, payload(10))
  const { bytes, oversize } = builder.finish()
  expect(entryOf(bytes, 3, 4)).toEqual({ offset: 2, sectors })
  expect(entryOf(bytes, 4, 4)).toEqual({ offset: 2 + sectors, sectors: 1 })
  expect(bytes).toHaveLength((3 + sectors) * 4096)
  expect(oversize).toEqual([])
  expect(NbtRegion.read(bytes).findChunk(3, 4)!.getRaw()).toEqual(payload(length))
})

test('a chunk of more than 255 sectors goes to a file of its own', () => {
  const builder = new RegionBuilder()
  builder.start({ x: -1, z: -2 })
  const large = payload(255 * 4096 - 4)
  builder.add(-1, -33, large)
  const { bytes, oversize } = builder.finish()
  expect(oversize).toEqual([{ name: 'c.-1.-33.mcc', bytes: large }])
  expect(entryOf(bytes, 31, 31)).toEqual({ offset: 2, sectors: 1 })
  expect([...bytes.subarray(8192, 8198)]).toEqual([0, 0, 0, 1, 0x82, 0])
})

test('deepslate reads back any chunks, the builder being used again and again', () => {
  const builder = new RegionBuilder(1_700_000_000)
  const place = fc.record({ x: fc.nat(31), z: fc.nat(31), length: fc.oneof(fc.nat(9000), fc.constantFrom(4091, 4092, 8187, 8188)) })
  const chunks = fc.uniqueArray(place, { selector: ({ x, z }) => x + z * 32, maxLength: 12 })
  fc.assert(
    fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), chunks, (x, z, places) => {
      builder.start({ x, z })
      for (const at of places) builder.add(x * 32 + at.x, z * 32 + at.z, payload(at.length, at.x))
      const { bytes } = builder.finish()
      const region = NbtRegion.read(bytes)
      expect(region.getChunkPositions()).toHaveLength(places.length)
      for (const at of places) {
        const chunk = region.findChunk(at.x, at.z)!
        expect(Buffer.compare(chunk.getRaw(), payload(at.length, at.x))).toBe(0)
        expect([chunk.compression, chunk.timestamp]).toEqual([2, 1_700_000_000])
      }
      const used = places.reduce((sum, at) => sum + Math.ceil((at.length + 5) / 4096), 2)
      expect(bytes).toHaveLength(used * 4096)
    }),
    { numRuns: 40 },
  )
})

test('what a larger chunk left in the buffer is gone', () => {
  const builder = new RegionBuilder()
  const fresh = new RegionBuilder()
  builder.start({ x: 0, z: 0 })
  builder.add(0, 0, new Uint8Array(20_000).fill(255))
  for (const one of [builder, fresh]) {
    one.start({ x: 1, z: 1 })
    one.add(32, 32, payload(100))
  }
  expect(Buffer.compare(builder.finish().bytes, fresh.finish().bytes)).toBe(0)
})

test('a region of chunks that do not compress grows past what was reserved', () => {
  const builder = new RegionBuilder()
  builder.start({ x: 0, z: 0 })
  const large = deflateSync(randomBytes(30_000))
  for (let i = 0; i < 1024; i++) builder.add(i & 31, i >> 5, large)
  const { bytes } = builder.finish()
  expect(bytes).toHaveLength((2 + 1024 * 8) * 4096)
  expect(inflateSync(NbtRegion.read(bytes).findChunk(31, 31)!.getRaw())).toHaveLength(30_000)
})

test('a chunk of another region, or one added before, is refused', () => {
  const builder = new RegionBuilder()
  builder.start({ x: -1, z: 0 })
  builder.add(-32, 0, payload(1))
  expect(() => builder.add(0, 0, payload(1))).toThrow(RangeError)
  expect(() => builder.add(-33, 0, payload(1))).toThrow(RangeError)
  expect(() => builder.add(-32, 0, payload(1))).toThrow(RangeError)
  expect(regionFileName({ x: -1, z: 0 })).toBe('r.-1.0.mca')
})
