import { heightmapFlags } from '#pipeline/formats/anvil/heightmaps.ts'
import { describe, expect, test } from 'vitest'
import { createChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'
import { HALO, type Shard } from '#pipeline/model/shard.ts'
import { ChunkWindow } from './chunk-window.ts'
import { fillColumns } from './fill-columns.ts'
import { paintAreas } from './painters/area.ts'
import { paintBridges } from './painters/bridge.ts'
import { claimBuildings, paintBuilding } from './painters/building.ts'
import { paintCrossings } from './painters/crossing.ts'
import { paintRailBeds, paintTrack, trackCells } from './painters/rail.ts'
import { paintRoads } from './painters/road.ts'
import { paintTerrain } from './painters/terrain.ts'
import { paintTree, paintTreePits } from './painters/tree.ts'
import { paintWaters } from './painters/water.ts'
import { clearSurface, createSurface, type Surface } from './surface.ts'
import { COMPILED, house, label, nameOf, type Painted, paint, road, shardOf, type Town, tree, water } from './try-shard.ts'

const flat = () => 70
const isSolid = (name: string) => !/^(air|water|.*_sign|.*grass|fern|dandelion|poppy|oxeye_daisy|cornflower)$/.test(name) || name === 'grass_block'

/** Every water block within the reach stands on something and beside nothing that it would run into. */
function leaksIn({ at }: Painted, from: number, to: number, ys: [number, number]): string[] {
  const leaks: string[] = []
  for (let y = ys[0]; y <= ys[1]; y++)
    for (let z = from; z < to; z++)
      for (let x = from; x < to; x++) {
        if (at(x, y, z) !== 'water') continue
        for (const [dx, dy, dz] of [
          [1, 0, 0],
          [-1, 0, 0],
          [0, 0, 1],
          [0, 0, -1],
          [0, -1, 0],
        ] as const) {
          const beside = at(x + dx, y + dy, z + dz)
          if (beside !== 'water' && !isSolid(beside)) leaks.push(`${x},${y},${z} beside ${beside}`)
        }
      }
  return leaks
}

describe('ground', () => {
  test('has its top block below its face, bedrock at the bottom, and nothing above', () => {
    const { at } = paint({ faceAt: (x) => 70 + x / 10, classAt: () => 'paved' })
    for (const x of [0, 4, 6, 40]) {
      const face = Math.round(70 + x / 10)
      expect(isSolid(at(x, face - 1, 8))).toBe(true)
      expect(at(x, face, 8)).toBe('air')
      expect(at(x, MIN_Y, 8)).toBe(nameOf(COMPILED.blocks.floor))
      for (let y = MIN_Y; y < face; y++) expect(at(x, y, 8)).not.toBe('air')
    }
  })

  test('ends where the world ends', () => {
    const { at } = paint({ faceAt: (x) => (x < 20 ? 70 : Number.NaN) })
    expect([at(19, 69, 3), at(20, 69, 3), at(20, MIN_Y, 3)]).toEqual([expect.not.stringMatching('air'), 'air', 'air'])
  })
})

describe('water', () => {
  const lake = water(66, [10, 10, 50, 10, 50, 50, 10, 50])

  test.each([
    ['on flat ground', { faceAt: () => 66, waters: [lake] }],
    ['with shores below its level', { faceAt: (x: number) => 66 - x / 20, waters: [lake] }],
    ['between steep shores', { faceAt: (x: number, z: number) => (x > 9 && x < 51 && z > 9 && z < 51 ? 60 : 80), waters: [lake] }],
    ['at the end of the world', { faceAt: (x: number) => (x < 40 ? 66 : Number.NaN), waters: [lake] }],
    ['above lower water', { faceAt: () => 66, waters: [lake, water(62, [30, 20, 60, 20, 60, 40, 30, 40])] }],
    ['beside a house whose floor lies lower', { faceAt: () => 66, waters: [lake], buildings: [house(51, 20, { floor: 64 })] }],
  ] satisfies [string, Town][])('never stands beside air: %s', (_, town) => {
    const painted = paint(town)
    expect(painted.at(25, 65, 25)).toBe('water')
    expect(leaksIn(painted, 1, 94, [50, 70]).slice(0, 5)).toEqual([])
  })

  // A known fault: streets and tracks take their own height after the shores were raised.
  test('never stands beside air: beside a street that lies lower', () => {
    expect(leaksIn(paint({ faceAt: () => 66, waters: [lake], roads: [road(53, [0, 90], { faceAt: () => 64 })] }), 1, 94, [50, 70])).toEqual([])
  })

  test('has its face at its level, over a bed that falls away from the shore', () => {
    const { at } = paint({ faceAt: () => 67, waters: [lake] })
    const depthAt = (x: number) => [65, 64, 63, 62, 61, 60].filter((y) => at(x, y, 30) === 'water').length
    expect([at(30, 65, 30), at(30, 66, 30)]).toEqual(['water', 'air'])
    expect(depthAt(30)).toBeGreaterThanOrEqual(depthAt(11))
    expect(depthAt(11)).toBeGreaterThanOrEqual(COMPILED.style.water.depth[0])
    expect(depthAt(30)).toBeLessThanOrEqual(COMPILED.style.water.depth[1])
  })

  test('is held in town by a quay wall from its bed up', () => {
    const { at } = paint({ faceAt: () => 68, classAt: () => 'paved', waters: [lake] })
    const quay = nameOf(COMPILED.blocks.quay)
    for (let y = 66 - COMPILED.style.water.depth[0]; y < 67; y++) expect(at(9, y, 30)).toBe(quay)
    expect(at(9, 68, 30)).toBe('air')
  })
})

describe('streets', () => {
  test('are level across, on a slope across them too', () => {
    const { at } = paint({ faceAt: (_, z) => 70 + (z - 30) / 3, roads: [road(30, [5, 80])] })
    for (let z = 27; z < 33; z++) {
      expect(isSolid(at(40, 69, z)), `${z}`).toBe(true)
      expect(at(40, 70, z)).toBe('air')
    }
  })

  test('on a bridge leave the water under them, with air between', () => {
    const canal = water(63, [20, 0, 60, 0, 60, 90, 20, 90])
    const bridge = road(30, [0, 90], { faceAt: () => 70, deckAt: (x) => (x > 17 && x < 62 ? 1 : 0) })
    const { at } = paint({ faceAt: (x) => (x >= 20 && x < 60 ? 60 : 69), waters: [canal], roads: [bridge] })
    for (const z of [28, 30, 31]) {
      expect([at(42, 69, z) !== 'air', at(42, 68, z)]).toEqual([true, nameOf(COMPILED.blocks.deck)])
      expect([at(42, 62, z), at(42, 63, z), at(42, 66, z), at(42, 70, z)]).toEqual(['water', 'air', 'air', 'air'])
    }
    expect(leaksIn({ at, signs: [] }, 1, 94, [50, 66])).toEqual([])
  })

  test('drawn over each other: the higher rank lies on top', () => {
    const low = { ...road(30, [0, 90], { width: 10 }), id: 'low', rank: 1, surface: 'gravel' }
    const high = { ...road(30, [0, 90]), id: 'high', rank: 9, surface: 'cobbles' }
    const one = paint({ faceAt: flat, roads: [low, high] })
    const other = paint({ faceAt: flat, roads: [high, low] })
    for (let z = 26; z < 35; z++) expect(one.at(40, 69, z)).toBe(other.at(40, 69, z))
  })
})

describe('trees', () => {
  const inside = tree(24, 24)
  const beside = tree(30, 24, { height: 14, crown: 11 })

  test('never stand in a house, and their crowns leave its walls as they are', () => {
    const town: Town = { faceAt: flat, buildings: [house(20, 20)] }
    const [bare, grown] = [paint(town), paint({ ...town, trees: [inside, beside] })]
    for (let x = 20; x < 29; x++)
      for (let z = 20; z < 29; z++) for (let y = 60; y < 80; y++) if (bare.at(x, y, z) !== 'air') expect(grown.at(x, y, z)).toBe(bare.at(x, y, z))
    for (let y = 70; y < 90; y++) expect(grown.at(24, y, 24)).not.toMatch(/_log|_wood/)
    expect(grown.at(30, 72, 24)).toMatch(/_log|_wood|_stem/)
  })

  test('do not stand in water or on the carriageway', () => {
    const lake = water(66, [10, 10, 50, 10, 50, 50, 10, 50])
    const { at } = paint({ faceAt: () => 66, waters: [lake], roads: [road(70, [0, 90], { faceAt: () => 66 })], trees: [tree(30, 30), tree(30, 70)] })
    for (let y = 60; y < 82; y++) for (const z of [30, 70]) expect(at(30, y, z)).not.toMatch(/_log|_wood|leaves/)
  })
})

describe('signs', () => {
  test('meant for the carriageway stand beside it, on a post on the ground, with their text', () => {
    const { at, signs } = paint({ faceAt: flat, roads: [road(30, [0, 90], { width: 4 })], labels: [label(40, 30)] })
    expect(signs).toHaveLength(1)
    const [{ x, y, z, lines }] = signs as [(typeof signs)[number]]
    expect(lines).toEqual(['Storgatan'])
    expect(Math.abs(z + 0.5 - 30)).toBeGreaterThan(2)
    expect(at(x, y, z)).toMatch(/sign/)
    expect([at(x, y - 1, z), isSolid(at(x, y - 2, z))]).toEqual([nameOf(COMPILED.blocks.labelPost), true])
  })

  test('find no place in the middle of water or of a house', () => {
    const lake = water(66, [10, 10, 50, 10, 50, 50, 10, 50])
    expect(paint({ faceAt: () => 66, waters: [lake], labels: [label(30, 30)] }).signs).toEqual([])
    expect(paint({ faceAt: flat, buildings: [house(20, 20, { side: 15 })], labels: [label(27, 27)] }).signs).toEqual([])
  })

  test('do not stand in a tree', () => {
    const { at, signs } = paint({ faceAt: flat, trees: [tree(40, 40)], labels: [label(40, 40)] })
    for (const { x, y, z } of signs) expect(at(x, y, z)).toMatch(/sign/)
    expect(at(40, 70, 40)).toMatch(/_log|_wood|_stem/)
  })
})

describe('two neighbouring regions', () => {
  const border = 512
  const town: Town = {
    faceAt: (x, z) => 70 + 3 * Math.sin(x / 9) + 2 * Math.cos(z / 7),
    waters: [water(68, [border - 60, 40, border + 60, 44, border + 60, 60, border - 60, 57])],
    roads: [road(30, [border - 80, border + 80], { faceAt: (x) => Math.round(70 + 3 * Math.sin(x / 9)) })],
    rails: [{ ...road(80, [border - 80, border + 80]), class: 'railway' }],
    crossings: [{ layer: 'c', id: 'c', box: { minX: border - 12, minZ: 18, maxX: border + 12, maxZ: 42 }, x: border + 1, z: 30 }],
    buildings: [house(border - 4, 8), house(border + 3, 100, { floor: 72 })],
    trees: [tree(border + 4, 22), tree(border - 3, 70), tree(border + 2, 66, { species: 'spruce' })],
    areas: [
      {
        layer: 'a',
        id: 'a',
        box: { minX: border - 9, minZ: 4, maxX: border + 9, maxZ: 26 },
        class: 'cobbles',
        polygons: [[Float64Array.of(border - 9, 4, border + 9, 4, border + 9, 26, border - 9, 26, border - 9, 4)]],
      },
    ],
  }
  /** As `voxelise` paints the ground. */
  const surfaceOf = (shard: Shard): Surface => {
    const surface = createSurface()
    clearSurface(surface, shard)
    paintTerrain(surface, shard, COMPILED)
    paintAreas(surface, shard.areas)
    paintWaters(surface, shard.waters, COMPILED)
    paintRoads(surface, shard.roads, COMPILED)
    paintRailBeds(surface, shard.rails)
    paintCrossings(surface, shard.crossings, shard.roads)
    claimBuildings(surface, shard.buildings)
    paintTreePits(surface, shard.trees)
    return surface
  }
  /** The chunks between x 512 and 528, which the western region holds as its halo. */
  const stripOf = (shard: Shard): Map<string, string> => {
    const surface = surfaceOf(shard)
    const window = new ChunkWindow(createChunkBlocks({ height: MAX_Y + 1 - MIN_Y }), heightmapFlags(COMPILED.table.states))
    const strip = new Map<string, string>()
    for (let chunkZ = 0; chunkZ < 8; chunkZ++) {
      window.moveTo(border / 16, chunkZ)
      expect(fillColumns(window, surface, COMPILED)).toBe(true)
      paintBridges(window, surface, COMPILED)
      for (const building of shard.buildings) paintBuilding(window, building, surface, COMPILED)
      for (const rail of shard.rails) paintTrack(window, trackCells(rail), surface, COMPILED)
      for (const each of shard.trees) paintTree(window, each, surface, COMPILED)
      for (let z = chunkZ * 16; z < chunkZ * 16 + 16; z++)
        for (let x = border; x < border + HALO / 2; x++) for (let y = 50; y < 100; y++) strip.set(`${x},${y},${z}`, nameOf(window.get(x, y, z)))
    }
    return strip
  }

  test('paint the ground they share alike, and what stands on it', () => {
    const [west, east] = [stripOf(shardOf(town, { x: 0, z: 0 })), stripOf(shardOf(town, { x: 1, z: 0 }))]
    expect(new Set(west.values()).size).toBeGreaterThan(12)
    const differences = [...west].filter(([place, name]) => east.get(place) !== name)
    expect(differences.slice(0, 5).map(([place, name]) => `${place}: ${name}, ${east.get(place)}`)).toEqual([])
  })
})
