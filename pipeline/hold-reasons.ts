import { join } from 'node:path'
import type { Parts } from './assemble.ts'
import type { Manifest } from './model/manifest.ts'
import { hidesBox } from './model/protect.ts'
import type { HoldReason } from './model/release-state.ts'
import { compareRelease } from './publish/changes/compare-release.ts'
import type { SourceFacts } from './publish/changes/facts.ts'
import { findPersonalData, personalReason, type PublishedText } from './publish/personal-data/find.ts'
import { textsOfDefinitions, textsOfFeatures, textsOfProblems } from './publish/personal-data/published-texts.ts'
import type { Release } from './publish/release-store.ts'
import type { Io } from './run.ts'

interface Candidate {
  manifest: Manifest
  /** Where it is being put together. */
  folder: string
  current: Release | undefined
  /** Path of the map in a release. */
  map: string
}

/** Compares a candidate with the current release, writes what changed, and says why it must be held; nothing where it need not. */
export async function holdReasons(parts: Parts, { manifest, folder, current, map }: Candidate, io: Io): Promise<HoldReason[]> {
  const { definitions, normalised, problems, protection } = parts
  const recordsOf = (release: string) => io.releases.states.records(release)
  const judgement = await compareRelease({
    ...{ manifest, folder, records: recordsOf(manifest.release), normalised, problems, fetches: fetchesOf(parts) },
    expectations: { layers: Object.fromEntries(normalised.map(({ layer }) => [layer.id, layer.expect])), world: definitions.world.expect },
    current: current && { manifest: current.manifest, records: recordsOf(current.id) },
    pictures: { before: current && join(current.folder, map), after: join(folder, map) },
    hides: (_, { bbox }) => hidesBox(protection.secrets, bbox),
  })
  const personal = await findPersonalData(publishedTexts(parts))
  return [
    ...judgement.reasons.map(({ expectation, layer, text }) => ({ code: expectation, text, ...(layer === undefined ? {} : { layer }) })),
    ...personal.map(personalReason),
  ]
}

/** Every text of the release that comes from the sources or the definitions. */
async function* publishedTexts({ definitions, normalised, problems }: Parts): AsyncGenerator<PublishedText> {
  const layers = normalised.map(({ layer }) => layer)
  yield* textsOfDefinitions(definitions.dataset, definitions.world, layers)
  yield* textsOfFeatures(normalised)
  yield* textsOfProblems(problems)
}

function fetchesOf({ normalised, freshness }: Parts): Map<string, SourceFacts> {
  const columns = new Map(normalised.map(({ layer, features }) => [layer.id, features?.counts.columns]))
  return new Map(freshness.map(({ layer, fetched, staleSince }) => [layer, { columns: columns.get(layer), fetched, stale: staleSince !== undefined }]))
}
