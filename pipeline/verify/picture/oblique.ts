import type { BlockBox } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'
import { extentOf } from './extent.ts'
import { type Image, LINEAR, newImage, toByte } from './image.ts'
import { aim, type Ray } from './ray.ts'
import { type Relief, readRelief } from './relief.ts'
import { openScene } from './scene.ts'

/** Which corner one looks from, as the way the view goes: east and south. */
const CORNERS = { 'south-east': [-1, -1], 'north-west': [1, 1] } as const
export type Corner = keyof typeof CORNERS

const ELEVATION = (35 * Math.PI) / 180
const PAPER = [244, 241, 234].map((byte) => LINEAR[byte])
/** A larger world is drawn in its middle only, this many blocks a side: the relief of all of it must be at hand. */
const MOST_SIDE = 5120
/** Chunks whose blocks are loaded at a time. */
const CHUNKS_AT_ONCE = 1000
/** Blocks of rock below the lowest place, as a model's base. */
const BASE = 12
/** Paper around the world, in blocks. */
const MARGIN = 14
/** Blocks beside a strip whose neighbours still darken its corners, and half a chunk across. */
const BESIDE = 2
const HALF_CHUNK = 12

/** A picture from a corner, like a model on a table: no vanishing point, paper around it. Drawn strip by strip, so that few blocks are in memory. */
export function drawOblique(world: WorldReader, { from, width = 1800, samples = 2 }: { from: Corner; width?: number; samples?: number }): Image {
  const box = middleOf(extentOf(world))
  const relief = readRelief(world, box)
  const view = viewFrom(from, box, relief)
  const blocks = (view.maxU - view.minU) / width
  const height = Math.ceil((view.maxV - view.minV) / blocks)
  const image = newImage(width, height)
  const chunks = ((box.maxX - box.minX) * (box.maxZ - box.minZ)) / 256
  const strips = Math.max(1, Math.ceil(chunks / CHUNKS_AT_ONCE))
  for (let strip = 0; strip < strips; strip++) {
    const first = Math.floor((strip * width) / strips)
    const last = Math.floor(((strip + 1) * width) / strips)
    const [minU, maxU] = [view.minU + first * blocks - BESIDE, view.minU + last * blocks + BESIDE]
    const keep = (chunkX: number, chunkZ: number) => {
      const u = (chunkX * 16 + 8) * view.right[0] + (chunkZ * 16 + 8) * view.right[2]
      return u > minU - HALF_CHUNK && u < maxU + HALF_CHUNK
    }
    const sun = { azimuth: from === 'south-east' ? 200 : 260, elevation: 40 }
    drawStrip(image, openScene(world, box, { keep, relief, sun, bottom: relief.lowest - BASE }), { view, blocks, first, last, samples })
  }
  return image
}

function middleOf({ minX, minZ, maxX, maxZ }: BlockBox): BlockBox {
  const [x, z] = [(minX + maxX) / 2, (minZ + maxZ) / 2]
  const half = (low: number, high: number) => Math.min(high - low, MOST_SIDE) / 2
  return { minX: x - half(minX, maxX), maxX: x + half(minX, maxX), minZ: z - half(minZ, maxZ), maxZ: z + half(minZ, maxZ) }
}

type Vector = readonly [x: number, y: number, z: number]

interface View {
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

function drawStrip(
  image: Image,
  follower: ReturnType<typeof openScene>,
  { view, blocks, first, last, samples }: { view: View; blocks: number; first: number; last: number; samples: number },
): void {
  const { along, right, up } = view
  const ray: Ray = { ox: 0, oy: 0, oz: 0, dx: 0, dy: 0, dz: 0 }
  aim(ray, ...along)
  const detailAt = () => Math.max(0, 0.6 - blocks * 0.4)
  const colour = new Float32Array(3)
  for (let row = 0; row < image.height; row++)
    for (let column = first; column < last; column++) {
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
