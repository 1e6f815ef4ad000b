import { type BlockBox, MIN_Y } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'
import { type Image, newImage, toByte } from './image.ts'
import { towards } from './light.ts'
import { aim, type Ray } from './ray.ts'
import { joinBoxes, type PixelBox, reachOf, type Vector } from './reach.ts'
import type { Relief } from './relief.ts'
import type { Follower } from './render.ts'
import { openScene, SHADOW_REACH, STREET_SUN } from './scene.ts'
import { clearSky } from './sky.ts'

const EYE_HEIGHT = 1.62
const DEGREE = Math.PI / 180

export interface StreetView {
  /** Where the eye is, in blocks. */
  eye: { x: number; y: number; z: number }
  /** As the game counts them, in degrees: yaw 0 looks south, 90 west, 180 north; pitch 90 looks down. */
  yaw: number
  pitch: number
  /** From left to right, in degrees. */
  fieldOfView?: number
  width?: number
  height?: number
  /** Rays across and down each pixel. */
  samples?: number
  /** How far one sees, in blocks. */
  distance?: number
  /** Where the sun stands: compass direction and height, in degrees. */
  sun?: { azimuth: number; elevation: number }
  maxBytes?: number
}

/** The view of a player who has just come into the world. */
export function viewFromSpawn({ level: { spawn } }: WorldReader): StreetView {
  return { eye: { x: spawn.x + 0.5, y: spawn.y + EYE_HEIGHT, z: spawn.z + 0.5 }, yaw: spawn.yaw, pitch: spawn.pitch }
}

/** Draws what one sees in the world from a place. @throws Failure when the world is damaged or does not fit in `maxBytes` */
export function drawStreet(world: WorldReader, view: StreetView): Image {
  return openStreet(world, view)(view)
}

const DISTANCE = 320

/** The columns that are seen, from their relief to their blocks. */
export function streetBox({ eye, distance = DISTANCE }: StreetView): BlockBox {
  return { minX: eye.x - distance, minZ: eye.z - distance, maxX: eye.x + distance, maxZ: eye.z + distance }
}

/**
 * Loads what is around a place: what comes back draws pictures from there, whole or some parts of one drawn before anew.
 * @param known relief of `streetBox`, and a y that no block of the world lies over, where they are known already
 */
export function openStreet(
  world: WorldReader,
  at: StreetView,
  known: { relief?: Relief; high?: number } = {},
): (view: StreetView, before?: { image: Image; parts: readonly PixelBox[] }) => Image {
  const follower = openScene(world, streetBox(at), { sun: at.sun, maxBytes: at.maxBytes, ...known })
  return (view, before) => {
    const camera = cameraOf(view)
    const { width, height } = camera
    const image = before?.image ?? newImage(width, height)
    for (const part of before ? joinBoxes(before.parts) : [{ left: 0, top: 0, right: width, bottom: height }]) drawPart(follower, camera, image, part)
    return image
  }
}

/** The pixels whose colour can hang on changed columns. */
export function pixelsOf(view: StreetView, changed: BlockBox & { high: number }): PixelBox {
  const { eye, forward, right, up, pixel, width, height } = cameraOf(view)
  const sun = view.sun ? towards(view.sun.azimuth, view.sun.elevation) : towards(...STREET_SUN)
  const seen = reachOf({ ...changed, low: MIN_Y }, sun, SHADOW_REACH).map(([x, y, z]) => {
    const along = ([dx, dy, dz]: Vector) => (x - eye.x) * dx + (y - eye.y) * dy + (z - eye.z) * dz
    const ahead = along(forward)
    return { ahead, column: along(right) / ahead / pixel + width / 2, row: height / 2 - along(up) / ahead / pixel }
  })
  if (seen.every(({ ahead }) => ahead < 0)) return { left: 0, top: 0, right: 0, bottom: 0 }
  if (seen.some(({ ahead }) => ahead < NEAR)) return { left: 0, top: 0, right: width, bottom: height }
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value))
  return {
    left: within(Math.floor(Math.min(...seen.map(({ column }) => column))) - 1, width),
    right: within(Math.ceil(Math.max(...seen.map(({ column }) => column))) + 1, width),
    top: within(Math.floor(Math.min(...seen.map(({ row }) => row))) - 1, height),
    bottom: within(Math.ceil(Math.max(...seen.map(({ row }) => row))) + 1, height),
  }
}

/** What comes closer to the eye's plane is not projected, in blocks. */
const NEAR = 0.1

interface Camera {
  eye: StreetView['eye']
  forward: Vector
  right: Vector
  up: Vector
  /** Side of a pixel at distance 1. */
  pixel: number
  width: number
  height: number
  samples: number
  distance: number
}

function cameraOf({ eye, yaw, pitch, width = 1280, height = 720, samples = 2, distance = DISTANCE, fieldOfView = 75 }: StreetView): Camera {
  const half = Math.tan((fieldOfView * DEGREE) / 2)
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw * DEGREE), Math.cos(yaw * DEGREE), Math.sin(pitch * DEGREE), Math.cos(pitch * DEGREE)]
  return {
    eye,
    forward: [-sinYaw * cosPitch, -sinPitch, cosYaw * cosPitch],
    right: [-cosYaw, 0, -sinYaw],
    up: [-sinYaw * sinPitch, cosPitch, cosYaw * sinPitch],
    pixel: (2 * half) / width,
    width,
    height,
    samples,
    distance,
  }
}

function drawPart(follower: Follower, { eye, forward, right, up, pixel, width, height, samples, distance }: Camera, image: Image, part: PixelBox): void {
  const sky = new Float32Array(3)
  const veil = (t: number, light: Float32Array) => {
    const haze = 0.35 * (t / distance) ** 1.5 + 0.65 * Math.max(0, (t / distance - 0.75) * 4)
    for (let i = 0; i < 3; i++) light[i] = light[i] * (1 - haze) + sky[i] * haze
  }
  const detailAt = (t: number) => Math.min(1, Math.max(0, 1.15 - t * pixel * 5))
  const ray: Ray = { ox: eye.x, oy: eye.y, oz: eye.z, dx: 0, dy: 0, dz: 0 }
  for (let row = part.top; row < part.bottom; row++)
    for (let column = part.left; column < part.right; column++) {
      let [red, green, blue] = [0, 0, 0]
      for (let sample = 0; sample < samples * samples; sample++) {
        const a = (column + ((sample % samples) + 0.5) / samples - width / 2) * pixel
        const b = (height / 2 - row - (Math.floor(sample / samples) + 0.5) / samples) * pixel
        const [dx, dy, dz] = [forward[0] + right[0] * a + up[0] * b, forward[1] + up[1] * b, forward[2] + right[2] * a + up[2] * b]
        const length = Math.hypot(dx, dy, dz)
        aim(ray, dx / length, dy / length, dz / length)
        clearSky(ray.dy, sky)
        follower.follow(ray, { to: distance, detailAt, veil })
        red += follower.light[0] + follower.through * sky[0]
        green += follower.light[1] + follower.through * sky[1]
        blue += follower.light[2] + follower.through * sky[2]
      }
      const at = (row * width + column) * 3
      image.data[at] = toByte(red / (samples * samples))
      image.data[at + 1] = toByte(green / (samples * samples))
      image.data[at + 2] = toByte(blue / (samples * samples))
    }
}
