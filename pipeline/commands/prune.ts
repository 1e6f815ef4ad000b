import { join } from 'node:path'
import { leftovers, listCache } from '#pipeline/cache.ts'
import { withLock } from '#pipeline/jobs/lock.ts'
import { type Retention, retentionSchema } from '#pipeline/model/retention.ts'
import { planPrune, prune as removePlanned, type PruneIo } from '#pipeline/publish/retention.ts'
import { completeWithdrawals } from '#pipeline/publish/withdraw.ts'
import type { Workspace } from '#pipeline/workspace.ts'
import { type Command, text, UsageError } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

const WORDS = {
  sv: {
    release: 'utgåva',
    cached: 'mellanresultat',
    snapshot: 'ögonblicksbild',
    'left-over': 'halvfärdigt',
    freed: 'frigjorde',
    would: 'skulle frigöra',
    waiting: 'väntar på godkännande och sparas',
  },
  en: {
    release: 'release',
    cached: 'cached',
    snapshot: 'snapshot',
    'left-over': 'half-made',
    freed: 'freed',
    would: 'would free',
    waiting: 'waits for approval and is kept',
  },
} as const

export const prune: Command = {
  arguments: [],
  options: { ...PLACES, 'dry-run': { type: 'boolean' }, 'cache-days': { type: 'string' } },
  about: { sv: 'Ta bort utgåvor och mellanresultat som inte längre ska sparas.', en: 'Remove releases and caches that are no longer to be kept.' },
  optionTexts: {
    '--dry-run': { sv: 'visa bara vad som skulle tas bort', en: 'only show what would be removed' },
    '--cache-days N': { sv: 'dagar som det som ingen utgåva behöver sparas (annars 14)', en: 'days that what no release needs is kept (else 14)' },
    ...PLACE_TEXTS,
  },
  examples: ['prune --dry-run', 'prune --cache-days 30'],
  async run(context) {
    const { values, out, language, signal } = context
    const words = WORDS[language]
    const workspace = workspaceOf(context)
    const { releases, output, snapshots, now } = ioOf(context, workspace)
    const cache = join(output, 'cache')
    const places = [snapshots, cache, join(output, 'releases'), join(output, 'states')]
    const io: PruneIo = {
      releases,
      snapshots,
      now,
      signal,
      cached: () => listCache(cache),
      leftovers: async () => (await Promise.all(places.map((place) => leftovers(place)))).flat(),
      retentionOf: (world) => retentionOf(world, workspace),
      cacheDays: daysOf(values['cache-days']),
    }
    const isDry = Boolean(values['dry-run'])
    const plan = isDry
      ? await planPrune(io)
      : await withLock(output, 'prune', async () => {
          await completeWithdrawals(io)
          const found = await planPrune(io)
          await removePlanned(found, io)
          return found
        })
    if (values['json']) {
      for (const { kind, path, bytes } of plan.removals) out.write(`${JSON.stringify({ event: 'removal', kind, path, bytes })}\n`)
      out.write(`${JSON.stringify({ event: 'done', removals: plan.removals.length, bytes: plan.bytes, waiting: plan.waiting, dryRun: isDry })}\n`)
      return 0
    }
    for (const { kind, path, bytes } of plan.removals) out.write(`  ${words[kind]} ${path}: ${megabytes(bytes)}\n`)
    for (const id of plan.waiting) out.write(`  ${id} ${words.waiting}\n`)
    out.write(`${isDry ? words.would : words.freed} ${megabytes(plan.bytes)}\n`)
    return 0
  },
}

/** A world's own, else the ordinary: also where the world is defined no more. */
async function retentionOf(world: string, workspace: Workspace): Promise<Retention> {
  if (!(await workspace.worlds()).includes(world)) return retentionSchema.parse({})
  const { retention } = await workspace.world(world)
  return retentionSchema.parse(retention ?? {})
}

function daysOf(value: unknown): number {
  const days = Number(text(value) ?? '14')
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new UsageError(`--cache-days takes a whole number from 1 to 36500, not "${text(value)}"`)
  return days
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
