import { type BlockBox, MAX_Y } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'
import { extentOf } from './extent.ts'
import { type Image, LINEAR, newImage, toByte } from './image.ts'
import { aim, type Ray } from './ray.ts'
import { type Relief, readRelief } from './relief.ts'
import { joinBoxes, type PixelBox, reachOf, type Vector } from './reach.ts'
import { lightScene } from './scene.ts'
import { loadVoxels, newMemory, type Voxels } from './voxels.ts'
import { towards } from './light.ts'

/** Which corner one looks from, as the way the view goes: east and south. */
const CORNERS = { 'south-east': [-1, -1], 'north-west': [1, 1] } as const
export type Corner = keyof typeof CORNERS
const SUNS: Record<Corner, { azimuth: number; elevation: number }> = {
  'south-east': { azimuth: 200, elevation: 40 },
  'north-west': { azimuth: 260, elevation: 40 },
}

const ELEVATION = (35 * Math.PI) / 180
const PAPER = [244, 241, 234].map((byte) => LINEAR[byte])
/** A larger world is drawn in its middle only, this many blocks a side: the relief of all of it must be at hand. */
const MOST_SIDE = 5120
/** Chunks whose blocks are loaded at a time. */
const CHUNKS_AT_ONCE = 1000
/** Blocks across a part that is drawn at once. */
const MOST_ACROSS = 160
/** Blocks of rock below the lowest place, as a model's base. */
const BASE = 12
/** Paper around the world, in blocks. */
const MARGIN = 14
/** Blocks beside a strip whose neighbours still darken its corners, and half a chunk across. */
const BESIDE = 2
const HALF_CHUNK = 12

/** A picture from a corner, like a model on a table: no vanishing point, paper around it. Drawn strip by strip, so that few blocks are in memory. */
export function drawOblique(world: WorldReader, { from, width, samples }: { from: Corner; width?: number; samples?: number }): Image {
  const relief = readRelief(world, middleOf(extentOf(world)))
  const oblique = aimOblique(from, relief, { width, samples })
  const image = newImage(oblique.width, oblique.height)
  drawWhole(world, [{ oblique, image }])
  return image
}

/** How a picture looks at a world, and all its pixels hang on besides blocks. */
export interface Oblique {
  from: Corner
  relief: Relief
  view: View
  /** Blocks along a pixel. */
  blocks: number
  width: number
  height: number
  samples: number
  /** A y that no block of the world lies over. */
  high: number
}

interface Aim {
  width?: number | undefined
  samples?: number | undefined
  high?: number
}

export function aimOblique(from: Corner, relief: Relief, { width = 1800, samples = 2, high = MAX_Y }: Aim = {}): Oblique {
  const view = viewFrom(from, relief, relief)
  const blocks = (view.maxU - view.minU) / width
  return { from, relief, view, blocks, width, height: Math.ceil((view.maxV - view.minV) / blocks), samples, high }
}

export interface ObliqueDrawing {
  oblique: Oblique
  image: Image
}

/** Draws pictures from one corner or from two that face each other: what lies left in the one lies right in the other, so that blocks are loaded once. */
export function drawWhole(world: WorldReader, drawings: readonly ObliqueDrawing[]): void {
  const [{ oblique }] = drawings
  const { relief, view, width, height, blocks, high } = oblique
  const strips = Math.max(1, Math.ceil(((relief.maxX - relief.minX) * (relief.maxZ - relief.minZ)) / 256 / CHUNKS_AT_ONCE))
  const memory = newMemory()
  for (let strip = 0; strip < strips; strip++) {
    const [left, right] = [Math.floor((strip * width) / strips), Math.floor(((strip + 1) * width) / strips)]
    const voxels = loadVoxels(world, relief, { high, memory, keep: keepFor({ view, blocks }, { left, right, top: 0, bottom: height }, [-Infinity, Infinity]) })
    for (const drawing of drawings) {
      const isMirrored = drawing.oblique.from !== oblique.from
      const part = { left: isMirrored ? width - right : left, right: isMirrored ? width - left : right, top: 0, bottom: height }
      drawPart(world, voxels, drawing, part)
    }
  }
}

/** Draws parts of a picture anew. */
export function drawParts(world: WorldReader, drawing: ObliqueDrawing, parts: readonly PixelBox[]): void {
  const { relief, view, blocks, high } = drawing.oblique
  const most = MOST_ACROSS / blocks
  const memory = newMemory()
  for (const { left, right, top, bottom } of joinBoxes(parts)) {
    const cuts = Math.ceil((right - left) / most)
    for (let cut = 0; cut < cuts; cut++) {
      const part = { left: left + Math.floor(((right - left) * cut) / cuts), right: left + Math.floor(((right - left) * (cut + 1)) / cuts), top, bottom }
      drawPart(world, loadVoxels(world, relief, { high, memory, keep: keepFor({ view, blocks }, part, [relief.lowest - BASE, high + 1]) }), drawing, part)
    }
  }
}

/** The pixels whose colour can hang on changed columns. */
export function pixelsOf({ from, view, blocks, width, height, relief }: Oblique, changed: BlockBox & { high: number }): PixelBox {
  const corners = reachOf({ ...changed, low: relief.lowest - BASE }, towards(SUNS[from].azimuth, SUNS[from].elevation))
  const us = corners.map((corner) => (dot(corner, view.right) - view.minU) / blocks)
  const vs = corners.map((corner) => (view.maxV - dot(corner, view.up)) / blocks)
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value))
  return {
    left: within(Math.floor(Math.min(...us)) - 1, width),
    right: within(Math.ceil(Math.max(...us)) + 1, width),
    top: within(Math.floor(Math.min(...vs)) - 1, height),
    bottom: within(Math.ceil(Math.max(...vs)) + 1, height),
  }
}

/** Says of chunks whether rays of a part of a picture can meet what lies in them, between two heights, or be darkened by it. */
function keepFor({ view, blocks }: Pick<Oblique, 'view' | 'blocks'>, { left, right, top, bottom }: PixelBox, [low, high]: [number, number]) {
  const [minU, maxU] = [view.minU + left * blocks - BESIDE, view.minU + right * blocks + BESIDE]
  const [minV, maxV] = [view.maxV - bottom * blocks - BESIDE, view.maxV - top * blocks + BESIDE]
  return (chunkX: number, chunkZ: number): boolean => {
    const [x, z] = [chunkX * 16 + 8, chunkZ * 16 + 8]
    const u = x * view.right[0] + z * view.right[2]
    const v = x * view.up[0] + z * view.up[2]
    return u > minU - HALF_CHUNK && u < maxU + HALF_CHUNK && v + high * view.up[1] > minV - HALF_CHUNK && v + low * view.up[1] < maxV + HALF_CHUNK
  }
}

export function middleOf({ minX, minZ, maxX, maxZ }: BlockBox): BlockBox {
  const [x, z] = [(minX + maxX) / 2, (minZ + maxZ) / 2]
  const half = (low: number, high: number) => Math.min(high - low, MOST_SIDE) / 2
  return { minX: x - half(minX, maxX), maxX: x + half(minX, maxX), minZ: z - half(minZ, maxZ), maxZ: z + half(minZ, maxZ) }
}

export interface View {
  along: Vector
  right: Vector
  up: Vector
  minU: number
  maxU: number
  minV: number
  maxV: number
}

/** The view's three directions, and what it shows of the box: u to the right, v upwards, in blocks. */
function viewFrom(from: Corner, box: BlockBox, { lowest, highest }: Relief): View {
  const [east, south] = CORNERS[from]
  const [flat, down] = [Math.cos(ELEVATION) * Math.SQRT1_2, Math.sin(ELEVATION)]
  const along: Vector = [east * flat, -down, south * flat]
  const right: Vector = [-south * Math.SQRT1_2, 0, east * Math.SQRT1_2]
  const up: Vector = [east * down * Math.SQRT1_2, Math.cos(ELEVATION), south * down * Math.SQRT1_2]
  const corners = [box.minX, box.maxX].flatMap((x) => [box.minZ, box.maxZ].flatMap((z) => [lowest - BASE, highest + 1].map((y): Vector => [x, y, z])))
  const us = corners.map((corner) => dot(corner, right))
  const vs = corners.map((corner) => dot(corner, up))
  return { along, right, up, minU: Math.min(...us) - MARGIN, maxU: Math.max(...us) + MARGIN, minV: Math.min(...vs) - MARGIN, maxV: Math.max(...vs) + MARGIN }
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
/** Rays begin this far before the middle of the world. */
const FAR = 20_000

function drawPart(world: WorldReader, voxels: Voxels, { oblique, image }: ObliqueDrawing, part: PixelBox): void {
  const { from, relief, view, blocks, samples } = oblique
  const follower = lightScene(world, voxels, { relief, shadowsOf: 'relief', sun: SUNS[from], bottom: relief.lowest - BASE })
  const { along, right, up } = view
  const ray: Ray = { ox: 0, oy: 0, oz: 0, dx: 0, dy: 0, dz: 0 }
  aim(ray, ...along)
  const detailAt = () => Math.max(0, 0.6 - blocks * 0.4)
  const colour = new Float32Array(3)
  for (let row = part.top; row < part.bottom; row++)
    for (let column = part.left; column < part.right; column++) {
      colour.fill(0)
      for (let sample = 0; sample < samples * samples; sample++) {
        const u = view.minU + (column + ((sample % samples) + 0.5) / samples) * blocks
        const v = view.maxV - (row + (Math.floor(sample / samples) + 0.5) / samples) * blocks
        ray.ox = right[0] * u + up[0] * v - along[0] * FAR
        ray.oy = right[1] * u + up[1] * v - along[1] * FAR
        ray.oz = right[2] * u + up[2] * v - along[2] * FAR
        follower.follow(ray, { to: 2 * FAR, detailAt })
        for (let i = 0; i < 3; i++) colour[i] += follower.light[i] + follower.through * PAPER[i]
      }
      for (let i = 0; i < 3; i++) image.data[(row * image.width + column) * 3 + i] = toByte(colour[i] / (samples * samples))
    }
}
