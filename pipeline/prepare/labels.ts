import type { Feature } from '#pipeline/model/feature.ts'
import type { PreparedLabel } from '#pipeline/model/shard.ts'
import type { Context } from './context.ts'
import { linesOf } from './shape.ts'

/** Signs of one street stand at least this far apart, in blocks. */
const APART = 60
/** Characters that fit a line of a sign. */
const LINE = 15

/** Remembers where each name already has a sign. */
export type Signs = Map<string, { x: number; z: number }[]>

/** A sign at each end of a street, beside the carriageway, reading along it; not again where the name already stands near. */
export function streetLabels(feature: Feature, halfWidth: number, signs: Signs, context: Context): PreparedLabel[] {
  const name = feature.attributes['name']
  if (typeof name !== 'string') return []
  const labels: PreparedLabel[] = []
  for (const line of linesOf(feature.geometry, context.grid)) {
    const last = line.length - 2
    const ends = [
      { x: line[0], z: line[1], toX: line[2], toZ: line[3] },
      { x: line[last], z: line[last + 1], toX: line[last - 2], toZ: line[last - 1] },
    ]
    for (const end of ends) {
      const length = Math.hypot(end.toX - end.x, end.toZ - end.z)
      if (length === 0) continue
      const [ux, uz] = [(end.toX - end.x) / length, (end.toZ - end.z) / length]
      const along = Math.min(length, halfWidth + 3)
      const aside = halfWidth + 1
      const at = { x: Math.floor(end.x + ux * along - uz * aside), z: Math.floor(end.z + uz * along + ux * aside) }
      const taken = signs.get(name) ?? []
      if (taken.some((sign) => Math.hypot(sign.x - at.x, sign.z - at.z) < APART)) continue
      signs.set(name, [...taken, at])
      labels.push(labelAt(feature, at, 'street', name, turnOf(uz, -ux)))
    }
  }
  return labels
}

/** A sign with a place's name, where it has one. */
export function placeLabel(feature: Feature, at: { x: number; z: number }): PreparedLabel | undefined {
  const name = feature.attributes['name']
  return typeof name === 'string' ? labelAt(feature, { x: Math.floor(at.x), z: Math.floor(at.z) }, 'place', name, 0) : undefined
}

function labelAt({ layer, id }: Feature, { x, z }: { x: number; z: number }, kind: 'street' | 'place', name: string, rotation: number): PreparedLabel {
  return { layer, id: `${id}@${x},${z}`, box: { minX: x - 4, minZ: z - 4, maxX: x + 5, maxZ: z + 5 }, x, z, kind, text: wrap(name), rotation }
}

/** Sixteenths of a turn of a sign whose face looks along (x, z): 0 looks south, 4 west. */
export function turnOf(x: number, z: number): number {
  return ((Math.round((Math.atan2(-x, z) / (2 * Math.PI)) * 16) % 16) + 16) % 16
}

/** Breaks a name into at most four lines. */
export function wrap(name: string): string[] {
  const lines: string[] = []
  for (const word of name.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= LINE) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.slice(0, 4)
}
