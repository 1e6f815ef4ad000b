import type { Caster } from './caster.ts'
import type { Ray } from './ray.ts'
import type { Shader } from './shade.ts'

/** Glass behind glass behind glass: more layers than this are not told apart. */
const LAYERS = 6

/** Follows a ray through what lets light through. */
export class Follower {
  /** Linear light that came back, without what lies behind everything. */
  readonly light = new Float32Array(3)
  /** How much of what lies behind shows, 0…1. */
  through = 1
  readonly #caster: Caster
  readonly #shader: Shader

  constructor(caster: Caster, shader: Shader) {
    this.#caster = caster
    this.#shader = shader
  }

  /**
   * @param veil changes the light of a surface at a distance (detail first, then haze)
   */
  follow(ray: Ray, { to, detailAt, veil }: { to: number; detailAt: (t: number) => number; veil?: (t: number, light: Float32Array) => void }): void {
    const { light } = this
    const { hit } = this.#caster
    light.fill(0)
    this.through = 1
    let from = 0
    let medium = 0
    for (let layer = 0; layer < LAYERS && this.through > 0.02 && this.#caster.cast(ray, from, to, medium); layer++) {
      this.#shader.shade(ray, hit, detailAt(hit.t))
      veil?.(hit.t, this.#shader.light)
      const share = this.through * this.#shader.opacity
      for (let i = 0; i < 3; i++) light[i] += share * this.#shader.light[i]
      this.through -= share
      from = hit.t + 1e-4
      medium = hit.state
    }
    if (this.through <= 0.02) this.through = 0
  }
}
