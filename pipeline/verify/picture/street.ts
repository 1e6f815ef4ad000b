import type { BlockBox } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'
import { type Image, newImage, toByte } from './image.ts'
import { aim, type Ray } from './ray.ts'
import { openScene } from './scene.ts'
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
  const { eye, width = 1280, height = 720, samples = 2, distance = 320, fieldOfView = 75 } = view
  const box: BlockBox = { minX: eye.x - distance, minZ: eye.z - distance, maxX: eye.x + distance, maxZ: eye.z + distance }
  const follower = openScene(world, box, view)

  const half = Math.tan((fieldOfView * DEGREE) / 2)
  const pixel = (2 * half) / width
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [
    Math.sin(view.yaw * DEGREE),
    Math.cos(view.yaw * DEGREE),
    Math.sin(view.pitch * DEGREE),
    Math.cos(view.pitch * DEGREE),
  ]
  const forward = [-sinYaw * cosPitch, -sinPitch, cosYaw * cosPitch] as const
  const right = [-cosYaw, 0, -sinYaw] as const
  const up = [-sinYaw * sinPitch, cosPitch, cosYaw * sinPitch] as const

  const sky = new Float32Array(3)
  const veil = (t: number, light: Float32Array) => {
    const haze = 0.35 * (t / distance) ** 1.5 + 0.65 * Math.max(0, (t / distance - 0.75) * 4)
    for (let i = 0; i < 3; i++) light[i] = light[i] * (1 - haze) + sky[i] * haze
  }
  const detailAt = (t: number) => Math.min(1, Math.max(0, 1.15 - t * pixel * 5))
  const ray: Ray = { ox: eye.x, oy: eye.y, oz: eye.z, dx: 0, dy: 0, dz: 0 }
  const image = newImage(width, height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
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
  return image
}
