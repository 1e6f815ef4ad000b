import { z } from 'zod'

/** How many releases of a world are kept, and for how long. Each limit holds by itself. */
export const retentionSchema = z.strictObject({
  releases: z.number().int().min(1).max(10_000).default(10).describe('Greatest number of releases kept'),
  days: z.number().int().min(1).max(36_500).optional().describe('Greatest age of a release, in days'),
})
export type Retention = z.infer<typeof retentionSchema>
