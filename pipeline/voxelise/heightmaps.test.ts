import { expect, test } from 'vitest'
import { HeightmapScanner, heightmapFlags } from '#pipeline/formats/anvil/heightmaps.ts'
import { COMPILED, house, label, road, shardOf, tree, water } from './try-shard.ts'
import { createVoxeliser } from './voxelise.ts'

/** A shard with something of everything, on rolling ground. */
const TOWN = shardOf({
  faceAt: (x, z) => 70 + 3 * Math.sin(x / 9) + 2 * Math.cos(z / 7),
  classAt: (x) => (x % 40 < 20 ? 'meadow' : 'paved'),
  canopyAt: (x, z) => (x > 200 && x < 260 && z > 40 && z < 90 ? 9 + (x % 5) : 0),
  waters: [water(69, [10, 10, 60, 10, 60, 50, 10, 50, 10, 10])],
  roads: [road(70, [0, 300]), road(30, [0, 120])],
  buildings: [house(100, 40), house(112, 40, { rows: 20 }), house(140, 100, { side: 25, rows: 9 })],
  trees: [tree(80, 20), tree(90, 90), tree(105, 52), tree(220, 60, { canopy: true, height: 11 }), tree(240, 70, { canopy: true, height: 12 })],
  labels: [label(130, 30), label(64, 64)],
})

test('the heights that are kept while painting are those of the blocks', () => {
  const scanner = new HeightmapScanner(heightmapFlags(COMPILED.table.states))
  let chunks = 0
  createVoxeliser(COMPILED).region(TOWN, (chunk) => {
    const kept = structuredClone(chunk.heightmaps)
    scanner.scan(chunk)
    expect(kept, `chunk ${chunk.x} ${chunk.z}`).toEqual(chunk.heightmaps)
    chunks++
  })
  expect(chunks).toBeGreaterThan(30)
})
