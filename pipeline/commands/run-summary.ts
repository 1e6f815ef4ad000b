import { countProblems, type RunRecord, type WorldRecord } from '#pipeline/jobs/run-record.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import { countWorlds, isStale } from './run-worlds.ts'

const WORDS = {
  sv: {
    ...{ run: 'körning', worlds: 'världar', published: 'publicerade', unchanged: 'oförändrade', held: 'kvarhållna', stale: 'inaktuella' },
    ...{ failed: 'misslyckade', problems: 'problem i data', more: 'fler än förra gången', fewer: 'färre än förra gången', same: 'lika många som förra gången' },
  },
  en: {
    ...{ run: 'run', worlds: 'worlds', published: 'published', unchanged: 'unchanged', held: 'held', stale: 'stale', failed: 'failed' },
    ...{ problems: 'problems in the data', more: 'more than last time', fewer: 'fewer than last time', same: 'as many as last time' },
  },
} as const

/** A run in figures: the last line of `--json`, and what a webhook is told. */
export function summaryOf({ run, outcome, worlds, seconds }: RunRecord) {
  const { problems, difference } = countProblems(worlds)
  return { run, outcome, ...countWorlds(worlds), problems, ...(difference === undefined ? {} : { difference }), seconds }
}

/** A run in one line. */
export function summaryLine(record: RunRecord, language: keyof Bilingual): string {
  const words = WORDS[language]
  const { run, problems, difference, seconds, ...counts } = summaryOf(record)
  const told = (['worlds', 'published', 'unchanged', 'held', 'stale', 'failed'] as const).map((name) => `${counts[name]} ${words[name]}`)
  const trend =
    difference === undefined ? '' : difference === 0 ? ` (${words.same})` : ` (${Math.abs(difference)} ${difference > 0 ? words.more : words.fewer})`
  return `${words.run} ${run}: ${told.join(', ')}; ${problems} ${words.problems}${trend}; ${seconds.toFixed(1)} s`
}

/** One world in figures, for `--json`. */
export function worldEvent({ world, outcome, release, failure, seconds, problems, ...rest }: WorldRecord) {
  const counted = countProblems([{ problems }])
  return {
    event: 'world',
    ...{ world, outcome, stale: isStale({ world, outcome, seconds, problems, ...rest }) },
    ...(release === undefined ? {} : { release }),
    ...(failure === undefined ? {} : { failure }),
    problems: counted.problems,
    ...(counted.difference === undefined ? {} : { difference: counted.difference }),
    seconds,
  }
}
