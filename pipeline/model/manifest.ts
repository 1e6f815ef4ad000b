import { z } from 'zod'
import { bilingual } from './dataset.ts'
import { gridSchema } from './grid.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

const sourceSchema = z.strictObject({
  layer: z.string(),
  kind: z.string(),
  title: bilingual,
  licence: z.strictObject({ id: z.string(), name: z.string(), url: z.string() }),
  attribution: z.string().optional(),
  permit: z.string().optional(),
  publication: z.string(),
  date: z.string().optional().describe('Date of the data, where the publisher states one'),
  digest: digest.describe('SHA-256 of the snapshot'),
})

const fileSchema = z.strictObject({
  path: z.string(),
  mediaType: z.string(),
  bytes: z.number().int().min(0),
  sha256: digest,
  world: z.string().optional().describe('Edition it belongs to'),
})
export type ManifestFile = z.infer<typeof fileSchema>

/** A release's table of contents. Everything in the release is listed, but the manifest itself. */
export const manifestSchema = z.strictObject({
  kvarter: z.literal(1),
  release: z.string(),
  made: z.iso.datetime().describe('When the release was made; only the manifest knows'),
  world: z.string(),
  title: bilingual,
  municipality: z.strictObject({ code: z.string(), name: bilingual }),
  publisher: z.strictObject({ name: z.string(), url: z.string().optional() }),
  worldInputs: digest.describe('Hash of definitions, source digests and versions: equal inputs give equal worlds'),
  grid: gridSchema.extend({ scale: z.number(), verticalScale: z.number() }),
  area: z.array(z.tuple([z.number(), z.number()])).describe('Outline: easting, northing in the grid’s CRS'),
  editions: z.array(
    z.strictObject({
      profile: z.string(),
      path: z.string(),
      download: z.string().optional().describe('The whole world as one zip, with its folder inside; older releases have none'),
      regions: z.number().int(),
      spawn: z.strictObject({ x: z.number(), y: z.number(), z: z.number() }),
    }),
  ),
  sources: z.array(sourceSchema),
  coverage: z.strictObject({ columns: z.number().int(), covered: z.number().int() }),
  problems: z.number().int(),
  files: z.array(fileSchema),
  rollbackOf: z.string().optional().describe('The earlier release whose content this one has'),
  withdrawn: z
    .array(z.strictObject({ path: z.string(), tombstone: z.string() }))
    .optional()
    .describe('Files that were here and are gone'),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestSource = z.infer<typeof sourceSchema>
