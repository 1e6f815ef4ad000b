import { Html, html } from './html.ts'
import { voiceOf } from './parts.ts'
import { problems } from './problems-section.ts'
import type { Quality } from './quality.ts'
import { about, layers, measureTable, pictures, sources, summary } from './sections.ts'
import { STYLESHEET } from './stylesheet.ts'
import type { Language } from './words.ts'

const OTHER: Record<Language, Language> = { sv: 'en', en: 'sv' }
const CLOSED = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"

export const pageName = (language: Language): `quality.${Language}.html` => `quality.${language}.html`

/** The report as a page on its own: no script, nothing from elsewhere but the release's pictures. */
export function page(quality: Quality, language: Language): string {
  const voice = voiceOf(language)
  const { words } = voice
  const other = OTHER[language]
  const sections: [id: string, title: string, content: Html][] = [
    ['summary', words.summary, summary(quality, voice)],
    ['about', words.about, about(quality, voice)],
  ]
  if (quality.pictures.length > 0) sections.push(['pictures', words.pictures, pictures(quality, voice)])
  sections.push(['layers', words.layers, layers(quality, voice)], ['problems', words.problems, problems(quality, voice)])
  if (quality.accuracy.length > 0) sections.push(['accuracy', words.accuracy, measureTable('accuracy-all', words.accuracyCaption, quality.accuracy, voice)])
  if (quality.looks.length > 0) sections.push(['looks', words.looks, measureTable('looks-all', words.looksCaption, quality.looks, voice)])
  sections.push(['sources', words.sources, sources(quality, voice)])
  const title = `${words.report}: ${quality.title[language]}`

  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CLOSED}" />
        <title>${title}</title>
        <link rel="alternate" hreflang="${other}" href="${pageName(other)}" />
        <link rel="alternate" type="application/json" href="quality.json" title="${words.json}" />
        <style>
          ${new Html(STYLESHEET)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <h1>${title}</h1>
          <p class="other">
            <a href="${pageName(other)}" hreflang="${other}" lang="${other}">${words.other}</a> · <a href="quality.json">${words.json} (JSON)</a>
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
