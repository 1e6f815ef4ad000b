/** A piece of HTML that is safe to put in a page as it is. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | undefined | false | readonly Part[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Characters that HTML forbids, and those that turn the direction of what follows. */
const UNWANTED = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu

export const escapeHtml = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNWANTED, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character])

/** A template whose values are escaped, but for those that are Html already. Lists are joined; undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, i) => text + render(values[i - 1]) + string))
}

function render(value: Part): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return escapeHtml(String(value))
}
