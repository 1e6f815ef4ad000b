import { z } from 'zod'
import { bilingual } from './dataset.ts'
import { MAX_REASON } from './tombstone.ts'

const reasonSchema = z.object({
  code: z.string().max(100).describe('What was not met: an expectation, personal data, a roll-back …'),
  layer: z.string().max(200).optional(),
  text: bilingual,
})
export type HoldReason = z.infer<typeof reasonSchema>

const actSchema = z.strictObject({ when: z.iso.datetime(), who: z.string().max(200) })

/** What is known of a release beside its files, which never change. Private: it names members of staff. */
export const releaseStateSchema = z.strictObject({
  state: z.enum(['candidate', 'held']).describe('A held release becomes current only when someone approves it'),
  reasons: z.array(reasonSchema).max(10_000).default([]),
  approved: actSchema
    .extend({ why: z.string().min(1).max(MAX_REASON), lifts: z.array(z.string()).default([]).describe('Tombstones that no longer hold back later releases') })
    .optional(),
  published: actSchema.optional().describe('When it last became current'),
})
export type ReleaseState = z.infer<typeof releaseStateSchema>
