import { KIND, type Looks } from './look.ts'
import { hitBoxes, hitPlant } from './parts.ts'
import { FACE, type Hit, type Ray } from './ray.ts'
import type { Voxels } from './voxels.ts'

/** The part of the voxels that rays see; upper bounds are exclusive. */
export type Bounds = Pick<Voxels, 'minX' | 'minY' | 'minZ' | 'maxX' | 'maxY' | 'maxZ'>

const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value)

/** Casts rays through voxels, from block to block and over empty sections at a stride. */
export class Caster {
  readonly hit: Hit = { t: 0, x: 0, y: 0, z: 0, face: 0, state: 0, second: 0 }
  readonly #voxels: Voxels
  readonly #looks: Looks
  readonly #bounds: Bounds

  constructor(voxels: Voxels, looks: Looks, bounds: Bounds = voxels) {
    this.#voxels = voxels
    this.#looks = looks
    this.#bounds = {
      minX: Math.max(voxels.minX, bounds.minX),
      minY: Math.max(voxels.minY, bounds.minY),
      minZ: Math.max(voxels.minZ, bounds.minZ),
      maxX: Math.min(voxels.maxX, bounds.maxX),
      maxY: Math.min(voxels.maxY, bounds.maxY),
      maxZ: Math.min(voxels.maxZ, bounds.maxZ),
    }
  }

  /**
   * Finds the first thing between `from` and `to` along a ray and puts it in `hit`.
   * @param medium a state that the ray is in, and does not see; 0 for none
   */
  cast(ray: Ray, from: number, to: number, medium: number): boolean {
    const { ox, oy, oz, dx, dy, dz } = ray
    const { minX, minY, minZ, maxX, maxY, maxZ } = this.#bounds
    const { sections, pool, across, tall } = this.#voxels
    const chunkX = this.#voxels.minX >> 4
    const chunkZ = this.#voxels.minZ >> 4
    const lowest = this.#voxels.minY >> 4
    const kinds = this.#looks.kind
    const ix = 1 / dx
    const iy = 1 / dy
    const iz = 1 / dz
    const [east, up, south] = [dx > 0, dy > 0, dz > 0]
    const faceX = east ? FACE.west : FACE.east
    const faceY = up ? FACE.bottom : FACE.top
    const faceZ = south ? FACE.north : FACE.south

    const nearX = ((east ? minX : maxX) - ox) * ix
    const nearY = ((up ? minY : maxY) - oy) * iy
    const nearZ = ((south ? minZ : maxZ) - oz) * iz
    let t = Math.max(from, nearX, nearY, nearZ)
    let face: number = t === nearX ? faceX : t === nearZ ? faceZ : faceY
    const end = Math.min(to, ((east ? maxX : minX) - ox) * ix, ((up ? maxY : minY) - oy) * iy, ((south ? maxZ : minZ) - oz) * iz)
    if (t >= end) return false

    let x = clamp(Math.floor(ox + dx * t), minX, maxX - 1)
    let y = clamp(Math.floor(oy + dy * t), minY, maxY - 1)
    let z = clamp(Math.floor(oz + dz * t), minZ, maxZ - 1)
    const stepX = east ? 1 : -1
    const stepY = up ? 1 : -1
    const stepZ = south ? 1 : -1
    const aheadX = east ? 1 : 0
    const aheadY = up ? 1 : 0
    const aheadZ = south ? 1 : 0
    let nextX = (x + aheadX - ox) * ix
    let nextY = (y + aheadY - oy) * iy
    let nextZ = (z + aheadZ - oz) * iz
    let skip = medium

    while (t < end) {
      const section = sections[(((z >> 4) - chunkZ) * across + (x >> 4) - chunkX) * tall + (y >> 4) - lowest]
      if (section === -1) {
        // Nothing here: to the far side of the section.
        skip = 0
        const baseX = x & ~15
        const baseY = y & ~15
        const baseZ = z & ~15
        const farX = (baseX + 16 * aheadX - ox) * ix
        const farY = (baseY + 16 * aheadY - oy) * iy
        const farZ = (baseZ + 16 * aheadZ - oz) * iz
        t = Math.min(farX, farY, farZ)
        if (t >= end) return false
        x = clamp(Math.floor(ox + dx * t), baseX, baseX + 15)
        y = clamp(Math.floor(oy + dy * t), baseY, baseY + 15)
        z = clamp(Math.floor(oz + dz * t), baseZ, baseZ + 15)
        if (t === farX) {
          x = east ? baseX + 16 : baseX - 1
          face = faceX
        } else if (t === farY) {
          y = up ? baseY + 16 : baseY - 1
          face = faceY
        } else {
          z = south ? baseZ + 16 : baseZ - 1
          face = faceZ
        }
        nextX = (x + aheadX - ox) * ix
        nextY = (y + aheadY - oy) * iy
        nextZ = (z + aheadZ - oz) * iz
        continue
      }
      const state = section < 0 ? -1 - section : pool[(section << 12) | ((y & 15) << 8) | ((z & 15) << 4) | (x & 15)]
      if (state !== skip) {
        const kind = kinds[state]
        if (kind === KIND.nothing) skip = 0
        else if (this.#meets(ray, { kind, state, x, y, z, t, face }, from)) return true
      }
      if (nextX <= nextY && nextX <= nextZ) {
        t = nextX
        x += stepX
        nextX = (x + aheadX - ox) * ix
        face = faceX
      } else if (nextY <= nextZ) {
        t = nextY
        y += stepY
        nextY = (y + aheadY - oy) * iy
        face = faceY
      } else {
        t = nextZ
        z += stepZ
        nextZ = (z + aheadZ - oz) * iz
        face = faceZ
      }
    }
    return false
  }

  #meets(ray: Ray, block: Omit<Hit, 'second'> & { kind: number }, from: number): boolean {
    const { hit } = this
    hit.t = block.t
    hit.x = block.x
    hit.y = block.y
    hit.z = block.z
    hit.face = block.face
    hit.state = block.state
    hit.second = 0
    if (block.kind === KIND.boxes) return hitBoxes(ray, hit, this.#looks, from)
    return block.kind === KIND.plant ? hitPlant(ray, hit, this.#looks, from) : true
  }
}
