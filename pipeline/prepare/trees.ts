import type { Feature } from '#pipeline/model/feature.ts'
import { CHUNK_SIZE, type BlockBox, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { GROUND_CLASSES, type TreeSpecies } from '#pipeline/model/kind.ts'
import type { PreparedTree } from '#pipeline/model/shard.ts'
import { type Context, countDrawn } from './context.ts'
import { pointsOf } from './shape.ts'

/** A crown in the canopy raster is this high at least, in metres. */
const LEAST_CANOPY_M = 3
/** No two trees of a canopy stand nearer than this, in blocks. */
const SPACING = 4
/** Every part of a canopy has a trunk within this. */
export const REACH = 6
const CONIFER = GROUND_CLASSES.indexOf('conifer') + 1

/** Trees of an inventory; sizes it lacks come from the canopy raster, then from the style. */
export function prepareTree(feature: Feature, context: Context): PreparedTree | undefined {
  const { grid, style } = context
  const [at] = pointsOf(feature.geometry, grid)
  if (!at || Number.isNaN(context.ground.at(Math.floor(at.x), Math.floor(at.z))))
    return context.problem(feature, 'no-ground', 'it stands where the world has no ground', at)
  const species = (feature.attributes['species'] ?? style.canopyTrees.broadleaf) as TreeSpecies
  const seen = context.canopy.at(Math.floor(at.x), Math.floor(at.z))
  const heightM = num(feature.attributes['heightM']) ?? (seen >= LEAST_CANOPY_M ? seen : style.trees[species].heightM)
  const height = Math.max(2, Math.round(heightM * grid.verticalScale))
  const crown = Math.max(1, Math.round((num(feature.attributes['crownM']) ?? heightM * style.trees[species].width) * grid.scale))
  countDrawn(context, feature.layer)
  return treeAt(feature, { x: Math.floor(at.x), z: Math.floor(at.z), species, height, crown, canopy: false })
}

const num = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

function treeAt({ layer, id }: Pick<Feature, 'layer' | 'id'>, tree: Pick<PreparedTree, 'x' | 'z' | 'species' | 'height' | 'crown' | 'canopy'>): PreparedTree {
  const { x, z, crown } = tree
  const reach = Math.ceil(crown / 2) + 1
  return { layer, id, box: { minX: x - reach, minZ: z - reach, maxX: x + reach + 1, maxZ: z + reach + 1 }, ...tree }
}

/**
 * Trees of a region's canopy: its local maxima, and the highest place of each 6 × 6 cell that no maximum stands near.
 * Whether a tree stands somewhere depends on the canopy within a few blocks alone, so neighbouring regions agree.
 */
export function canopyTrees(region: Region, layer: string, context: Context): PreparedTree[] {
  const margin = CHUNK_SIZE
  const box: BlockBox = {
    minX: region.x * REGION_SIZE - margin,
    minZ: region.z * REGION_SIZE - margin,
    maxX: (region.x + 1) * REGION_SIZE + margin,
    maxZ: (region.z + 1) * REGION_SIZE + margin,
  }
  const canopy = context.canopy.window(box)
  const width = box.maxX - box.minX
  const height = (x: number, z: number) => canopy[(z - box.minZ) * width + x - box.minX]
  const inside = (x: number, z: number, by: number) => x - by >= box.minX && x + by < box.maxX && z - by >= box.minZ && z + by < box.maxZ

  const isTop = (x: number, z: number): boolean => {
    const own = height(x, z)
    if (!(own >= LEAST_CANOPY_M)) return false
    for (let dz = -SPACING; dz <= SPACING; dz++)
      for (let dx = -SPACING; dx <= SPACING; dx++) {
        if (dx === 0 && dz === 0) continue
        const other = height(x + dx, z + dz)
        if (other > own || (other === own && (dz < 0 || (dz === 0 && dx < 0)))) return false
      }
    return true
  }

  const trees: PreparedTree[] = []
  const plant = (x: number, z: number) => {
    if (x < region.x * REGION_SIZE || x >= (region.x + 1) * REGION_SIZE || z < region.z * REGION_SIZE || z >= (region.z + 1) * REGION_SIZE) return
    if (Number.isNaN(context.ground.at(x, z))) return
    const species = context.landcover.at(x, z) === CONIFER ? context.style.canopyTrees.conifer : context.style.canopyTrees.broadleaf
    const blocks = Math.round(height(x, z) * context.grid.verticalScale)
    trees.push(treeAt({ layer, id: `x${x}z${z}` }, { x, z, species, height: blocks, crown: 2 * REACH, canopy: true }))
  }
  const tops: Uint8Array = new Uint8Array(canopy.length)
  for (let z = box.minZ + SPACING; z < box.maxZ - SPACING; z++)
    for (let x = box.minX + SPACING; x < box.maxX - SPACING; x++)
      if (isTop(x, z)) {
        tops[(z - box.minZ) * width + x - box.minX] = 1
        plant(x, z)
      }

  const hasTopNear = (x: number, z: number): boolean => {
    for (let dz = -SPACING; dz <= SPACING; dz++)
      for (let dx = -SPACING; dx <= SPACING; dx++) if (tops[(z + dz - box.minZ) * width + x + dx - box.minX] === 1) return true
    return false
  }
  const first = (n: number) => Math.ceil(n / REACH) * REACH
  for (let cellZ = first(box.minZ); cellZ + REACH <= box.maxZ; cellZ += REACH)
    for (let cellX = first(box.minX); cellX + REACH <= box.maxX; cellX += REACH) {
      let best: { x: number; z: number; height: number } | undefined
      // Not along its rim, where the neighbouring cell's tree would stand beside it.
      for (let z = cellZ + 1; z < cellZ + REACH - 1; z++)
        for (let x = cellX + 1; x < cellX + REACH - 1; x++) {
          const here = height(x, z)
          if (here >= LEAST_CANOPY_M && (!best || here > best.height)) best = { x, z, height: here }
        }
      if (best && inside(best.x, best.z, 2 * SPACING) && !hasTopNear(best.x, best.z)) plant(best.x, best.z)
    }
  return trees
}
