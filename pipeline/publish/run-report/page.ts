import { documentText } from '../report/document.ts'
import { type Html, html } from '../report/html.ts'
import { facts, voiceOf } from '../report/parts.ts'
import { fill, type Language } from '../report/words.ts'
import type { RunFacts } from './run-facts.ts'
import { RUN_WORDS } from './words.ts'
import { outcomeText, type RunVoice, timeText, trendText, trendOf, worldSection, worldsTable } from './sections.ts'

const runPageName = (language: Language): `run.${Language}.html` => `run.${language}.html`

/** The pages of a run, in both languages: no script, nothing from elsewhere. */
export function runPages(run: RunFacts): Record<`run.${Language}.html`, string> {
  return { 'run.sv.html': runPage(run, 'sv'), 'run.en.html': runPage(run, 'en') }
}

function runPage(run: RunFacts, language: Language): string {
  const words = RUN_WORDS[language]
  const voice: RunVoice = { words, number: voiceOf(language).number }
  const sections: [id: string, title: string, content: Html][] = [
    ['summary', words.summary, summary(run, voice)],
    ['worlds', words.worlds, run.worlds.length > 0 ? worldsTable(run.worlds, voice) : html`<p>${words.noWorlds}</p>`],
    ...run.worlds.map((world, i): [string, string, Html] => [`world-${i}`, world.world, worldSection(world, `world-${i}`, voice)]),
  ]
  return documentText({
    language,
    sections,
    words,
    title: fill(words.run, { run: run.run }),
    nameOf: runPageName,
    data: { file: 'run.json', label: words.json },
  })
}

function summary(run: RunFacts, voice: RunVoice): Html {
  const { words, number } = voice
  const problems = run.worlds.flatMap((world) => world.problems)
  const stale = run.worlds.flatMap(({ sources }) => sources).filter(({ staleSince }) => staleSince !== undefined)
  return facts([
    [words.outcome, outcomeText(run.outcome, voice)],
    [words.started, timeText(run.started)],
    [words.lasted, fill(words.secondsText, { seconds: number(run.seconds, 1) })],
    [words.problems, number(problems.reduce((sum, { count }) => sum + count, 0))],
    [words.difference, trendText(trendOf(problems), voice)],
    [words.staleSources, stale.length > 0 ? [...new Set(stale.map(({ layer }) => layer))].join(', ') : undefined],
  ])
}
