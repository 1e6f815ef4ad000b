import { z } from 'zod'

const percent = z.number().min(0)
const count = z.number().int().min(0)

/** What a layer promises to be: what does not hold makes a candidate wait for someone's approval. */
export const expectSchema = z
  .strictObject({
    leastFeatures: count.optional().describe('Least number of features in the source, after its filter'),
    greatestChangePercent: percent.optional().describe('Greatest change of the number of features in the source against the current release, up or down'),
    requiredColumns: z.array(z.string().min(1)).min(1).max(1000).optional().describe('Source columns that must be there, used or not'),
    greatestAgeDays: z.number().positive().optional().describe('Greatest time since the source was last fetched whole'),
    greatestDroppedPercent: percent.max(100).optional().describe('Greatest share of features left out because of what is wrong with them'),
  })
  .describe('What the layer must be for a release to be published without someone’s approval')
export type LayerExpectation = z.infer<typeof expectSchema>

/** Expectations that only features can meet: a raster has none. */
export const FEATURE_EXPECTATIONS = [
  'leastFeatures',
  'greatestChangePercent',
  'requiredColumns',
  'greatestDroppedPercent',
] as const satisfies readonly (keyof LayerExpectation)[]

export const worldExpectSchema = z
  .strictObject({
    greatestChangedRegionsPercent: percent.max(100).optional().describe('Greatest share of the world’s regions that may differ from the current release'),
  })
  .describe('What the world must be for a release to be published without someone’s approval')
export type WorldExpectation = z.infer<typeof worldExpectSchema>

const layerFactsSchema = z.strictObject({
  kind: z.string(),
  title: z.strictObject({ sv: z.string(), en: z.string() }),
  publication: z.string(),
  licence: z.string().optional().describe('Its key'),
  featuresIn: count.optional().describe('In the source, after its filter; absent for a raster'),
  used: count.optional().describe('In the area and normalised'),
  dropped: count.optional().describe('Of featuresIn: in the area or nowhere, and not fit for use'),
  undrawn: count.optional().describe('Of used: left out by later stages'),
  columns: z.array(z.string()).optional().describe('Of the source'),
  fetched: z.iso.datetime().optional().describe('When the source was last fetched whole'),
  stale: z.boolean().optional().describe('True where the source did not answer and an earlier snapshot is used'),
  problems: z.record(z.string(), count).describe('By code, of all stages'),
})
export type LayerFacts = z.infer<typeof layerFactsSchema>

/** What is judged of a release. Kept beside it, not in it: the next release is compared with it. */
export const factsSchema = z.strictObject({
  kvarter: z.literal(1),
  release: z.string(),
  made: z.iso.datetime(),
  layers: z.record(z.string(), layerFactsSchema),
})
export type Facts = z.infer<typeof factsSchema>

export const EXPECTATIONS = [
  'least-features',
  'greatest-change',
  'required-columns',
  'greatest-age',
  'greatest-dropped',
  'changed-regions',
  'layer-emptied',
  'layer-gone',
  'licence-changed',
  'licence-removed',
  'not-comparable',
] as const
export type Expectation = (typeof EXPECTATIONS)[number]

const valueSchema = z.union([z.number(), z.string(), z.array(z.string()), z.null()])

/** Why a candidate is held. Numbers are features, per cent or days as the expectation has it; null is unknown, or nothing. */
export const reasonSchema = z.strictObject({
  layer: z.string().optional().describe('Absent where the whole world is meant'),
  expectation: z.enum(EXPECTATIONS),
  allowed: valueSchema,
  found: valueSchema,
  text: z.strictObject({ sv: z.string(), en: z.string() }),
})
export type Reason = z.infer<typeof reasonSchema>

/** Whether a candidate waits for approval. */
export const judgementSchema = z.strictObject({ held: z.boolean(), reasons: z.array(reasonSchema) })
export type Judgement = z.infer<typeof judgementSchema>
