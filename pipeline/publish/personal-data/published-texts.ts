import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { Dataset, LayerDefinition } from '#pipeline/model/dataset.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { PersonalPattern } from '#pipeline/model/protect.ts'
import type { World } from '#pipeline/model/world.ts'
import type { PublishedText } from './find.ts'

/** Deeper than this no definition goes. */
const MOST_DEPTH = 12
/** The address that the definition itself gives for questions, and what is never published: names of columns, files and filters. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['contact', 'source', 'examples', 'idColumn', 'column', 'lookup'])

/** Every text that features would be published with: ids and attributes, as normalised. */
export async function* textsOfFeatures(normalised: readonly NormalisedLayer[]): AsyncGenerator<PublishedText> {
  for (const { layer, features } of normalised) {
    if (!features) continue
    const allowed = new Map(Object.entries(layer.attributes).map(([name, mapping]) => [name, exceptionsOf(mapping)]))
    for await (const { id, attributes } of readFeatures(features.path, { layer: layer.id, kind: layer.kind })) {
      yield { layer: layer.id, attribute: 'id', text: id }
      for (const [attribute, value] of Object.entries(attributes))
        if (typeof value === 'string') yield { layer: layer.id, attribute, text: value, mayHold: allowed.get(attribute) }
    }
  }
}

/** What problems say: their messages hold values of the source. */
export function* textsOfProblems(problems: Iterable<Problem>): Generator<PublishedText> {
  for (const { code, layer, featureId, message } of problems) {
    yield { layer, attribute: `problem ${code}`, text: message }
    if (featureId !== undefined) yield { layer, attribute: 'id', text: featureId }
  }
}

/** What definitions say of themselves: titles, descriptions, who must be named. */
export function* textsOfDefinitions(dataset: Dataset, world: World, layers: readonly LayerDefinition[]): Generator<PublishedText> {
  const { layers: _, ...head } = dataset
  yield* textsIn(head, 'dataset', '')
  yield* textsIn(world, 'world', '')
  for (const layer of layers) {
    const { attributes, ...rest } = layer
    yield* textsIn(rest, layer.id, '')
    for (const [name, { constant, lookup, otherwise, ...more }] of Object.entries(attributes)) {
      const mayHold = exceptionsOf(more)
      for (const text of [constant, otherwise, ...Object.values(lookup ?? {})])
        if (typeof text === 'string') yield { layer: layer.id, attribute: name, text, mayHold }
    }
  }
}

function* textsIn(value: unknown, layer: string, field: string, depth = 0): Generator<PublishedText> {
  if (typeof value === 'string') yield { layer, attribute: field, text: value }
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return
  for (const [name, inner] of Object.entries(value)) if (!NOT_SHOWN.has(name)) yield* textsIn(inner, layer, field === '' ? name : `${field}.${name}`, depth + 1)
}

/** The exceptions that an attribute's definition states. */
const exceptionsOf = (mapping: object): readonly PersonalPattern[] | undefined => (mapping as { mayHold?: PersonalPattern[] }).mayHold
