import { type ChangeSet, changeSetSchema, type FeatureChange, type LayerChanges, MOST_LISTED } from '#pipeline/model/change-set.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { compareIndexes } from './compare-indexes.ts'
import { compareRegions } from './compare-regions.ts'
import { readFeatureIndex } from './feature-index.ts'

/** File of a release that tells what differs from the one before. */
export const CHANGES_FILE = 'changes.json'

/** A release as far as changes are concerned. */
export interface ComparedRelease {
  manifest: Pick<Manifest, 'release' | 'world' | 'grid' | 'sources' | 'editions' | 'files'>
  /** Paths of its feature indexes, by layer. */
  indexes: ReadonlyMap<string, string>
}

/** True for a feature that may not be named, as where it is protected now: it is counted, and neither its id nor its place is told. */
export type Hides = (layer: string, change: FeatureChange) => boolean

/** Compares a release with the one before, layer by layer and region by region; memory does not grow with the layers. @throws Failure where an index cannot be read */
export async function makeChangeSet(before: ComparedRelease | undefined, after: ComparedRelease, hides: Hides = () => false): Promise<ChangeSet> {
  const { manifest } = after
  const layers: ChangeSet['layers'] = {}
  for (const id of [...new Set([...(before?.indexes.keys() ?? []), ...after.indexes.keys()])].sort())
    layers[id] = await layerChanges(before?.indexes.get(id), after.indexes.get(id), {
      most: before && mayName(id, before, after) ? MOST_LISTED : 0,
      isOpen: mayName(id, before, after),
      hides: (change) => hides(id, change),
    })
  return {
    ...{ kvarter: 1, world: manifest.world, release: manifest.release, since: before?.manifest.release ?? null, crs: manifest.grid.crs },
    ...{ layers, regions: compareRegions(before?.manifest, manifest) },
  }
}

/** Open now, and before if it was there: what a layer held while it was not open is told by nothing, nor what one that is withdrawn held. */
function mayName(id: string, before: ComparedRelease | undefined, after: ComparedRelease): boolean {
  const publication = ({ manifest }: ComparedRelease) => manifest.sources.find(({ layer }) => layer === id)?.publication
  const was = before && publication(before)
  return publication(after) === 'open' && (was === undefined || was === 'open')
}

async function layerChanges(
  before: string | undefined,
  after: string | undefined,
  { most, isOpen, hides }: { most: number; isOpen: boolean; hides: (change: FeatureChange) => boolean },
): Promise<LayerChanges> {
  const counts = { added: 0, changed: 0, removed: 0 }
  const features: FeatureChange[] = []
  const entries = (path: string | undefined) => (path === undefined ? [] : readFeatureIndex(path))
  for await (const change of compareIndexes(entries(before), entries(after))) {
    counts[change.change]++
    if (features.length < most && !hides(change)) features.push(change)
  }
  const unlisted = counts.added + counts.changed + counts.removed - features.length
  return { ...counts, ...(isOpen ? { features } : {}), unlisted }
}

export const changeSetText = (changes: ChangeSet): string => `${JSON.stringify(changes)}\n`

/** @throws when the text is no change set of this version */
export const readChangeSet = (text: string): ChangeSet => changeSetSchema.parse(JSON.parse(text))
