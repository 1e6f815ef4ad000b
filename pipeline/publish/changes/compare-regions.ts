import type { RegionChanges } from '#pipeline/model/change-set.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'

/** The part of a manifest that regions are compared by. */
export type ReleaseFiles = Pick<Manifest, 'editions' | 'files'>

const REGION_SIDE_CHUNKS = 32
/** A region file, or a chunk that was too large for its region's file. */
const REGION_FILE = /(?:^|\/)([rc])\.(-?\d{1,7})\.(-?\d{1,7})\.mc[ac]$/

/** By edition, which regions' files differ. An edition without region files in either is left out. */
export function compareRegions(before: ReleaseFiles | undefined, after: ReleaseFiles): Record<string, RegionChanges> {
  const profiles = new Set([...(before?.editions ?? []), ...after.editions].map(({ profile }) => profile))
  const changes: Record<string, RegionChanges> = {}
  for (const profile of profiles) {
    const [old, now] = [regionsOf(before, profile), regionsOf(after, profile)]
    if (old.size + now.size === 0) continue
    const found: RegionChanges = { added: [], changed: [], removed: [] }
    for (const [key, digests] of now) {
      if (!old.has(key)) found.added.push(placeOf(key))
      else if (old.get(key) !== digests) found.changed.push(placeOf(key))
    }
    for (const key of old.keys()) if (!now.has(key)) found.removed.push(placeOf(key))
    for (const list of Object.values(found)) list.sort(([ax, az], [bx, bz]) => az - bz || ax - bx)
    changes[profile] = found
  }
  return changes
}

/** How many regions two releases have together, in the edition that has most, and how many of those differ. */
export function countRegions(before: ReleaseFiles | undefined, after: ReleaseFiles): { touched: number; total: number } {
  const counts = Object.entries(compareRegions(before, after)).map(([profile, { added, changed, removed }]) => ({
    touched: added.length + changed.length + removed.length,
    total: new Set([...regionsOf(before, profile).keys(), ...regionsOf(after, profile).keys()]).size,
  }))
  return counts.toSorted((a, b) => b.total - a.total)[0] ?? { touched: 0, total: 0 }
}

/** All regions of a release, whatever the edition, row by row. */
export function allRegions(release: ReleaseFiles | undefined): [x: number, z: number][] {
  const keys = new Set((release?.editions ?? []).flatMap(({ profile }) => [...regionsOf(release, profile).keys()]))
  return [...keys].map(placeOf).sort(([ax, az], [bx, bz]) => az - bz || ax - bx)
}

const placeOf = (key: string): [x: number, z: number] => key.split(',').map(Number) as [number, number]

/** Of each region, its files' names and digests as one text. */
function regionsOf(release: ReleaseFiles | undefined, profile: string): Map<string, string> {
  const edition = release?.editions.find((each) => each.profile === profile)
  const regions = new Map<string, string>()
  if (!release || !edition) return regions
  for (const { path, sha256 } of release.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = path.startsWith(`${edition.path}/`) ? REGION_FILE.exec(path) : null
    if (!name) continue
    const [x, z] = [name[2], name[3]].map((digits) => (name[1] === 'c' ? Math.floor(Number(digits) / REGION_SIDE_CHUNKS) : Number(digits)))
    const key = `${x},${z}`
    regions.set(key, `${regions.get(key) ?? ''}${path.slice(edition.path.length)} ${sha256}\n`)
  }
  return regions
}
