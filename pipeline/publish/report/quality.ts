import { z } from 'zod'
import { bilingual } from '#pipeline/model/dataset.ts'
import { manifestSchema } from '#pipeline/model/manifest.ts'
import { PROBLEM_CODES, type ProblemCode } from '#pipeline/model/problem.ts'

const count = z.number().int().min(0)
const codes = Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]]
const outcome = z.enum(['repaired', 'dropped', 'ignored'])

const layerSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  title: bilingual,
  publication: z.string(),
  features: z
    .strictObject({
      read: count.describe('In the source'),
      inArea: count.describe('Read, without those that lie elsewhere'),
      used: count.describe('Normalised'),
      drawn: count.optional().describe('Seen in the world; absent where the layer is not drawn by itself'),
      stableIds: z.boolean().describe('False where ids were made from geometry: they change when the shape does'),
    })
    .optional()
    .describe('Absent for a raster'),
  raster: z.strictObject({ width: count, height: count, cellM: z.number() }).optional(),
  repaired: count,
  dropped: count,
  ignored: count,
  problems: z.array(z.strictObject({ code: z.enum(codes), outcome, count })).describe('Most first'),
})
export type QualityLayer = z.infer<typeof layerSchema>

const measureSchema = z.strictObject({
  id: z.string().optional(),
  label: bilingual,
  of: z.string().optional().describe('What part it was measured of, such as a building type'),
  value: z.number().nullable().describe('Null where there was nothing to measure'),
  unit: z.string(),
  goal: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  met: z.boolean().optional(),
  n: count.optional().describe('How many things were measured'),
  worst: z.strictObject({ x: z.number(), z: z.number(), easting: z.number(), northing: z.number() }).optional(),
})
export type QualityMeasure = z.infer<typeof measureSchema>

const problemSchema = z.strictObject({
  type: z.literal('Feature'),
  geometry: z.strictObject({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }).nullable(),
  properties: z.strictObject({ code: z.enum(codes), outcome, layer: z.string(), featureId: z.string().optional(), message: z.string() }),
})
export type QualityProblem = z.infer<typeof problemSchema>

const { world, title, municipality, publisher, worldInputs, grid, coverage, sources } = manifestSchema.shape

/** How good a world is, and what was wrong in its data. It names no release and no time: equal inputs give equal reports. */
export const qualitySchema = z.strictObject({
  kvarter: z.literal(1),
  ...{ world, title, municipality, publisher, worldInputs, grid, coverage },
  layers: z.array(layerSchema),
  skipped: z.array(z.strictObject({ id: z.string(), kind: z.string(), title: bilingual, reason: z.enum(['no-licence', 'internal', 'not-chosen']) })),
  problems: z
    .strictObject({
      type: z.literal('FeatureCollection'),
      crs: z.string().describe('CRS of the coordinates, which are easting, northing in metres'),
      features: z.array(problemSchema),
    })
    .describe('Like GeoJSON, but in the grid’s CRS. Layers that are not open have neither ids, places nor values here'),
  accuracy: z.array(measureSchema),
  looks: z.array(measureSchema),
  pictures: z.array(z.string()).describe('Files in ../pictures/'),
  sources,
})
export type Quality = z.infer<typeof qualitySchema>
