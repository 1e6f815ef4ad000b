import { z } from 'zod'

/** Features that one layer's change set names; the others are counted. */
export const MOST_LISTED = 10_000

const count = z.number().int().min(0)
const metres = z.number().finite()

export const CHANGES = ['added', 'changed', 'removed'] as const
export type ChangeKind = (typeof CHANGES)[number]

/** Least easting, least northing, greatest easting, greatest northing: metres in the grid's CRS. */
export const boxSchema = z.tuple([metres, metres, metres, metres])
export type Box = z.infer<typeof boxSchema>

const featureSchema = z.strictObject({
  id: z.string(),
  change: z.enum(CHANGES),
  bbox: boxSchema.describe('Where it lies now, and where it lay before'),
})
export type FeatureChange = z.infer<typeof featureSchema>

const layerSchema = z.strictObject({
  added: count,
  changed: count,
  removed: count,
  features: z.array(featureSchema).max(MOST_LISTED).optional().describe('By id. Absent where the layer is not open, or was not'),
  unlisted: count.describe('Changes that are counted above and not listed'),
})
export type LayerChanges = z.infer<typeof layerSchema>

const regionsSchema = z.array(z.tuple([z.number().int(), z.number().int()]).describe('x, z'))
const regionChangesSchema = z.strictObject({ added: regionsSchema, changed: regionsSchema, removed: regionsSchema })
export type RegionChanges = z.infer<typeof regionChangesSchema>

/** What differs between a release and the one that was current when it was made. */
export const changeSetSchema = z.strictObject({
  kvarter: z.literal(1),
  world: z.string(),
  release: z.string(),
  since: z.string().nullable().describe('The release compared with; null where there is none to compare with: all is added, and nothing listed'),
  crs: z.string().describe('CRS of the boxes, whose values are easting and northing in metres'),
  layers: z.record(z.string(), layerSchema).describe('Layers of features, by id'),
  regions: z.record(z.string(), regionChangesSchema).describe('By edition; of those editions that have region files'),
})
export type ChangeSet = z.infer<typeof changeSetSchema>
