import { join } from 'node:path'
import { sweepOutput } from '#pipeline/cache.ts'
import { openLedger } from '#pipeline/jobs/ledger.ts'
import { withLock } from '#pipeline/jobs/lock.ts'
import { openRunRecords, type RunRecord } from '#pipeline/jobs/run-record.ts'
import { tellTrouble, type Trouble } from '#pipeline/jobs/trouble.ts'
import { asFailure, Failure } from '#pipeline/model/failure.ts'
import { runPages } from '#pipeline/publish/run-report/page.ts'
import { build, type Io } from '#pipeline/run.ts'
import type { Workspace } from '#pipeline/workspace.ts'
import { type Command, type CommandContext, text, UsageError } from './command.ts'
import { definitionsOf, ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'
import { summaryLine, summaryOf, worldEvent } from './run-summary.ts'
import { type Policy, RUN_KIND, runWorlds } from './run-worlds.ts'

const KEEP = 90
const EXIT = { done: 0, stale: 3, held: 3, failed: 1, interrupted: 1 } as const

/** `kvarter run`, with what builds a world and what decides on publishing it. */
export const runCommand = (policy: Policy): Command => ({
  arguments: ['[WORLD…]'],
  options: {
    ...PLACES,
    workers: { type: 'string' },
    keep: { type: 'string' },
    'on-trouble-command': { type: 'string' },
    'on-trouble-webhook-from': { type: 'string' },
  },
  about: {
    sv: 'Bygg och publicera arbetsytans alla världar, eller de som nämns: nattens körning.',
    en: 'Build and publish all worlds of the workspace, or those named: the nightly run.',
  },
  optionTexts: {
    '--workers N': { sv: 'antal arbetsprocesser (annars en per kärna)', en: 'number of worker processes (else one a core)' },
    '--keep N': { sv: `antal körningar att spara uppgifter om (annars ${KEEP})`, en: `number of runs to keep records of (else ${KEEP})` },
    '--on-trouble-command COMMAND': {
      sv: 'körs när något hölls kvar, är inaktuellt eller misslyckades, med KVARTER_RUN, KVARTER_OUTCOME, KVARTER_SUMMARY och KVARTER_RECORD i miljön; högst 60 s',
      en: 'run when something was held, is stale or failed, with KVARTER_RUN, KVARTER_OUTCOME, KVARTER_SUMMARY and KVARTER_RECORD in its environment; at most 60 s',
    },
    '--on-trouble-webhook-from VARIABLE': {
      sv: 'miljövariabel med en hemlig adress som då får samma uppgifter som JSON, med POST',
      en: 'environment variable with a secret address that is then sent the same as JSON, by POST',
    },
    ...PLACE_TEXTS,
  },
  examples: ['run', 'run sample-town --json | tail -n 1', 'run --on-trouble-command \'mail -s "$KVARTER_SUMMARY" geodata@example.org < "$KVARTER_RECORD"\''],
  async run(context) {
    const keep = keepOf(context)
    const tell = troubleOf(context)
    try {
      const workspace = workspaceOf(context)
      const worlds = await worldsOf(context, workspace)
      const io = ioOf(context, workspace)
      const record = await withLock(io.output, ['run', ...context.positionals].join(' '), () => runLocked(context, { workspace, worlds, io, policy, keep }))
      const path = join(io.output, 'runs', record.run, 'run.json')
      const line = summaryLine(record, context.language)
      if (record.outcome !== 'done' && record.outcome !== 'interrupted')
        await tell({ run: record.run, outcome: record.outcome, summary: line, record: path, details: summaryOf(record) })
      if (record.outcome === 'interrupted') throw context.signal.reason
      context.out.write(context.values['json'] ? `${JSON.stringify({ event: 'done', ...summaryOf(record), record: path })}\n` : `${line}\n`)
      return EXIT[record.outcome]
    } catch (error) {
      // A run that could not even begin is trouble, too.
      if (!context.signal.aborted && !(error instanceof UsageError)) await tell({ run: '', outcome: 'failed', summary: asFailure(error).message, record: '' })
      throw error
    }
  },
})

export const run: Command = runCommand({ build, decide: async (release, { io }) => ((await io.releases.blocks(release)).length > 0 ? 'held' : 'publish') })

interface Setup {
  workspace: Workspace
  worlds: readonly string[]
  io: Io
  policy: Policy
  keep: number
}

/** The run itself, for the one who holds the lock. */
async function runLocked(context: CommandContext, { workspace, worlds, io, policy, keep }: Setup): Promise<RunRecord> {
  await sweepOutput(io.output)
  const records = openRunRecords(io.output)
  const ledger = openLedger(join(io.output, 'ledger.sqlite'), { now: io.now, warn: (warning) => warn(context, warning) })
  try {
    const record = await runWorlds({
      ...{ worlds, policy, io, ledger, records },
      definitionsOf: (world) => definitionsOf({ ...context, positionals: [world] }, workspace),
      onWorld(world) {
        if (context.values['json']) context.out.write(`${JSON.stringify(worldEvent(world))}\n`)
        if (world.failure) context.err.write(`kvarter: ${world.world}: ${world.failure.message}; ${world.failure.hint}.\n`)
      },
    })
    await records.write(record, runPages(record))
    await records.prune(keep)
    ledger.prune(RUN_KIND, keep)
    return record
  } finally {
    ledger.close()
    await io.gdal.close()
  }
}

/** The worlds named, once each, or all. @throws Failure `not-found` */
async function worldsOf({ positionals }: CommandContext, workspace: Workspace): Promise<string[]> {
  const there = await workspace.worlds()
  const missing = positionals.find((world) => !there.includes(world))
  if (there.length === 0 || missing !== undefined)
    throw new Failure(
      'not-found',
      missing === undefined ? `there is no world in ${workspace.root}` : `there is no worlds/${missing}.json in ${workspace.root}`,
      there.length > 0 ? `there are: ${there.join(', ')}` : 'make a workspace with: kvarter init DIR',
    )
  return positionals.length > 0 ? [...new Set(positionals)] : there
}

function keepOf({ values }: CommandContext): number {
  const keep = Number(text(values['keep']) ?? KEEP)
  if (!Number.isInteger(keep) || keep < 1 || keep > 10_000) throw new UsageError(`--keep takes a whole number from 1 to 10000, not "${text(values['keep'])}"`)
  return keep
}

/** Tells whoever asked to be told; what is wrong with that is a warning. */
function troubleOf(context: CommandContext): (trouble: Trouble) => Promise<void> {
  const { values, env } = context
  const variable = text(values['on-trouble-webhook-from'])
  if (variable !== undefined && !/^[A-Z][A-Z0-9_]*$/.test(variable))
    throw new UsageError('--on-trouble-webhook-from takes the name of an environment variable, in capitals; the address itself is a secret')
  const webhook = variable === undefined ? undefined : env[variable]
  if (variable !== undefined && !webhook) warn(context, `--on-trouble-webhook-from: ${variable} is not set`)
  const targets = { command: text(values['on-trouble-command']), webhook: webhook || undefined, env, warn: (warning: string) => warn(context, warning) }
  return (trouble) => tellTrouble(trouble, targets)
}

function warn({ values, out, err }: CommandContext, warning: string): void {
  if (values['json']) out.write(`${JSON.stringify({ event: 'warning', text: warning })}\n`)
  else err.write(`kvarter: warning: ${warning}\n`)
}
