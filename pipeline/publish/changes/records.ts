import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { z } from 'zod'
import { type Facts, factsSchema, type Judgement, judgementSchema } from '#pipeline/model/expectation.ts'
import { Failure } from '#pipeline/model/failure.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { writeFeatureIndex } from './feature-index.ts'

/** Files of a release's records: what the next release is compared with. They lie beside the release and are never published. */
const FACTS = 'facts.json'
const JUDGEMENT = 'judgement.json'
const indexName = (layer: string): string => `${layer}.index`

/** What is kept of a release. */
export interface Records {
  facts: Facts
  /** Paths of feature indexes, by layer. */
  indexes: ReadonlyMap<string, string>
}

/** Writes a release's facts and an index of each layer of features into a folder. */
export async function writeRecords(folder: string, facts: Facts, normalised: readonly NormalisedLayer[]): Promise<Records> {
  await mkdir(folder, { recursive: true })
  for (const { layer, features } of normalised)
    if (features) await writeFeatureIndex(readFeatures(features.path, { layer: layer.id, kind: layer.kind }), join(folder, indexName(layer.id)))
  await writeFile(join(folder, FACTS), `${JSON.stringify(factsSchema.parse(facts))}\n`)
  return { facts, indexes: indexesOf(folder, facts) }
}

/** @throws Failure `not-found` where they are not there or cannot be read */
export async function readRecords(folder: string): Promise<Records> {
  const facts = await readChecked(join(folder, FACTS), factsSchema)
  return { facts, indexes: indexesOf(folder, facts) }
}

const indexesOf = (folder: string, { layers }: Facts): Map<string, string> =>
  new Map(Object.keys(layers).flatMap((id) => (layers[id].featuresIn === undefined ? [] : [[id, join(folder, indexName(id))] as const])))

export const writeJudgement = (folder: string, judgement: Judgement): Promise<void> =>
  writeFile(join(folder, JUDGEMENT), `${JSON.stringify(judgementSchema.parse(judgement), null, 1)}\n`)

/** Whether a release is held, and why. @throws Failure `not-found` where it was not judged */
export const readJudgement = (folder: string): Promise<Judgement> => readChecked(join(folder, JUDGEMENT), judgementSchema)

async function readChecked<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new Failure('not-found', `${path} is not there or cannot be read`, 'build the world again', { cause })
  }
}
