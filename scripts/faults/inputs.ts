/**
 * Tries inputs with something wrong in them, of every class in turn, and reports how they ended, as JSON.
 * Usage: node scripts/faults/inputs.ts [COUNT] [SEED] [--class A,B] [--minutes N] [--only CLASS:NUMBER] [--keep DIR]
 * What must not be is told at once on standard error; --only tries one input again, and --keep leaves it in a folder to look at.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { makeSampleTown } from '../sample-town/make.ts'
import { type Case, INPUT_CLASSES, type InputClass } from './inputs-case.ts'
import { runCases } from './inputs-run.ts'

const { values, positionals } = parseArgs({
  options: { class: { type: 'string' }, minutes: { type: 'string' }, only: { type: 'string' }, keep: { type: 'string' } },
  allowPositionals: true,
})
const total = Number(positionals.at(0) ?? 10_000)
const seed = positionals.at(1) ?? '1'
const classes = values.class === undefined ? INPUT_CLASSES : INPUT_CLASSES.filter((kind) => values.class!.split(',').includes(kind))

/** Number after number, so that a run cut short has tried all classes alike. */
function* cases(): Generator<Case> {
  if (values.only !== undefined) {
    const [kind, number] = values.only.split(':')
    return yield { kind: kind as InputClass, number: Number(number), seed }
  }
  for (let tried = 0; tried < total; tried++) yield { kind: classes[tried % classes.length], number: Math.floor(tried / classes.length), seed }
}

const town = join(REPOSITORY, '.data', 'sample-town')
makeSampleTown(town)
const until = performance.now() + Number(values.minutes ?? Infinity) * 60_000
const report = await runCases(cases(), {
  town,
  keep: values.keep,
  onFinding: (finding) => process.stderr.write(`${JSON.stringify(finding)}\n`),
  isOver: () => performance.now() > until,
})
process.stdout.write(`${JSON.stringify({ ...report, findings: report.findings.length }, null, 2)}\n`)
process.exitCode = report.findings.length > 0 ? 1 : 0
