import { type ChunkBlocks, createChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { heightmapFlags } from '#pipeline/formats/anvil/heightmaps.ts'
import { CHUNK_SIZE, MAX_Y, MIN_Y, REGION_SIZE } from '#pipeline/model/grid.ts'
import { boxesTouch } from '#pipeline/model/scanline.ts'
import type { Prepared, Shard } from '#pipeline/model/shard.ts'
import { ChunkWindow, type SignText } from './chunk-window.ts'
import type { CompiledStyle } from './compiled-style.ts'
import { fillColumns } from './fill-columns.ts'
import { paintAreas } from './painters/area.ts'
import { paintBridges } from './painters/bridge.ts'
import { claimBuildings, paintBuilding } from './painters/building.ts'
import { paintCrossings } from './painters/crossing.ts'
import { paintLabel } from './painters/label.ts'
import { paintPlan } from './painters/plan.ts'
import { paintRailBeds, paintTrack, trackCells } from './painters/rail.ts'
import { paintRoads } from './painters/road.ts'
import { paintTerrain } from './painters/terrain.ts'
import { canopyOwners, paintCanopy, paintTree, paintTreePits, paintTrunk } from './painters/tree.ts'
import { holdWater, paintWaters } from './painters/water.ts'
import { clearSurface, createSurface, isFree, type Surface } from './surface.ts'

const CHUNKS = REGION_SIZE / CHUNK_SIZE

/** Raise when the same shard and style give other blocks. */
export const VOXELISE_VERSION = 1

/** Turns shards into chunks, one dense chunk at a time. Its memory is used again: what `emit` gets is valid during the call. */
export interface Voxeliser {
  region(shard: Shard, emit: (chunk: ChunkBlocks, signs: readonly SignText[]) => void): void
}

export function createVoxeliser(compiled: CompiledStyle): Voxeliser {
  const surface = createSurface()
  const window = new ChunkWindow(createChunkBlocks({ height: MAX_Y + 1 - MIN_Y }), heightmapFlags(compiled.table.states))
  return {
    region(shard, emit) {
      paintSurface(surface, shard, compiled)
      const things = thingsOf(shard, surface, compiled)
      for (let cz = 0; cz < CHUNKS; cz++)
        for (let cx = 0; cx < CHUNKS; cx++) {
          window.moveTo(shard.region.x * CHUNKS + cx, shard.region.z * CHUNKS + cz)
          if (!fillColumns(window, surface, compiled)) continue
          for (const paint of things[cz * CHUNKS + cx]) paint(window)
          emit(window.chunk, window.signs)
        }
    },
  }
}

/** The ground, layer by layer: what comes later lies on what came before. */
function paintSurface(surface: Surface, shard: Shard, compiled: CompiledStyle): void {
  clearSurface(surface, shard)
  paintTerrain(surface, shard, compiled)
  paintAreas(surface, shard.areas)
  paintWaters(surface, shard.waters, compiled)
  paintRoads(surface, shard.roads, compiled)
  paintRailBeds(surface, shard.rails)
  if (shard.waters.length > 0) holdWater(surface)
  paintCrossings(surface, shard.crossings, shard.roads)
  claimBuildings(surface, shard.buildings)
  paintTreePits(surface, shard.trees)
}

type Paint = (window: ChunkWindow) => void

/** For each chunk of the region what stands in it, in painting order: buildings win over trees, signs come last. */
function thingsOf(shard: Shard, surface: Surface, compiled: CompiledStyle): Paint[][] {
  const chunks: Paint[][] = Array.from({ length: CHUNKS * CHUNKS }, () => [])
  const spread = (objects: readonly Prepared[], paintOf: (index: number) => Paint) =>
    objects.forEach((object, index) => place(chunks, shard, object, paintOf(index)))
  const { canopy, roads, rails, buildings, trees, labels, plans } = shard

  const bridges: Paint = (window) => paintBridges(window, surface, compiled)
  spread(
    [...roads, ...rails].filter(({ deck }) => deck.includes(1)),
    () => bridges,
  )
  spread(buildings, (index) => (window) => paintBuilding(window, buildings[index], surface, compiled))
  const tracks = rails.map(trackCells)
  spread(rails, (index) => (window) => paintTrack(window, tracks[index], surface, compiled))
  const standing = trees.filter((tree) => isFree(surface, tree.x, tree.z))
  const single = standing.filter((tree) => !tree.canopy)
  const grown = standing.filter((tree) => tree.canopy && !single.some((other) => Math.hypot(other.x - tree.x, other.z - tree.z) <= other.crown / 2 + 1))
  spread(single, (index) => (window) => paintTree(window, single[index], surface, compiled))
  spread(grown, (index) => (window) => paintTrunk(window, grown[index], surface, compiled))
  if (canopy && grown.length > 0) {
    const owners = canopyOwners(surface, canopy, grown, single)
    const crowns: Paint = (window) => paintCanopy(window, { surface, canopy, owners, trees: grown }, compiled)
    for (const tree of grown) place(chunks, shard, tree, crowns)
  }
  spread(plans, (index) => (window) => paintPlan(window, plans[index], surface, compiled))
  spread(labels, (index) => (window) => paintLabel(window, labels[index], surface, compiled))
  return chunks
}

function place(chunks: Paint[][], { region }: Shard, { box }: Prepared, paint: Paint): void {
  const [x0, z0] = [region.x * REGION_SIZE, region.z * REGION_SIZE]
  if (!boxesTouch(box, { minX: x0, minZ: z0, maxX: x0 + REGION_SIZE, maxZ: z0 + REGION_SIZE })) return
  const chunkOf = (block: number) => Math.min(CHUNKS - 1, Math.max(0, Math.floor(block / CHUNK_SIZE)))
  for (let cz = chunkOf(box.minZ - z0); cz <= chunkOf(box.maxZ - 1 - z0); cz++)
    for (let cx = chunkOf(box.minX - x0); cx <= chunkOf(box.maxX - 1 - x0); cx++) {
      const chunk = chunks[cz * CHUNKS + cx]
      if (chunk.at(-1) !== paint) chunk.push(paint)
    }
}
