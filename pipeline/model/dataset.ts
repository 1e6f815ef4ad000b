import { z } from 'zod'
import { gridSchema } from './grid.ts'
import { expectSchema } from './expectation.ts'
import { LAYER_KINDS } from './kind.ts'
import { PERSONAL_PATTERNS } from './protect.ts'
import { sourceSchema } from './source.ts'

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')
const epsg = z.string().regex(/^EPSG:\d+$/)

/** A text in the two languages everything is published in. */
export const bilingual = z.strictObject({ sv: z.string().min(1), en: z.string().min(1) })
export type Bilingual = z.infer<typeof bilingual>

const attributeSchema = z
  .strictObject({
    column: z.string().optional().describe('Source column'),
    constant: z.union([z.string(), z.number(), z.boolean()]).optional().describe('The same value for every feature'),
    lookup: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('Source value → value; what is not listed is a problem'),
    otherwise: z.union([z.string(), z.number(), z.boolean()]).optional().describe('What a value that the lookup lacks becomes, instead of a problem'),
    mayHold: z.array(z.enum(PERSONAL_PATTERNS)).optional().describe('Personal data that may stand here, such as the address of a library'),
    unit: z.enum(['m', 'dm', 'cm', 'mm', 'ft']).optional().describe('Unit of the source column, converted to metres'),
  })
  .refine((a) => (a.column === undefined) !== (a.constant === undefined), 'give either column or constant')

const heightSchema = z
  .strictObject({
    datum: epsg.describe('Vertical datum of the values, as EPSG code'),
    offsetM: z.number().default(0).describe('Added to every value to come to the grid’s datum; state it, even where it is 0'),
    above: z.enum(['datum', 'ground']).default('datum').describe('What the values are counted from'),
  })
  .describe('What the heights mean')

const layerSchema = z.strictObject({
  id: id.describe('Unique in the municipality'),
  kind: z.enum(LAYER_KINDS as [(typeof LAYER_KINDS)[number], ...(typeof LAYER_KINDS)[number][]]).describe('What kind of thing it holds'),
  title: bilingual,
  description: bilingual.optional(),
  source: sourceSchema,
  idColumn: z.string().optional().describe('Column with a stable id; without it the geometry’s hash is used, and said'),
  licence: z.string().optional().describe('Key in licences. Without one the layer is not published, in no form'),
  attribution: z.string().optional().describe('Who must be named'),
  publication: z
    .enum(['open', 'world-only', 'internal'])
    .describe('open: files, API and worlds; world-only: worlds; internal: nowhere, but other layers may use it'),
  permit: z.string().min(1).optional().describe('Dispersal permit for airborne data (Swedish law 2016:319): its reference, or why none is needed'),
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .optional()
    .describe('Date of the data itself'),
  height: heightSchema.optional(),
  attributes: z.record(z.string(), attributeSchema).default({}).describe('What is kept, and from where; nothing else leaves the source'),
  classes: z.record(z.string(), z.string()).optional().describe('Landcover: code → class of ground'),
  order: z.number().int().default(0).describe('Where layers of a kind overlap, the higher number wins'),
  examples: z
    .array(
      z.strictObject({
        source: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        becomes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      }),
    )
    .default([])
    .describe('Source columns → attributes; tested'),
  expect: expectSchema.optional(),
})
export type LayerDefinition = z.infer<typeof layerSchema>
export type AttributeMapping = z.infer<typeof attributeSchema>

const licenceSchema = z.strictObject({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
})

/** One municipality: who publishes, on which grid, under which licences, and its layers. */
export const datasetSchema = z.strictObject({
  $schema: z.string().optional(),
  municipality: z.strictObject({
    code: z
      .string()
      .regex(/^\d{4}$|^[A-Z]{2}-[A-Z0-9-]+$/)
      .describe('Swedish municipality code, four digits; elsewhere COUNTRY-CODE'),
    name: bilingual,
  }),
  publisher: z.strictObject({ name: z.string().min(1), url: z.url({ protocol: /^https?$/ }).optional() }),
  contact: z.strictObject({ name: z.string().min(1), email: z.email() }).describe('Who answers questions about the data; not the same as the publisher'),
  grid: gridSchema,
  licences: z.record(z.string(), licenceSchema).describe('Licences by key, SPDX where there is one'),
  layers: z.array(layerSchema).min(1),
})
export type Dataset = z.infer<typeof datasetSchema> & {
  /** Folder under datasets/, country/municipality. */
  id: string
}
