import type { TreeSpecies } from '#pipeline/model/kind.ts'
import { hashAt, hashText } from '#pipeline/model/hash-random.ts'
import { type BlockBox, CHUNK_SIZE } from '#pipeline/model/grid.ts'
import { cutBox } from '#pipeline/model/scanline.ts'
import { NO_GROUND, type PreparedTree } from '#pipeline/model/shard.ts'
import type { TreeStyle } from '#pipeline/model/style.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import { type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { cellOf, isFree, type Surface, USE } from '../surface.ts'

/** Every leaf of a canopy stands within this of a trunk, in blocks. */
const REACH = 6
/** Canopy lower than this, in blocks, carries no leaves. */
const LEAST_CROWN = 2
/** Of 256, how many columns of a crown are a block lower. */
const ROUGH = 38

/** Trees in paved ground stand in a pit of soil. */
export function paintTreePits(surface: Surface, trees: readonly PreparedTree[]): void {
  const pit = materialIndex('treePit')
  const paved = new Set((['paved', 'cobbles', 'pavement', 'kerb', 'slabs'] as const).map(materialIndex))
  for (const { x, z } of trees) {
    if (!isFree(surface, x, z)) continue
    const i = cellOf(surface, x, z)
    if (paved.has(surface.material[i])) surface.material[i] = pit
  }
}

/** A single tree: trunk, and a crown of its species' form. */
export function paintTree(window: ChunkWindow, tree: PreparedTree, surface: Surface, { style, trees }: CompiledStyle): void {
  const look = style.trees[tree.species as TreeSpecies]
  const base = surface.face[cellOf(surface, tree.x, tree.z)]
  const leaves = trees[tree.species as TreeSpecies].leaves
  const free = look.form === 'shrub' ? 0 : Math.max(2, Math.round(tree.height * look.free))
  const radius = tree.crown / 2
  const seed = hashText(tree.id)
  if (look.form !== 'shrub' && window.has(tree.x, tree.z)) window.column(tree.x, tree.z, base, base + tree.height - 1, trees[tree.species as TreeSpecies].trunk)
  const reach = Math.ceil(radius)
  for (let z = Math.max(window.minZ, tree.z - reach); z <= Math.min(window.minZ + CHUNK_SIZE - 1, tree.z + reach); z++)
    for (let x = Math.max(window.minX, tree.x - reach); x <= Math.min(window.minX + CHUNK_SIZE - 1, tree.x + reach); x++) {
      const distance = Math.hypot(x - tree.x, z - tree.z)
      for (let y = free; y < tree.height; y++) {
        const here = crownRadius(look.form, (y - free + 0.5) / (tree.height - free), y) * radius
        const rough = distance > here - 1 && (hashAt(seed + y, x, z) & 255) < ROUGH
        if (distance <= Math.max(here, 0.5) && !rough) window.setIfAir(x, base + y, z, leaves)
      }
    }
}

/** Radius of a crown at t (0 its foot, 1 its top), as a share of the greatest. */
function crownRadius(form: TreeStyle['form'], t: number, layer: number): number {
  switch (form) {
    case 'round':
      return Math.sqrt(Math.max(0, 1 - (2 * t - 0.9) ** 2 / 1.21))
    case 'cone':
      return (1 - t) * (layer % 2 === 0 ? 1 : 0.75) + 0.08
    case 'cap':
      return Math.sqrt(Math.max(0, 1 - (2.2 * t - 0.7) ** 2 / 2.3))
    case 'column':
      return t < 0.15 ? 0.6 : t > 0.85 ? 0.5 : 1
    case 'shrub':
      return Math.sqrt(1 - t * t * 0.8)
  }
}

/**
 * The crowns of a canopy raster: leaves from each column's canopy height down to where its tree's clear trunk ends,
 * thinner towards the crown's rim.
 */
export function paintCanopy(
  window: ChunkWindow,
  { surface, canopy, owners, trees }: { surface: Surface; canopy: Float32Array; owners: Int32Array; trees: readonly PreparedTree[] },
  { style, trees: blocks }: CompiledStyle,
): void {
  for (let z = window.minZ; z < window.minZ + CHUNK_SIZE; z++)
    for (let x = window.minX; x < window.minX + CHUNK_SIZE; x++) {
      const i = cellOf(surface, x, z)
      const owner = owners[i]
      if (owner < 0 || surface.face[i] === NO_GROUND) continue
      const tree = trees[owner]
      const species = tree.species as TreeSpecies
      const free = Math.max(2, Math.round(tree.height * style.trees[species].free))
      const base = surface.face[cellOf(surface, tree.x, tree.z)]
      const top = surface.face[i] + Math.round(canopy[i]) - ((hashAt(0x7265, x, z) & 255) < ROUGH ? 1 : 0)
      const distance = Math.sqrt((x - tree.x) * (x - tree.x) + (z - tree.z) * (z - tree.z))
      const foot = Math.max(base + free, top - Math.max(2, Math.round(tree.height * 0.6 * (1 - distance / (2 * REACH)))))
      for (let y = Math.max(Math.min(foot, top - 1), surface.face[i] + 1); y < top; y++) window.setIfAir(x, y, z, blocks[species].leaves)
    }
}

/** Blocks of a trunk's top that wear leaves of their own, however little canopy the raster shows. */
const TUFT = 3

/** Trunks of the canopy's trees, up into their crowns. */
export function paintTrunk(window: ChunkWindow, tree: PreparedTree, surface: Surface, { trees }: CompiledStyle): void {
  const { trunk, leaves } = trees[tree.species as TreeSpecies]
  const top = surface.face[cellOf(surface, tree.x, tree.z)] + tree.height
  if (window.has(tree.x, tree.z)) window.column(tree.x, tree.z, top - tree.height, top - 1, trunk)
  for (let y = top - TUFT; y <= top; y++)
    for (let dz = -1; dz <= 1; dz++)
      for (let dx = -1; dx <= 1; dx++)
        if (y < top || (dx === 0 && dz === 0)) if (dx === 0 || dz === 0 || y < top - 1) window.setIfAir(tree.x + dx, y, tree.z + dz, leaves)
}

/**
 * For each column with canopy the index of its nearest tree within reach, else −1: leaves with no trunk near are left out,
 * and so are those over buildings and inside the crowns of single trees, which have a shape of their own.
 */
export function canopyOwners(surface: Surface, canopy: Float32Array, trees: readonly PreparedTree[], single: readonly PreparedTree[]): Int32Array {
  const owners = new Int32Array(canopy.length).fill(-1)
  const nearest = new Uint8Array(canopy.length).fill(REACH * REACH + 1)
  for (const [index, { x, z }] of trees.entries()) {
    const part = cutBox(around(x, z, REACH), surface.box)
    for (let cz = part.minZ; cz < part.maxZ; cz++)
      for (let cx = part.minX; cx < part.maxX; cx++) {
        const i = cellOf(surface, cx, cz)
        const distance = (cx - x) * (cx - x) + (cz - z) * (cz - z)
        if (distance >= nearest[i] || !(canopy[i] >= LEAST_CROWN) || surface.use[i] === USE.building) continue
        nearest[i] = distance
        owners[i] = index
      }
  }
  for (const { x, z, crown } of single) {
    const part = cutBox(around(x, z, Math.ceil(crown / 2) + 1), surface.box)
    for (let cz = part.minZ; cz < part.maxZ; cz++) owners.fill(-1, cellOf(surface, part.minX, cz), cellOf(surface, part.maxX, cz))
  }
  return owners
}

const around = (x: number, z: number, reach: number): BlockBox => ({ minX: x - reach, minZ: z - reach, maxX: x + reach + 1, maxZ: z + reach + 1 })
