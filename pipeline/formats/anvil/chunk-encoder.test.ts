import { NbtRegion } from 'deepslate'
import fc from 'fast-check'
import * as nbtify from 'nbtify'
import prismarine from 'prismarine-nbt'
import { expect, test } from 'vitest'
import { BLOCK_ROWS, FAMILIES } from '#pipeline/model/block-data.ts'
import { BlockTable, formatBlock } from '#pipeline/model/block.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { compound, string } from '../nbt-write/tag.ts'
import { writePayload } from '../nbt-write/write.ts'
import { BlockPalette } from './block-palette.ts'
import { createChunkBlocks, type ChunkBlocks } from './chunk-blocks.ts'
import { ChunkEncoder } from './chunk-encoder.ts'
import { deflate } from './deflate.ts'
import { JAVA_PROFILES } from './profile.ts'
import { blocksOf, encodeWhole, readBack } from './read-back.ts'
import { RegionBuilder } from './region-builder.ts'
import { SyntheticCity } from './synthetic-city.ts'

const profile = JAVA_PROFILES['java-1.21.4']
const BIOMES = ['plains', 'river', 'forest', 'beach', 'ocean']

/** Every state of every block there is. */
const table = new BlockTable()
for (const [name, family] of BLOCK_ROWS) {
  let texts: string[][] = [[]]
  for (const [key, values] of Object.entries<readonly string[]>(FAMILIES[family]))
    texts = texts.flatMap((pairs) => values.map((value) => [...pairs, `${key}=${value}`]))
  for (const pairs of texts) table.id(pairs.length > 0 ? `${name}[${pairs.join(',')}]` : name)
}
const encoder = new ChunkEncoder(profile, new BlockPalette(table.states), BIOMES)

const textsOf = (chunk: ChunkBlocks, states = table.states): string[] =>
  Array.from(chunk.blocks, (state, i) => formatBlock(states[chunk.uniform[i >> 12] < 0 ? state : chunk.uniform[i >> 12]]))

interface Section {
  Y: number
  block_states: { palette: { Name: string }[]; data?: unknown[] }
  biomes: { palette: string[]; data?: unknown[] }
}
const parse = (nbt: Uint8Array) => prismarine.simplify(prismarine.parseUncompressed(Buffer.from(nbt))) as Record<string, never> & { sections: Section[] }

test.each([1, 2, 15, 16, 17, 256, 257, 4096])('a section of %i states is read back by prismarine-chunk', async (count) => {
  const chunk = { ...createChunkBlocks(profile), x: -1, z: -33 }
  chunk.uniform[4] = -1
  for (let i = 0; i < 4096; i++) chunk.blocks[4 * 4096 + i] = i < count ? i + 1 : 1 + (hashAt(count, i, 0) % count)
  const nbt = encodeWhole(encoder, profile, chunk)
  const { block_states } = parse(nbt).sections[4]
  expect(block_states.palette).toHaveLength(count)
  const bits = Math.max(4, Math.ceil(Math.log2(count)))
  expect(block_states.data?.length).toBe(count === 1 ? undefined : Math.ceil(4096 / Math.floor(64 / bits)))
  const column = await readBack(-1, -33, nbt)
  expect(blocksOf(column, profile)).toEqual(textsOf(chunk))
})

test('any mixture of sections is read back by prismarine-chunk', async () => {
  const chunk = createChunkBlocks(profile)
  const section = fc.oneof(
    fc.record({ uniform: fc.nat(5) }),
    fc.record({ count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 600 })), seed: fc.nat() }),
  )
  const sections = fc.array(section, { minLength: 24, maxLength: 24 })
  await fc.assert(
    fc.asyncProperty(sections, fc.integer({ min: -70, max: 70 }), fc.integer({ min: -70, max: 70 }), async (all, x, z) => {
      Object.assign(chunk, { x, z })
      for (const [i, one] of all.entries()) {
        chunk.uniform[i] = 'uniform' in one ? one.uniform : -1
        for (let k = 0; k < 4096; k++) chunk.blocks[i * 4096 + k] = 'uniform' in one ? 9 : hashAt(one.seed, hashAt(i, k >> 3, 1) % 7, k % 5) % one.count
      }
      const column = await readBack(x, z, encodeWhole(encoder, profile, chunk))
      expect(blocksOf(column, profile)).toEqual(textsOf(chunk))
    }),
    { numRuns: 10 },
  )
})

test('a city is read back by prismarine-chunk', async () => {
  const city = new SyntheticCity(profile)
  const cityEncoder = new ChunkEncoder(profile, new BlockPalette(city.table.states), BIOMES)
  const chunk = createChunkBlocks(profile)
  for (const [x, z] of [
    [0, 0],
    [-1, 7],
    [40, -33],
  ] as const) {
    Object.assign(chunk, { x, z })
    city.fill(chunk)
    expect(blocksOf(await readBack(x, z, encodeWhole(cityEncoder, profile, chunk)), profile)).toEqual(textsOf(chunk, city.table.states))
  }
})

test('deepslate and nbtify read a city as prismarine-nbt does', async () => {
  const city = new SyntheticCity(profile)
  const chunk = { ...createChunkBlocks(profile), x: -9, z: 70 }
  city.fill(chunk)
  const nbt = encodeWhole(new ChunkEncoder(profile, new BlockPalette(city.table.states), BIOMES), profile, chunk)
  const { sections } = parse(nbt)
  const palettes = sections.map((section) => section.block_states.palette)

  const builder = new RegionBuilder()
  builder.start({ x: -1, z: 2 })
  builder.add(-9, 70, deflate(nbt))
  const root = NbtRegion.read(builder.finish().bytes).findChunk(23, 6)!.getRoot()
  expect([root.getNumber('xPos'), root.getNumber('zPos')]).toEqual([-9, 70])
  const blocksIn = root.getList('sections', 10).map((section) => section.getCompound('block_states'))
  expect(blocksIn.map((blocks) => blocks.getList('palette', 10).map((entry) => entry.getString('Name')))).toEqual(
    palettes.map((palette) => palette.map(({ Name }) => Name)),
  )
  expect(blocksIn.map((blocks) => blocks.getLongArray('data').length)).toEqual(sections.map((section) => section.block_states.data?.length ?? 0))

  const { data } = await nbtify.read<{ sections: Section[] }>(nbt, { endian: 'big', compression: null, bedrockLevel: false, rootName: '' })
  expect(JSON.parse(JSON.stringify(data.sections.map((section) => section.block_states.palette)))).toEqual(palettes)
})

test('a chunk carries all that the game expects', () => {
  const chunk = { ...createChunkBlocks(profile), x: -33, z: 5 }
  chunk.heightmaps.worldSurface.forEach((_, i, map) => (map[i] = i + 129))
  const root = parse(encodeWhole(encoder, profile, chunk))
  expect(root).toMatchObject({ DataVersion: 4189, xPos: -33, yPos: -4, zPos: 5, Status: 'minecraft:full', isLightOn: 0, block_entities: [] })
  expect(root).toMatchObject({ LastUpdate: [0, 0], InhabitedTime: [0, 0], block_ticks: [], fluid_ticks: [], structures: { starts: {}, References: {} } })
  expect(root['PostProcessing']).toEqual(Array.from({ length: 24 }, () => []))
  expect(root.sections.map((section) => section.Y)).toEqual(Array.from({ length: 24 }, (_, i) => i - 4))
  const maps = root['Heightmaps'] as Record<string, [number, number][]>
  expect(Object.keys(maps).toSorted()).toEqual(['MOTION_BLOCKING', 'MOTION_BLOCKING_NO_LEAVES', 'OCEAN_FLOOR', 'WORLD_SURFACE'])
  const longs = maps['WORLD_SURFACE'].map(([high, low]) => (BigInt(high) << 32n) | BigInt(low >>> 0))
  expect(longs).toHaveLength(37)
  expect(Array.from({ length: 256 }, (_, i) => Number((longs[Math.floor(i / 7)] >> BigInt((i % 7) * 9)) & 511n))).toEqual([...chunk.heightmaps.worldSurface])
  expect(maps['OCEAN_FLOOR'].every(([high, low]) => high === 0 && low === 0)).toBe(true)
})

test('biomes lie where they were put, from one to five in a chunk', async () => {
  const names = ['plains', 'river', 'forest', 'beach', 'ocean']
  const chunk = createChunkBlocks(profile)
  for (const count of [1, 2, 3, 5, 1]) {
    chunk.biomes.forEach((_, i) => (chunk.biomes[i] = (i * 7) % count))
    const nbt = encodeWhole(encoder, profile, chunk)
    const { palette, data } = parse(nbt).sections[20].biomes
    expect(palette.toSorted()).toEqual(
      names
        .slice(0, count)
        .map((name) => `minecraft:${name}`)
        .toSorted(),
    )
    expect(data === undefined).toBe(count === 1)
    const column = await readBack(0, 0, nbt)
    const found = Array.from({ length: 16 }, (_, i) => column.getBiome({ x: (i & 3) * 4 + 3, y: 77, z: (i >> 2) * 4 }))
    for (const [i, cell] of chunk.biomes.entries()) for (const [k, other] of chunk.biomes.entries()) expect(found[i] === found[k]).toBe(cell === other)
  }
})

test('block entities come back in order', () => {
  const chunk = createChunkBlocks(profile)
  const entities = ['a', 'b'].map((id) => writePayload(compound({ id: string(id) })))
  expect(parse(encodeWhole(encoder, profile, chunk, entities))['block_entities']).toEqual([{ id: 'a' }, { id: 'b' }])
})

test('an unknown state or biome is refused, and the encoder works on', () => {
  const small = new ChunkEncoder(profile, new BlockPalette(table.states.slice(0, 3)), BIOMES)
  const good = createChunkBlocks(profile)
  good.uniform[0] = -1
  good.blocks[5] = 2
  const expected = small.encode(good).slice()
  const bad = createChunkBlocks(profile)
  bad.uniform[3] = -1
  bad.blocks[3 * 4096 + 1] = 3
  expect(() => small.encode(bad)).toThrow('block state 3')
  bad.uniform[3] = 3
  expect(() => small.encode(bad)).toThrow('block state 3')
  bad.uniform[3] = 0
  bad.biomes[1] = 9
  expect(() => small.encode(bad)).toThrow('biome 9')
  expect(Buffer.compare(small.encode(good), expected)).toBe(0)
})
