import type { BlockBox } from '#pipeline/model/grid.ts'
import type { WorldReader } from '../read/world.ts'
import { type Direction, sunReaches, towards } from './light.ts'
import { looksOf } from './look.ts'
import { Caster } from './caster.ts'
import { aim, type Ray } from './ray.ts'
import { type Relief, readRelief } from './relief.ts'
import { Follower } from './render.ts'
import { Shader } from './shade.ts'
import { clearSky } from './sky.ts'
import { loadVoxels, type Voxels } from './voxels.ts'

export interface SceneOptions {
  /** Where the sun stands: compass direction and height, in degrees. */
  sun?: { azimuth: number; elevation: number } | undefined
  maxBytes?: number | undefined
  /** A y that no block of the world lies over. */
  high?: number
  /** Nothing below this y is seen: where a cut world ends. */
  bottom?: number
  /** The relief, where it is read already. */
  relief?: Relief
  /** What casts shadows; blocks do by default. */
  shadowsOf?: 'blocks' | 'relief'
}

/** How far a block's shadow is looked for, in blocks. */
export const SHADOW_REACH = 160

/** Loads a box of a world and lights it, ready for rays. @throws Failure when it does not fit in `maxBytes` */
export function openScene(world: WorldReader, box: BlockBox, options: SceneOptions = {}): Follower {
  return lightScene(world, loadVoxels(world, box, options), { ...options, relief: options.relief ?? readRelief(world, box) })
}

/** Lights blocks that are loaded. */
export function lightScene(world: WorldReader, voxels: Voxels, { relief, ...options }: SceneOptions & { relief: Relief }): Follower {
  const looks = looksOf(world.states)
  const sun = towards(...(options.sun ? ([options.sun.azimuth, options.sun.elevation] as const) : STREET_SUN))
  const sunAt = options.shadowsOf === 'relief' ? reliefShadow(relief, sun) : blockShadow(new Caster(voxels, looks), looks.opacity, sun)
  const shader = new Shader({ voxels, looks, relief, sun, sunAt, skyAt: (_x, dy, _z, out) => clearSky(dy, out) })
  const bounds = options.bottom === undefined ? voxels : { ...voxels, minY: Math.max(voxels.minY, options.bottom) }
  return new Follower(new Caster(voxels, looks, bounds), shader)
}

/** Compass direction and height of the sun where nothing else is said, in degrees. */
export const STREET_SUN = [215, 42] as const

type SunAt = (x: number, y: number, z: number) => number

const reliefShadow =
  (relief: Relief, sun: Direction): SunAt =>
  (x, y, z) =>
    sunReaches(relief, sun, [x, y, z]) ? 1 : 0

/** True shadows, and pale ones behind glass. */
function blockShadow(shadows: Caster, opacity: ArrayLike<number>, sun: Direction): SunAt {
  const toSun: Ray = { ox: 0, oy: 0, oz: 0, dx: 0, dy: 0, dz: 0 }
  aim(toSun, ...sun)
  return (x, y, z) => {
    toSun.ox = x
    toSun.oy = y
    toSun.oz = z
    let [from, medium, light] = [0, 0, 1]
    while (light > 0.05 && shadows.cast(toSun, from, SHADOW_REACH, medium)) {
      light *= 1 - opacity[shadows.hit.state]
      from = shadows.hit.t + 1e-4
      medium = shadows.hit.state
    }
    return light
  }
}
