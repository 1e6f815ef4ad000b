import type { PreparedCrossing, PreparedRoad } from '#pipeline/model/shard.ts'
import { materialIndex } from '../compiled-style.ts'
import { cellOf, holds, type Surface, USE } from '../surface.ts'

/** A crossing belongs to the nearest street within this many blocks. */
const REACH = 12
/** Blocks along the street that its bars are long. */
const LENGTH = 3
/** A street wider than this is crossed in parts. */
const WIDEST = 14
/** Ways that have no crossings of their own. */
const PATHS = new Set(['bike', 'foot', 'track', 'jetty'])

/** White bars, one on and one off across the street, each along the traffic. */
export function paintCrossings(surface: Surface, crossings: readonly PreparedCrossing[], roads: readonly PreparedRoad[]): void {
  for (const crossing of crossings) {
    const street = nearest(crossing, roads)
    if (street) paintBars(surface, street)
  }
}

interface Street {
  x: number
  z: number
  alongX: number
  alongZ: number
  width: number
}

function paintBars(surface: Surface, street: Street): void {
  const marking = materialIndex('marking')
  const way = materialIndex('asphalt')
  const half = Math.min(street.width, WIDEST) / 2
  const x0 = Math.floor(street.x)
  const z0 = Math.floor(street.z)
  for (let z = z0 - REACH; z <= z0 + REACH; z++)
    for (let x = x0 - REACH; x <= x0 + REACH; x++) {
      if (!holds(surface, x, z)) continue
      const px = x + 0.5 - street.x
      const pz = z + 0.5 - street.z
      const along = px * street.alongX + pz * street.alongZ
      const across = pz * street.alongX - px * street.alongZ
      const i = cellOf(surface, x, z)
      if (Math.abs(along) > LENGTH / 2 || Math.abs(across) > half || surface.use[i] !== USE.road) continue
      surface.material[i] = (Math.floor(across + half) & 1) === 0 ? marking : way
    }
}

function nearest(crossing: PreparedCrossing, roads: readonly PreparedRoad[]): Street | undefined {
  let best: Street | undefined
  let least = REACH
  for (const road of roads) {
    if (PATHS.has(road.class) || !near(crossing, road)) continue
    for (let i = 0; i + 3 < road.line.length; i += 2) {
      const distance = Math.hypot(road.line[i] - crossing.x, road.line[i + 1] - crossing.z)
      if (distance >= least) continue
      least = distance
      const [dx, dz] = [road.line[i + 2] - road.line[i], road.line[i + 3] - road.line[i + 1]]
      const length = Math.hypot(dx, dz) || 1
      best = { x: road.line[i], z: road.line[i + 1], alongX: dx / length, alongZ: dz / length, width: road.width }
    }
  }
  return best
}

const near = ({ x, z }: PreparedCrossing, { box }: PreparedRoad): boolean =>
  x > box.minX - REACH && x < box.maxX + REACH && z > box.minZ - REACH && z < box.maxZ + REACH
