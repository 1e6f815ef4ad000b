import { type Html, html } from './html.ts'
import { facts, table, type Voice } from './parts.ts'
import { PROBLEM_TEXTS } from './problem-texts.ts'
import type { Quality, QualityLayer, QualityProblem } from './quality.ts'
import { plain } from './sections.ts'
import { fill } from './words.ts'

/** How many of each problem in a layer the page lists. */
const LISTED = 10

/** For each layer and each code: what is wrong, what was done, what to do, and where. */
export function problems({ layers, problems: { crs, features } }: Quality, voice: Voice): Html {
  const { words, language } = voice
  if (features.length === 0) return html`<p>${words.noProblems}</p> `
  const found = Map.groupBy(features, ({ properties }) => `${properties.layer}\u0000${properties.code}`)
  return html`<p>${fill(words.places, { crs })}</p>
    ${layers.map(
      (layer) =>
        layer.problems.length > 0 &&
        html`<h3>${layer.title[language]}</h3>
          ${layer.problems.map(({ code }) => problem(layer, code, { list: found.get(`${layer.id}\u0000${code}`) ?? [], voice }))}`,
    )}`
}

function problem(layer: QualityLayer, code: QualityProblem['properties']['code'], { list, voice }: { list: QualityProblem[]; voice: Voice }): Html {
  const { words, language, number } = voice
  const { what, became, remedy } = PROBLEM_TEXTS[code]
  const about = facts([
    [words.code, html`<code>${code}</code>`],
    [words.became, became[language]],
    [words.remedy, remedy[language]],
  ])
  const more = list.length > LISTED ? ` ${fill(words.shown, { shown: number(LISTED), count: number(list.length), file: 'quality.json' })}` : ''
  const listing = () =>
    table(
      `problem-${layer.id}-${code}`,
      `${layer.title[language]}: ${what[language]}.${more}`,
      [
        { head: words.object, cell: ({ properties }) => (properties.featureId === undefined ? '–' : html`<code>${properties.featureId}</code>`) },
        { head: words.easting, isNumber: true, cell: ({ geometry }) => (geometry ? plain(geometry.coordinates[0]) : '–') },
        { head: words.northing, isNumber: true, cell: ({ geometry }) => (geometry ? plain(geometry.coordinates[1]) : '–') },
        { head: words.finding, cell: ({ properties }) => html`<span lang="en">${properties.message}</span>` },
      ],
      list.slice(0, LISTED),
    )
  return html`<h4>${what[language]} (${number(list.length)})</h4>
    ${about}${layer.publication === 'open' ? listing() : html`<p class="muted">${words.withheld}</p> `}`
}
