import type { Region, WorldGrid } from '#pipeline/model/grid.ts'
import { HALO, type Shard } from '#pipeline/model/shard.ts'
import type { Style } from '#pipeline/model/style.ts'
import type { WorldReader } from '../read/world.ts'
import { boxOfRegion, grow } from '../accuracy/masks.ts'
import type { Kept } from '../kept.ts'
import { openDigests } from '../read/chunk-digests.ts'
import { buildings } from './buildings.ts'
import { floating } from './floating.ts'
import { bareLeaves } from './leaves.ts'
import { LOOK_IDS, type Looks } from './look.ts'
import { looseBlocks, openWater } from './loose.ts'
import type { Facts, Measure } from './measure.ts'
import { readView, VIEW_SIDE, type ViewMemory } from './region-view.ts'
import { streetRipple } from './ripple.ts'
import { StateSorts } from './state-sorts.ts'
import { singleCells, topKinds } from './tops.ts'
import { VerticalRuns } from './vertical-runs.ts'

export interface LooksInput {
  /** The world as written. */
  world: WorldReader
  regions: readonly Region[]
  /** What a region was made from: which columns are whose building and street. One is held at a time. */
  shardOf: (region: Region) => Shard | Promise<Shard>
  grid: WorldGrid
  style: Style
  /** What was found of regions before, and a digest of what `shardOf` would give. */
  before?: { kept: Kept; shardDigest: (region: Region) => Promise<string> } | undefined
}

/** Raise when the same blocks and shards give other parts. */
const LOOKS_VERSION = 1

/** Measures how a written world looks, from its blocks. Memory does not grow with the area, but for a few figures a house. @throws Failure where the world cannot be read */
export async function checkLooks({ world, regions, shardOf, grid, style, before }: LooksInput): Promise<Looks> {
  const taken = new Set(regions.map(({ x, z }) => `${x} ${z}`))
  const facts: Facts = { grid, style, isTaken: (x, z) => taken.has(`${x} ${z}`) }
  const measures: Measure[] = [topKinds(facts), singleCells(), floating(facts), looseBlocks(), bareLeaves(), openWater(), streetRipple(facts), buildings(facts)]
  const digests = openDigests(world)
  const sorts = new StateSorts()
  const memory: ViewMemory = { top: new Int16Array(VIEW_SIDE * VIEW_SIDE), topState: new Uint16Array(VIEW_SIDE * VIEW_SIDE), runs: new VerticalRuns() }
  for (const region of regions) {
    const name = `${region.x}.${region.z}`
    const from = before && { version: LOOKS_VERSION, grid, shard: await before.shardDigest(region), chunks: digests.box(grow(boxOfRegion(region), HALO)) }
    let parts = from && (before.kept.read(name, from) as unknown[] | undefined)
    if (!parts) {
      const view = readView(world, await shardOf(region), sorts, memory)
      parts = measures.map((measure) => measure.read(view))
      if (from) before.kept.write(name, from, parts)
    }
    for (const [index, measure] of measures.entries()) measure.add(parts[index])
  }
  const order = (id: (typeof LOOK_IDS)[number]) => LOOK_IDS.indexOf(id)
  return measures.flatMap((measure) => measure.looks()).toSorted((a, b) => order(a.id) - order(b.id))
}
