import { type Html, html } from './html.ts'
import { type Language, WORDS, type Words } from './words.ts'

/** What every section of a page needs. */
export interface Voice {
  language: Language
  words: Words
  /** A number as it is written in the language. */
  number: (value: number, decimals?: number) => string
}

export function voiceOf(language: Language): Voice {
  const words: Words = WORDS[language]
  const formats = new Map<number, Intl.NumberFormat>()
  return {
    language,
    words,
    number(value, decimals = 0) {
      let format = formats.get(decimals)
      if (!format) formats.set(decimals, (format = new Intl.NumberFormat(words.locale, { maximumFractionDigits: decimals })))
      return format.format(value)
    },
  }
}

export interface Column<Row> {
  head: string
  cell: (row: Row) => Html | string
  isNumber?: boolean
}

/** A table in a box of its own that scrolls by keyboard; the first column names the row. */
export function table<Row>(id: string, caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const cls = ({ isNumber }: Column<Row>) => (isNumber ? html` class="n"` : html``)
  return html`<section class="wide" aria-labelledby="${id}" tabindex="0">
    <table>
      <caption id="${id}">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${cls(column)}>${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((column, i) => (i === 0 ? html`<th scope="row" ${cls(column)}>${column.cell(row)}</th>` : html`<td${cls(column)}>${column.cell(row)}</td>`))}
            </tr> `,
        )}
      </tbody>
    </table>
  </section> `
}

/** A link where the address is one of the web's, else just the text. */
export function link(url: string | undefined, text: string): Html {
  return url !== undefined && /^https?:\/\//i.test(url) ? html`<a href="${url}">${text}</a>` : html`${text}`
}

/** A list of terms and what they are; those of nothing are left out. */
export function facts(pairs: readonly (readonly [term: string, of: Html | string | undefined])[]): Html {
  const shown = pairs.filter(([, of]) => of !== undefined && of !== '')
  return html`<dl>
    ${shown.map(
      ([term, of]) =>
        html`<dt>${term}</dt>
          <dd>${of}</dd> `,
    )}
  </dl> `
}
