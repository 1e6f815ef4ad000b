import Flatbush from 'flatbush'
import { type FeatureWriter, readFeatures } from '#pipeline/formats/feature-file.ts'
import type { Geometry } from '#pipeline/model/feature.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import { type ProtectAction, TOUCH_M, type Zone } from '#pipeline/model/protect.ts'
import { boxAround, isWithin } from '#pipeline/model/touch.ts'

/** Zones on disk are features, whose attributes hold the rest. */
const AS_FEATURE = { layer: '', kind: 'area' } as const

export const writeZone = (writer: FeatureWriter, { shape, action, radiusM, kinds, toM, keep }: Zone): Promise<void> =>
  writer.write({ ...AS_FEATURE, id: '', geometry: shape, attributes: { action, radiusM, toM, kinds: kinds?.join() ?? '', keep: keep.join() } })

export async function readZoneFiles(paths: readonly string[]): Promise<Zone[]> {
  const zones: Zone[] = []
  for (const path of paths)
    for await (const { geometry, attributes } of readFeatures(path, AS_FEATURE)) {
      const { action, radiusM, toM, kinds, keep } = attributes as { action: ProtectAction; radiusM: number; toM: number; kinds: string; keep: string }
      zones.push({ shape: geometry, action, radiusM, toM, keep: listOf(keep), ...(kinds === '' ? {} : { kinds: listOf(kinds) as LayerKind[] }) })
    }
  return zones
}

/** The words of a list with commas, semicolons or spaces between. */
export const listOf = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

export const actsOn = ({ kinds }: Zone, kind: LayerKind): boolean => kinds === undefined || kinds.includes(kind)

/** Makes the function that finds the zones which a shape touches. */
export function zoneFinder(zones: readonly Zone[]): (shape: Geometry) => Zone[] {
  if (zones.length === 0) return () => []
  const index = new Flatbush(zones.length)
  for (const { shape, radiusM } of zones) {
    const { minX, minY, maxX, maxY } = boxAround(shape, radiusM + TOUCH_M)
    index.add(minX, minY, maxX, maxY)
  }
  index.finish()
  return (shape) => {
    const { minX, minY, maxX, maxY } = boxAround(shape)
    if (![minX, minY, maxX, maxY].every(Number.isFinite)) return [...zones]
    const near = index.search(minX, minY, maxX, maxY)
    return near.map((i) => zones[i]).filter((zone) => isWithin(shape, zone.shape, zone.radiusM + TOUCH_M))
  }
}

let known: { key: string; find: Promise<(shape: Geometry) => Zone[]> } | undefined

/** Finds the zones in files that act on a kind, at a shape; on any kind, where none is named. Asked the same again, the files are not read again. */
export function findSecrets(paths: readonly string[], kind?: LayerKind): Promise<(shape: Geometry) => Zone[]> {
  const key = [kind, ...paths].join('\0')
  if (known?.key !== key)
    known = { key, find: readZoneFiles(paths).then((zones) => zoneFinder(kind === undefined ? zones : zones.filter((zone) => actsOn(zone, kind)))) }
  return known.find
}
