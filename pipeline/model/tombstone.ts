import { z } from 'zod'

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().min(1).max(200)
/** Longest reason that a person may give, in characters. */
export const MAX_REASON = 2000

/** What was withdrawn: a release, a world with all its releases, files by their paths, or everything made with a layer. */
const whatSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('release'), release: name }),
  z.strictObject({ kind: z.literal('world'), world: name }),
  z.strictObject({
    kind: z.literal('files'),
    world: name,
    release: name.optional().describe('Where only this release was named; files of the same content are gone from every other too'),
    glob: z.string().min(1).max(500),
  }),
  z.strictObject({ kind: z.literal('layer'), municipality: name.describe('Code of the municipality'), layer: name }),
])

const lostSchema = z.strictObject({
  release: name,
  world: name,
  whole: z.boolean().describe('Whether nothing of the release is left'),
  worldInputs: digest.optional().describe('Absent where its manifest could not be read'),
  files: z.array(z.strictObject({ path: z.string().max(1000), sha256: digest })).max(1_000_000),
})

/** What stands where something was withdrawn, so that a server can say that it is gone, and why. Public: it names no person. */
export const tombstoneSchema = z.strictObject({
  kvarter: z.literal(1),
  id: z.string().regex(/^[0-9a-z-]{1,80}$/),
  when: z.iso.datetime(),
  what: whatSchema,
  reason: z.string().min(1).max(MAX_REASON).describe('Public'),
  replacement: z.string().max(500).optional().describe('Release or address to use instead'),
  lost: z.array(lostSchema).max(100_000),
  sources: z.array(digest).max(100_000).default([]).describe('Digests of the snapshots whose bytes are erased with it'),
  completed: z.iso.datetime().optional().describe('When the last byte was erased; absent while the work is not done'),
})
export type Tombstone = z.infer<typeof tombstoneSchema>
export type Withdrawn = Tombstone['what']
export type LostRelease = Tombstone['lost'][number]

/** The tombstone that covers a path of a release, or, without a path, the whole release. A server answers 410 with it. */
export function tombstoneOf(tombstones: readonly Tombstone[], release: string, path?: string): Tombstone | undefined {
  return tombstones.find(({ lost }) =>
    lost.some((each) => each.release === release && (each.whole || (path !== undefined && each.files.some((file) => file.path === path)))),
  )
}
