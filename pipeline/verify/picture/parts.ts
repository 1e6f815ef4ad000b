import { hashAt } from '#pipeline/model/hash-random.ts'
import { FACE, type Hit, MISS, type Ray } from './ray.ts'
import type { Looks } from './look.ts'

/** Finds the nearest part of the block in `hit`; fills the rest of it and returns true if there is one past `from`. */
export function hitBoxes(ray: Ray, hit: Hit, { boxes, firstBox, boxCount }: Looks, from: number): boolean {
  const ix = 1 / ray.dx
  const iy = 1 / ray.dy
  const iz = 1 / ray.dz
  const x = hit.x - ray.ox
  const y = hit.y - ray.oy
  const z = hit.z - ray.oz
  let best = MISS
  const first = firstBox[hit.state] * 7
  const end = first + boxCount[hit.state] * 7
  for (let at = first; at < end; at += 7) {
    const ax = (x + boxes[at]) * ix
    const bx = (x + boxes[at + 3]) * ix
    const ay = (y + boxes[at + 1]) * iy
    const by = (y + boxes[at + 4]) * iy
    const az = (z + boxes[at + 2]) * iz
    const bz = (z + boxes[at + 5]) * iz
    const nearX = Math.min(ax, bx)
    const nearY = Math.min(ay, by)
    const nearZ = Math.min(az, bz)
    const near = Math.max(nearX, nearY, nearZ)
    if (near < from || near >= best || near > Math.min(Math.max(ax, bx), Math.max(ay, by), Math.max(az, bz))) continue
    best = near
    hit.second = boxes[at + 6]!
    if (near === nearX) hit.face = ix > 0 ? FACE.west : FACE.east
    else if (near === nearY) hit.face = iy > 0 ? FACE.bottom : FACE.top
    else hit.face = iz > 0 ? FACE.north : FACE.south
  }
  hit.t = best
  return best < MISS
}

/** Two upright planes across the block, with blades of grass or a flower drawn on them. */
export function hitPlant(ray: Ray, hit: Hit, looks: Looks, from: number): boolean {
  const flower = looks.second[hit.state * 3] !== looks.colour[hit.state * 3]
  hit.t = Math.min(onPlane(ray, hit, { slope: 1, flower, from }), onPlane(ray, hit, { slope: -1, flower, from }))
  if (hit.t >= MISS) return false
  hit.second = ray.oy + ray.dy * hit.t - hit.y > 0.45 ? 1 : 0
  hit.face = FACE.top
  return true
}

function onPlane(ray: Ray, hit: Hit, { slope, flower, from }: { slope: 1 | -1; flower: boolean; from: number }): number {
  const t = (hit.x + 0.5 - ray.ox - slope * (hit.z + 0.5 - ray.oz)) / (ray.dx - slope * ray.dz)
  const u = ray.ox + ray.dx * t - hit.x
  const v = ray.oy + ray.dy * t - hit.y
  if (!(t >= from && u > 0.08 && u < 0.92 && v >= 0)) return MISS
  if (flower) return (Math.abs(u - 0.5) < 0.04 && v < 0.5) || (u - 0.5) ** 2 + (v - 0.55) ** 2 < 0.02 ? t : MISS
  const blade = hashAt(hit.x * 31 + slope, Math.floor(u * 14), hit.z)
  return v < 0.2 + (blade % 64) / 110 && blade & 0x300 ? t : MISS
}
