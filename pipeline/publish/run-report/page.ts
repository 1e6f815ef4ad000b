import { Html, html } from '../report/html.ts'
import { facts, voiceOf } from '../report/parts.ts'
import { STYLESHEET } from '../report/stylesheet.ts'
import { fill, type Language } from '../report/words.ts'
import type { RunFacts } from './run-facts.ts'
import { RUN_WORDS } from './words.ts'
import { outcomeText, type RunVoice, timeText, trendText, trendOf, worldSection, worldsTable } from './sections.ts'

const OTHER: Record<Language, Language> = { sv: 'en', en: 'sv' }
const CLOSED = "default-src 'none'; style-src 'unsafe-inline'"

const runPageName = (language: Language): `run.${Language}.html` => `run.${language}.html`

/** The pages of a run, in both languages: no script, nothing from elsewhere. */
export function runPages(run: RunFacts): Record<`run.${Language}.html`, string> {
  return { 'run.sv.html': runPage(run, 'sv'), 'run.en.html': runPage(run, 'en') }
}

function runPage(run: RunFacts, language: Language): string {
  const words = RUN_WORDS[language]
  const voice: RunVoice = { words, number: voiceOf(language).number }
  const other = OTHER[language]
  const title = fill(words.run, { run: run.run })
  const sections: [id: string, title: string, content: Html][] = [
    ['summary', words.summary, summary(run, voice)],
    ['worlds', words.worlds, run.worlds.length > 0 ? worldsTable(run.worlds, voice) : html`<p>${words.noWorlds}</p>`],
    ...run.worlds.map((world, i): [string, string, Html] => [`world-${i}`, world.world, worldSection(world, `world-${i}`, voice)]),
  ]
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CLOSED}" />
        <title>${title}</title>
        <link rel="alternate" hreflang="${other}" href="${runPageName(other)}" />
        <link rel="alternate" type="application/json" href="run.json" title="${words.json}" />
        <style>
          ${new Html(STYLESHEET)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <h1>${title}</h1>
          <p class="other">
            <a href="${runPageName(other)}" hreflang="${other}" lang="${other}">${words.other}</a> · <a href="run.json">${words.json} (JSON)</a>
          </p>
        </header>
        <nav aria-label="${words.contents}">
          <ul>
            ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li> `)}
          </ul>
        </nav>
        <main id="content">
          ${sections.map(
            ([id, name, content]) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${name}</h2>
                ${content}
              </section> `,
          )}
        </main>
      </body>
    </html> `.text.replace(/\s*\n\s*/g, '\n')
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
