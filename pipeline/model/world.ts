import { z } from 'zod'
import { bilingual } from './dataset.ts'
import { worldExpectSchema } from './expectation.ts'
import { retentionSchema } from './retention.ts'

const epsg = z.string().regex(/^EPSG:\d+$/)
const coordinate = z.number().finite()

const areaSchema = z
  .union([
    z.strictObject({
      crs: epsg,
      bbox: z.tuple([coordinate, coordinate, coordinate, coordinate]).describe('Least x, least y, greatest x, greatest y; x is easting or longitude'),
    }),
    z.strictObject({
      crs: epsg,
      polygon: z
        .array(z.tuple([coordinate, coordinate]))
        .min(4)
        .max(10_000)
        .describe('Closed ring of x, y'),
    }),
  ])
  .describe('The ground the world covers')

/** One world: an area of a dataset, in a style, for editions. */
export const worldSchema = z.strictObject({
  $schema: z.string().optional(),
  title: bilingual,
  description: bilingual,
  dataset: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    .describe('Folder under datasets/, country/municipality'),
  area: areaSchema,
  style: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe('File under worlds/styles/, without .json'),
  layers: z.array(z.string()).min(1).optional().describe('Ids of the layers to use; all published ones when left out'),
  scale: z.number().positive().max(4).default(1).describe('Blocks per metre along the ground'),
  verticalScale: z.number().positive().max(4).default(1).describe('Blocks per metre upwards'),
  editions: z
    .array(z.enum(['java-1.21.4', 'java-26.3']))
    .min(1)
    .describe('What is written'),
  spawn: z
    .strictObject({ crs: epsg, at: z.tuple([coordinate, coordinate]), facing: z.strictObject({ at: z.tuple([coordinate, coordinate]), what: bilingual }) })
    .describe('Where players begin and what they look at'),
  expect: worldExpectSchema.optional(),
  retention: retentionSchema.optional(),
  minCoverage: z.number().min(0).max(1).default(0.9).describe('Least share of the area that the terrain must cover'),
})
export type World = z.infer<typeof worldSchema> & {
  /** File name under worlds/, without .json. */
  id: string
}
export type Area = World['area']
