import { type Html, html } from '../report/html.ts'
import { table } from '../report/parts.ts'
import { fill } from '../report/words.ts'
import type { RunFacts, SourceFacts, WorldFacts } from './run-facts.ts'
import type { RunWords } from './words.ts'

export interface RunVoice {
  words: RunWords
  /** A number as it is written in the language. */
  number: (value: number, decimals?: number) => string
}

/** A moment to the minute, in UTC. */
export function timeText(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}

const GOOD = ['done', 'published', 'unchanged']

/** An outcome in words; its colour and its sign only repeat them. */
export function outcomeText(outcome: RunFacts['outcome'] | WorldFacts['outcome'], { words }: RunVoice): Html {
  return html`<span class="${GOOD.includes(outcome) ? 'good' : 'bad'}">${words[outcome]}</span>`
}

/** How many problems more than last time, of the layers that were there; undefined where there were none. */
export function trendOf(problems: WorldFacts['problems']): number | undefined {
  const known = problems.filter(({ before }) => before !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, { count, before }) => sum + count - before!, 0)
}

export function trendText(trend: number | undefined, { words, number }: RunVoice): string {
  if (trend === undefined) return words.firstTime
  return trend === 0 ? words.same : `${trend > 0 ? '+' : '−'}${number(Math.abs(trend))}`
}

const secondsText = (seconds: number, { words, number }: RunVoice) => fill(words.secondsText, { seconds: number(seconds, 1) })

export function worldsTable(worlds: readonly WorldFacts[], voice: RunVoice): Html {
  const { words, number } = voice
  const stale = (sources: readonly SourceFacts[]) => sources.filter(({ staleSince }) => staleSince !== undefined).map(({ layer }) => layer)
  return table(
    'worlds-all',
    words.worldsCaption,
    [
      { head: words.world, cell: ({ world }) => world },
      { head: words.outcome, cell: ({ outcome }) => outcomeText(outcome, voice) },
      { head: words.staleSources, cell: ({ sources }) => stale(sources).join(', ') || '–' },
      { head: words.release, cell: ({ release }) => (release === undefined ? '–' : html`<code>${release}</code>`) },
      { head: words.lasted, cell: ({ seconds }) => secondsText(seconds, voice), isNumber: true },
      { head: words.problems, cell: ({ problems }) => number(problems.reduce((sum, { count }) => sum + count, 0)), isNumber: true },
      { head: words.difference, cell: ({ problems }) => trendText(trendOf(problems), voice), isNumber: true },
    ],
    worlds,
  )
}

/** One world: why it failed, its stages, its sources, its problems. */
export function worldSection({ world, outcome, failure, stages, sources, problems }: WorldFacts, id: string, voice: RunVoice): Html {
  const { words, number } = voice
  const parts: Html[] = [html`<p>${words.outcome}: ${outcomeText(outcome, voice)}</p>`]
  if (failure) parts.push(html`<p lang="en">${failure.message} (<code>${failure.code}</code>): ${failure.hint}.</p>`)
  if (stages.length > 0)
    parts.push(
      table(
        `${id}-stages`,
        fill(words.stages, { world }),
        [
          { head: words.stage, cell: ({ stage }) => stage },
          { head: words.lasted, cell: ({ seconds }) => secondsText(seconds, voice), isNumber: true },
        ],
        stages,
      ),
    )
  if (sources.length > 0) parts.push(sourcesTable(sources, id, fill(words.sources, { world }), voice))
  if (problems.length > 0)
    parts.push(
      table(
        `${id}-problems`,
        fill(words.problemsCaption, { world }),
        [
          { head: words.layer, cell: ({ layer }) => layer },
          { head: words.now, cell: ({ count }) => number(count), isNumber: true },
          { head: words.before, cell: ({ before }) => (before === undefined ? '–' : number(before)), isNumber: true },
          {
            head: words.difference,
            cell: ({ count, before }) => (before === undefined ? '–' : trendText(count - before, voice)),
            isNumber: true,
          },
        ],
        problems,
      ),
    )
  return html`${parts}`
}

function sourcesTable(sources: readonly SourceFacts[], id: string, caption: string, voice: RunVoice): Html {
  const { words } = voice
  const state = ({ staleSince, why }: SourceFacts): Html =>
    staleSince === undefined
      ? html`<span class="good">${words.fresh}</span>`
      : html`<span class="bad">${fill(words.staleText, { since: staleSince.slice(0, 10) })}</span
          >${why !== undefined && html`<br /><span lang="en">${why}</span>`}`
  return table(
    `${id}-sources`,
    caption,
    [
      { head: words.layer, cell: ({ layer }) => layer },
      { head: words.date, cell: ({ date }) => date ?? words.unknown },
      { head: words.fetched, cell: ({ fetched }) => (fetched === undefined ? words.unknown : timeText(fetched)) },
      { head: words.state, cell: state },
    ],
    sources,
  )
}
