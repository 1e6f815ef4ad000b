import fc from 'fast-check'
import { BlockTable } from '#pipeline/model/block.ts'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { expect, test } from 'vitest'
import { createChunkBlocks, type Heightmaps } from './chunk-blocks.ts'
import { HeightmapScanner, heightmapFlags } from './heightmaps.ts'
import { JAVA_PROFILES } from './profile.ts'

const profile = JAVA_PROFILES['java-1.21.4']
const table = new BlockTable()
const [AIR, STONE, WATER, LEAVES, POPPY, DEEP_SLAB] = ['air', 'stone', 'water', 'oak_leaves', 'poppy', 'stone_slab[waterlogged=true]'].map((text) =>
  table.id(text),
) as [number, number, number, number, number, number]
const IDS = [AIR, STONE, WATER, LEAVES, POPPY, DEEP_SLAB]
const scanner = new HeightmapScanner(heightmapFlags(table.states))

/** Which blocks count, said in words. */
const COUNTS: Record<keyof Heightmaps, number[]> = {
  worldSurface: [STONE, WATER, LEAVES, POPPY, DEEP_SLAB],
  oceanFloor: [STONE, LEAVES, DEEP_SLAB],
  motionBlocking: [STONE, WATER, LEAVES, DEEP_SLAB],
  motionBlockingNoLeaves: [STONE, WATER, DEEP_SLAB],
}

test('each map holds the topmost block that counts, in any mixture of sections', () => {
  const chunk = createChunkBlocks(profile)
  const section = fc.oneof(fc.constant(AIR), fc.constantFrom(...IDS), fc.integer({ min: -1000, max: -1 }))
  fc.assert(
    fc.property(fc.array(section, { minLength: 24, maxLength: 24 }), fc.integer({ min: 1, max: 400 }), (sections, rarity) => {
      for (const [i, value] of sections.entries()) {
        chunk.uniform[i] = Math.max(value, -1)
        for (let k = 0; k < 4096; k++) {
          const random = hashAt(value, i, k)
          // a section that is said to be uniform holds rubbish, which must not be read
          chunk.blocks[i * 4096 + k] = random % rarity === 0 || value >= 0 ? IDS[(random >> 8) % IDS.length] : AIR
        }
      }
      scanner.scan(chunk)
      for (const [name, counted] of Object.entries(COUNTS)) {
        const expected = Array.from({ length: 256 }, (_, column) => {
          for (let y = 383; y >= 0; y--) {
            const state = chunk.uniform[y >> 4]
            if (counted.includes(state < 0 ? chunk.blocks[y * 256 + column] : state)) return y + 1
          }
          return 0
        })
        expect([...chunk.heightmaps[name as keyof Heightmaps]]).toEqual(expected)
      }
    }),
    { numRuns: 15 },
  )
})

test('a chunk of air has no heights, a full one has 384', () => {
  const chunk = createChunkBlocks(profile)
  scanner.scan(chunk)
  expect(new Set(chunk.heightmaps.worldSurface)).toEqual(new Set([0]))
  chunk.uniform.fill(STONE)
  scanner.scan(chunk)
  for (const map of Object.values(chunk.heightmaps)) expect(new Set(map)).toEqual(new Set([384]))
})
