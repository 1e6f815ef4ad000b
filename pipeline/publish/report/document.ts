import { Html, html } from './html.ts'
import { STYLESHEET } from './stylesheet.ts'
import type { Language } from './words.ts'

const OTHER: Record<Language, Language> = { sv: 'en', en: 'sv' }
const CLOSED = "default-src 'none'; style-src 'unsafe-inline'"

/** A page on its own: no script, nothing from elsewhere. */
export interface Document {
  language: Language
  title: string
  sections: readonly [id: string, title: string, content: Html][]
  words: { skip: string; other: string; contents: string }
  /** File of the page in a language. */
  nameOf: (language: Language) => string
  /** Where pictures may come from, as the policy says it; nowhere when absent. */
  images?: string
  /** Added to the stylesheet that all pages have. */
  styles?: string
  /** The same as data, beside the page. */
  data?: { file: string; label: string }
}

export function documentText({ language, title, sections, words, nameOf, images, styles = '', data }: Document): string {
  const other = OTHER[language]
  const policy = images === undefined ? CLOSED : `${CLOSED}; img-src ${images}`
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        <link rel="alternate" hreflang="${other}" href="${nameOf(other)}" />
        ${data && html`<link rel="alternate" type="application/json" href="${data.file}" title="${data.label}" />`}
        <style>
          ${new Html(STYLESHEET + styles)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <h1>${title}</h1>
          <p class="other">
            <a href="${nameOf(other)}" hreflang="${other}" lang="${other}">${words.other}</a>${data && html` · <a href="${data.file}">${data.label} (JSON)</a>`}
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
