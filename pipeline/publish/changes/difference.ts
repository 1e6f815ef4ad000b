import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangeSet } from '#pipeline/model/change-set.ts'
import type { Judgement } from '#pipeline/model/expectation.ts'
import { Html, html } from '../report/html.ts'
import { voiceOf } from '../report/parts.ts'
import { STYLESHEET } from '../report/stylesheet.ts'
import type { Language } from '../report/words.ts'
import { allRegions } from './compare-regions.ts'
import { type PicturePaths, type Pictures, pictures, readPictures } from './pictures.ts'
import { MAP_STYLES, regionMap } from './region-map.ts'
import { type DifferenceVoice, judgement, layers, problems, type Side, type Sides } from './sections.ts'
import { DIFFERENCE_WORDS } from './words.ts'

export interface Difference extends Sides {
  judgement: Judgement
  changes: ChangeSet
}

const OTHER: Record<Language, Language> = { sv: 'en', en: 'sv' }
const CLOSED = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

export const differencePage = (language: Language): `difference.${Language}.html` => `difference.${language}.html`

/** Writes what differs between a candidate and the current release, for people, in both languages. Each page is whole by itself. */
export async function writeDifference(folder: string, difference: Difference, paths: PicturePaths = {}): Promise<void> {
  const found = await readPictures(paths)
  for (const language of ['sv', 'en'] as const) await writeFile(join(folder, differencePage(language)), differenceText(difference, found, language))
}

/** The page in one language: no script, nothing from elsewhere. */
export function differenceText(difference: Difference, found: Pictures, language: Language): string {
  const { before, after, changes } = difference
  const voice: DifferenceVoice = { language, words: DIFFERENCE_WORDS[language], number: voiceOf(language).number }
  const { words } = voice
  const other = OTHER[language]
  const map = { grid: after.manifest.grid, area: after.manifest.area, regions: regionsOfBoth(before, after), changes: Object.values(changes.regions) }
  const sections: [id: string, title: string, content: Html][] = [
    ['judgement', words.judgement, judgement(difference.judgement, difference, voice)],
    ['layers', words.layers, layers(difference, changes, voice)],
    ['problems', words.problems, problems(difference, voice)],
    ['regions', words.regions, regionMap(map, voice)],
  ]
  if (found.before ?? found.after) sections.push(['pictures', words.pictures, pictures(found, voice)])
  const title = `${words.difference}: ${after.manifest.title[language]}`

  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CLOSED}" />
        <title>${title}</title>
        <link rel="alternate" hreflang="${other}" href="${differencePage(other)}" />
        <style>
          ${new Html(STYLESHEET)}${new Html(MAP_STYLES)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <h1>${title}</h1>
          <p class="other"><a href="${differencePage(other)}" hreflang="${other}" lang="${other}">${words.other}</a></p>
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

function regionsOfBoth(before: Side | undefined, after: Side): [x: number, z: number][] {
  const both = new Map([...allRegions(before?.manifest), ...allRegions(after.manifest)].map((region) => [region.join(), region]))
  return [...both.values()].sort(([ax, az], [bx, bz]) => az - bz || ax - bx)
}
