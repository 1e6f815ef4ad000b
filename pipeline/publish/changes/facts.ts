import type { Facts, LayerFacts } from '#pipeline/model/expectation.ts'
import type { ManifestSource } from '#pipeline/model/manifest.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { type Problem, PROBLEM_CODES } from '#pipeline/model/problem.ts'

/** What is known of how a layer's source was fetched and what it looks like. */
export interface SourceFacts {
  columns?: readonly string[] | undefined
  /** When it was last fetched whole, ISO 8601 in UTC. */
  fetched?: string | undefined
  stale?: boolean | undefined
}

export interface FactsInput {
  release: string
  /** ISO 8601 in UTC. */
  made: string
  sources: readonly ManifestSource[]
  normalised: readonly NormalisedLayer[]
  /** Of all stages, those of `normalised` included. */
  problems: readonly Problem[]
  fetches: ReadonlyMap<string, SourceFacts>
}

/** What a release is judged by, from what its run found. */
export function gatherFacts({ release, made, sources, normalised, problems, fetches }: FactsInput): Facts {
  const byLayer = Map.groupBy(problems, ({ layer }) => layer)
  const licences = new Map(sources.map(({ layer, licence }) => [layer, licence.id]))
  const layers: Facts['layers'] = {}
  for (const each of normalised) {
    const { id } = each.layer
    layers[id] = factsOf(each, byLayer.get(id) ?? [], { ...fetches.get(id), licence: licences.get(id) })
  }
  return { kvarter: 1, release, made, layers }
}

function factsOf(
  { layer: { kind, title, publication }, features, problems: early }: NormalisedLayer,
  problems: readonly Problem[],
  { columns, fetched, stale, licence }: SourceFacts & { licence: string | undefined },
): LayerFacts {
  const codes: Record<string, number> = {}
  for (const { code } of problems) codes[code] = (codes[code] ?? 0) + 1
  const facts: LayerFacts = { kind, title, publication, problems: codes }
  if (features) {
    const { read, used, outside } = features.counts
    facts.featuresIn = read
    facts.used = used
    facts.dropped = Math.max(0, read - outside - used)
    facts.undrawn = Math.min(used, Math.max(0, dropsIn(problems) - dropsIn(early)))
  }
  if (licence !== undefined) facts.licence = licence
  if (columns) facts.columns = [...columns]
  if (fetched !== undefined) facts.fetched = fetched
  if (stale !== undefined) facts.stale = stale
  return facts
}

const dropsIn = (problems: readonly Problem[]): number => problems.filter(({ code }) => PROBLEM_CODES[code] === 'dropped').length
