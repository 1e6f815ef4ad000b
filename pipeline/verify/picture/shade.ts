import { hashAt } from '#pipeline/model/hash-random.ts'
import { cornerShade, type Direction, normal, openness, SKY, SUN } from './light.ts'
import { KIND, type Looks, TEXTURES } from './look.ts'
import { FACE, type Hit, type Ray } from './ray.ts'
import type { Relief } from './relief.ts'
import { textureAt } from './texture.ts'
import { type Voxels, voxelAt } from './voxels.ts'

const [TURF, LEAVES, GLASS, WATER, LAMP] = (['turf', 'leaves', 'glass', 'water', 'lamp'] as const).map((texture) => TEXTURES.indexOf(texture))

export interface Scene {
  voxels: Voxels
  looks: Looks
  relief: Relief
  sun: Direction
  /** 1 where the sun reaches the point, 0 where it does not. */
  sunAt: (x: number, y: number, z: number) => number
  /** Linear light of the sky in a direction, which water and glass throw back. */
  skyAt: (dx: number, dy: number, dz: number, out: Float32Array) => void
}

/** Colours what a ray met. */
export class Shader {
  /** Linear light of the last surface shaded, and how much it hides. */
  readonly light = new Float32Array(3)
  opacity = 1
  readonly #scene: Scene
  readonly #sky = new Float32Array(3)
  readonly #colour = new Float32Array(3)

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /**
   * @param detail how much of the texture shows: 0 far away, 1 close by
   */
  shade(ray: Ray, hit: Hit, detail: number): void {
    const { looks, voxels, relief, sun } = this.#scene
    const { face, state } = hit
    const [nx, ny, nz] = normal(face)
    const px = ray.ox + ray.dx * hit.t
    const py = ray.oy + ray.dy * hit.t
    const pz = ray.oz + ray.dz * hit.t
    const axis = face >> 1
    const u = within(axis === 0 ? pz - hit.z : px - hit.x)
    const v = within(axis === 1 ? pz - hit.z : py - hit.y)
    const texture = looks.texture[state]
    const seed = hashAt(hit.y, hit.x, hit.z)
    const kind = looks.kind[state]

    this.#paint(hit, texture, v)
    if (texture === WATER && face === FACE.top) this.#deepen(hit)
    let bright = textureAt(texture, { u, v, flat: axis === 1, seed }, detail)
    // Leaves differ from block to block at any distance, so that crowns have a grain.
    if (texture === LEAVES) bright *= 1 + 0.06 * ((seed & 0xffff) / 0x7fff - 1)

    const facing = kind === KIND.plant ? 0.7 : Math.max(0, nx * sun[0] + ny * sun[1] + nz * sun[2])
    const direct = facing > 0 ? facing * this.#scene.sunAt(px + nx * 0.01, py + ny * 0.01, pz + nz * 0.01) : 0
    const upward = ny > 0 ? 1 : ny < 0 ? 0.5 : axis === 0 ? 0.72 : 0.8
    const outside = kind === KIND.boxes ? 0 : 1
    const open = openness(relief, hit.x + nx * outside, kind === KIND.boxes ? hit.y : hit.y + ny, hit.z + nz * outside)
    const corner = kind === KIND.cube ? cornerShade(voxels, looks, hit, [u, v]) : 1
    const ambient = upward * open * corner
    const glow = texture === LAMP ? 0.6 : 0
    for (let i = 0; i < 3; i++) this.light[i] = this.#colour[i] * bright * (SUN[i] * direct * (0.5 + 0.5 * corner) + SKY[i] * ambient + glow)

    this.opacity = looks.opacity[state]!
    if (texture === GLASS && detail > 0 && bright > 1.1) this.opacity = Math.min(1, this.opacity + 0.4 * detail)
    if (texture === WATER || texture === GLASS) this.#reflect(ray, normal(face), texture === WATER ? 0.05 : 0.16)
  }

  /** The surface's own colour. */
  #paint(hit: Hit, texture: number, v: number): void {
    const { colour, second, axis, kind } = this.#scene.looks
    const { face, state } = hit
    let isSecond = hit.second === 1
    if (texture === TURF) isSecond = face === FACE.top || (face !== FACE.bottom && v > 0.8)
    else if (kind[state] === KIND.cube) isSecond = face >> 1 === axis[state]
    const from = isSecond ? second : colour
    for (let i = 0; i < 3; i++) this.#colour[i] = from[state * 3 + i]!
  }

  /** Water shows its bed where it is shallow. */
  #deepen({ x, y, z, state }: Hit): void {
    const { voxels, looks } = this.#scene
    let depth = 1
    while (depth < 10 && voxelAt(voxels, x, y - depth, z) === state) depth++
    const bed = voxelAt(voxels, x, y - depth, z)
    const clear = Math.exp(-0.55 * depth)
    for (let i = 0; i < 3; i++) this.#colour[i] = this.#colour[i] * (1 - clear) + 0.6 * clear * (looks.second[bed * 3 + i] ?? 0)
  }

  /** Mixes in the sky that a smooth surface throws back, more at a flat angle. */
  #reflect(ray: Ray, [nx, ny, nz]: Direction, least: number): void {
    const length = Math.hypot(ray.dx, ray.dy, ray.dz)
    const along = (ray.dx * nx + ray.dy * ny + ray.dz * nz) / length
    const share = least + (0.75 - least) * (1 - Math.min(1, Math.abs(along))) ** 4
    this.#scene.skyAt(ray.dx / length - 2 * along * nx, Math.abs(ray.dy / length - 2 * along * ny), ray.dz / length - 2 * along * nz, this.#sky)
    for (let i = 0; i < 3; i++) this.light[i] = this.light[i] * (1 - share) + this.#sky[i] * share
  }
}

const within = (value: number): number => (value < 0 ? 0 : value > 0.99999 ? 0.99999 : value)
