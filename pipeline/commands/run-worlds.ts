import { runNumber, type RunOutcome, type RunRecord, type RunRecords, type SourceRecord, type WorldRecord } from '#pipeline/jobs/run-record.ts'
import type { Ledger, OpenRun } from '#pipeline/jobs/ledger.ts'
import { asFailure } from '#pipeline/model/failure.ts'
import type { Release } from '#pipeline/publish/release-store.ts'
import type { Built, Definitions, Io } from '#pipeline/run.ts'
import { watchStages } from './watched-stages.ts'

/** Says whether a release may become current, or is held for somebody to look at. */
export type Decide = (release: Release, made: { built: Built; definitions: Definitions; io: Io }) => Decision | Promise<Decision>
export type Decision = 'publish' | 'held'

/** What is done with each world. */
export interface Policy {
  build: (definitions: Definitions, io: Io) => Promise<Built>
  decide: Decide
}

export interface RunSetup {
  worlds: readonly string[]
  /** Reads a world's definitions; where it fails, only that world does. */
  definitionsOf: (world: string) => Promise<Definitions>
  policy: Policy
  io: Io
  ledger: Ledger
  records: RunRecords
  onWorld: (world: WorldRecord) => void
}

/** The ledger's kind of a run over worlds. */
export const RUN_KIND = 'run'

/** Builds the worlds one after the other; none stops the others, only the signal does. What it returns is in the ledger, and not yet written as a record. */
export async function runWorlds(setup: RunSetup): Promise<RunRecord> {
  const { worlds, io, ledger, records, onWorld } = setup
  // Whoever calls holds the lock, so that no other run can be going on.
  ledger.markInterrupted(({ kind }) => kind === RUN_KIND)
  const began = performance.now()
  const started = io.now()
  const run = ledger.begin(RUN_KIND, runNumber((await records.list())[0] ?? ''))
  for (const world of worlds) run.set({ world, stage: WORLD_STAGE, subject: '' }, 'queued')
  const made: WorldRecord[] = []
  for (const world of worlds) {
    const record = io.signal?.aborted ? untouched(world) : await runWorld(world, run, setup)
    made.push(record)
    onWorld(record)
  }
  const outcome = outcomeOf(made)
  run.end(outcome, countWorlds(made))
  const [from, to] = [started, io.now()].map((time) => time.toISOString())
  return { kvarter: 1, run: run.id, started: from, ended: to < from ? from : to, seconds: secondsSince(began), outcome, worlds: made }
}

/** The ledger's stage for a world as a whole. */
const WORLD_STAGE = 'world'
const TASK_STATES = { published: 'done', unchanged: 'skipped', held: 'held', failed: 'failed', interrupted: 'interrupted' } as const

const secondsSince = (began: number): number => Math.round(performance.now() - began) / 1000

const untouched = (world: string): WorldRecord => ({ world, outcome: 'interrupted', seconds: 0, stages: [], sources: [], problems: [] })

async function runWorld(world: string, run: OpenRun, { definitionsOf, policy, io, records }: RunSetup): Promise<WorldRecord> {
  const began = performance.now()
  const key = { world, stage: WORLD_STAGE, subject: '' }
  run.set(key, 'running')
  const watched = watchStages(world, io.progress, run)
  const record = untouched(world)
  try {
    const definitions = await definitionsOf(world)
    const watchedIo = { ...io, progress: watched.progress, tasks: run }
    const built = await policy.build(definitions, watchedIo)
    record.release = built.release.id
    record.sources = sourcesOf(built)
    record.problems = problemsOf(built, await records.lastProblems(world))
    io.signal?.throwIfAborted()
    record.outcome = await settle(built, definitions, policy, watchedIo)
  } catch (error) {
    // What was under way when it was asked to stop may fail of it in its own way.
    if (!io.signal?.aborted) {
      const { code, message, hint } = asFailure(error)
      watched.failed(code)
      record.outcome = 'failed'
      record.failure = { code, message, hint }
    }
  }
  record.stages = watched.stages()
  record.seconds = secondsSince(began)
  run.set(key, TASK_STATES[record.outcome], record.failure && { code: record.failure.code })
  run.flush()
  return record
}

/** Switches to the new release, or leaves it. */
async function settle(built: Built, definitions: Definitions, { decide }: Policy, io: Io): Promise<WorldRecord['outcome']> {
  const { release } = built
  // A current release that cannot be read is no reason to keep it.
  const current = await io.releases.find(release.manifest.world, 'current').catch(() => undefined)
  if (current?.id === release.id) return 'unchanged'
  if ((await decide(release, { built, definitions, io })) === 'held') return 'held'
  await io.releases.switchTo(release.manifest.world, release.id)
  return 'published'
}

function sourcesOf({ release, freshness }: Built): SourceRecord[] {
  const fresh = new Map(freshness.map((each) => [each.layer, each]))
  return release.manifest.sources.map(({ layer, date }) => ({ layer, ...(date === undefined ? {} : { date }), ...fresh.get(layer) }))
}

/** Every layer has its count, also of none, so that the next run can tell none from never. */
function problemsOf({ release, problems }: Built, before: ReadonlyMap<string, number> | undefined): WorldRecord['problems'] {
  const counts = new Map(release.manifest.sources.map(({ layer }) => [layer, 0]))
  for (const { layer } of problems) counts.set(layer, (counts.get(layer) ?? 0) + 1)
  return [...counts].map(([layer, count]) => {
    const last = before?.get(layer)
    return { layer, count, ...(last === undefined ? {} : { before: last }) }
  })
}

export const isStale = ({ sources }: WorldRecord): boolean => sources.some(({ staleSince }) => staleSince !== undefined)

/** How many worlds there were, and of how many each was true. */
export function countWorlds(worlds: readonly WorldRecord[]) {
  const count = (wanted: WorldRecord['outcome']) => worlds.filter(({ outcome }) => outcome === wanted).length
  return {
    worlds: worlds.length,
    published: count('published'),
    unchanged: count('unchanged'),
    held: count('held'),
    stale: worlds.filter(isStale).length,
    failed: count('failed'),
  }
}

function outcomeOf(worlds: readonly WorldRecord[]): RunOutcome {
  const is = (wanted: WorldRecord['outcome']) => worlds.some(({ outcome }) => outcome === wanted)
  if (is('interrupted')) return 'interrupted'
  if (is('failed')) return 'failed'
  if (is('held')) return 'held'
  return worlds.some(isStale) ? 'stale' : 'done'
}
