import fc from 'fast-check'
import nbt from 'prismarine-nbt'
import { expect, test } from 'vitest'
import { readChunk } from './chunk.ts'
import { newNames } from './section.ts'

/** Packs by the rule of the format, slowly and with one big number a long. */
function pack(values: number[], bits: number): [number, number][] {
  const per = Math.floor(64 / bits)
  return Array.from({ length: Math.ceil(values.length / per) }, (_, i) => {
    let long = 0n
    for (const [k, value] of values.slice(i * per, (i + 1) * per).entries()) long |= BigInt(value) << BigInt(k * bits)
    return [Number(BigInt.asIntN(32, long >> 32n)), Number(BigInt.asIntN(32, long))]
  })
}

interface Shape {
  palette: number
  values: number[]
  bits: number
  heightmap?: { values: number[]; bits: number }
}

function chunkBytes({ palette, values, bits, heightmap }: Shape): Uint8Array {
  const names = Array.from({ length: palette }, (_, i) => ({ Name: nbt.string(`minecraft:block_${i}`) }))
  const section = {
    Y: nbt.byte(-4),
    block_states: nbt.comp({ palette: nbt.list(nbt.comp(names as never) as never), ...(palette > 1 && { data: nbt.longArray(pack(values, bits) as never) }) }),
  }
  const maps = heightmap && { Heightmaps: nbt.comp({ WORLD_SURFACE: nbt.longArray(pack(heightmap.values, heightmap.bits) as never) }) }
  const root = {
    DataVersion: nbt.int(4189),
    xPos: nbt.int(0),
    zPos: nbt.int(0),
    yPos: nbt.int(-4),
    sections: nbt.list(nbt.comp([section] as never) as never),
    ...maps,
  }
  return nbt.writeUncompressed(nbt.comp(root as never, '') as never)
}

const bitsOf = (palette: number) => Math.max(4, Math.ceil(Math.log2(palette)))

test('palettes of every size come back as they were', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(31, 32, 33, 64, 65, 128, 129, 256, 257, 512, 513, 1024, 1025, 2048, 2049, 4096))
  fc.assert(
    fc.property(sizes, fc.nat(), (palette, seed) => {
      const values = Array.from({ length: 4096 }, (_, i) => (i < palette ? palette - 1 - i : (i * 7919 + seed) % palette))
      const names = newNames()
      const { blocks } = readChunk(chunkBytes({ palette, values, bits: bitsOf(palette) }), names).sections[0]
      const texts = Array.from({ length: 4096 }, (_, i) => names.states.texts[typeof blocks === 'number' ? blocks : blocks[i]])
      expect(texts).toEqual(values.map((value) => `block_${value}`))
    }),
    { numRuns: 40 },
  )
})

test.each([9, 12])('heightmaps of %i bits become the y of the top block', (bits) => {
  const values = Array.from({ length: 256 }, (_, i) => i)
  const { heightmaps } = readChunk(chunkBytes({ palette: 1, values: [], bits: 4, heightmap: { values, bits } }), newNames())
  expect(Array.from(heightmaps['WORLD_SURFACE'])).toEqual(values.map((value) => value - 65))
})

test('an index outside the palette and a wrong number of longs are malformed', () => {
  const values = Array.from({ length: 4096 }, () => 0)
  expect(() => readChunk(chunkBytes({ palette: 3, values: values.with(77, 3), bits: 4 }), newNames())).toThrow('an index outside its palette of 3')
  expect(() => readChunk(chunkBytes({ palette: 3, values, bits: 5 }), newNames())).toThrow('342 longs for a palette of 3, not 256')
  expect(() => readChunk(chunkBytes({ palette: 0, values, bits: 4 }), newNames())).toThrow('empty palette')
})
