import type { ChangeSet } from '#pipeline/model/change-set.ts'
import type { Facts, Judgement, LayerFacts } from '#pipeline/model/expectation.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { PROBLEM_CODES, type ProblemCode } from '#pipeline/model/problem.ts'
import { type Html, html } from '../report/html.ts'
import { facts, table } from '../report/parts.ts'
import { PROBLEM_TEXTS } from '../report/problem-texts.ts'
import { fill, type Language } from '../report/words.ts'
import type { DifferenceWords } from './words.ts'

/** What every section of the page needs. */
export interface DifferenceVoice {
  language: Language
  words: DifferenceWords
  number: (value: number, decimals?: number) => string
}

/** A release as the page compares it. */
export interface Side {
  facts: Facts
  manifest: Manifest
}

export interface Sides {
  before?: Side | undefined
  after: Side
}

const named = (title: string, id: string): Html => html`${title}<br /><code>${id}</code>`

export function judgement({ held, reasons }: Judgement, { before, after }: Sides, { words, language }: DifferenceVoice): Html {
  const titleOf = (id: string) => (after.facts.layers[id] ?? before?.facts.layers[id])?.title[language] ?? id
  const listing = () =>
    table(
      'reasons-all',
      words.reasonsCaption,
      [
        { head: words.layer, cell: ({ layer }) => (layer === undefined ? words.wholeWorld : named(titleOf(layer), layer)) },
        { head: words.reason, cell: ({ text }) => text[language] },
      ],
      reasons,
    )
  const release = ({ manifest }: Side) =>
    html`<code>${manifest.release}</code>, ${fill(words.made, { made: manifest.made.replace('T', ' ').replace(/\.\d+Z$/, 'Z') })}`
  return html`${before === undefined && html`<p>${words.isFirst}</p> `}${
    held
      ? html`<p>${words.isHeld}</p>
          ${listing()}`
      : html`<p>${words.isFree}</p> `
  }${facts([
    [words.current, before ? release(before) : words.none],
    [words.candidate, release(after)],
  ])}`
}

interface LayerRow {
  id: string
  was: LayerFacts | undefined
  is: LayerFacts | undefined
}

function rowsOf({ before, after }: Sides): LayerRow[] {
  const [was, is] = [new Map(Object.entries(before?.facts.layers ?? {})), new Map(Object.entries(after.facts.layers))]
  return [...new Set([...is.keys(), ...was.keys()])].map((id) => ({ id, was: was.get(id), is: is.get(id) }))
}

export function layers(sides: Sides, changes: ChangeSet, { words, language, number }: DifferenceVoice): Html {
  const written = (value: number | undefined) => (value === undefined ? '–' : number(value))
  const pair = (head: string, of: (layer: LayerFacts) => number | undefined) =>
    (['was', 'is'] as const).map((side) => ({
      head: `${head}, ${side === 'was' ? words.before : words.after}`,
      isNumber: true,
      cell: (row: LayerRow) => written(row[side] && of(row[side])),
    }))
  const changed = (kind: 'added' | 'changed' | 'removed') => ({
    head: words[kind],
    isNumber: true,
    cell: ({ id }: LayerRow) => written(Object.hasOwn(changes.layers, id) ? changes.layers[id][kind] : undefined),
  })
  return table(
    'layers-all',
    words.layersCaption,
    [
      { head: words.layer, cell: ({ id, was, is }) => named((is ?? was)!.title[language], id) },
      ...pair(words.read, ({ featuresIn }) => featuresIn),
      ...pair(words.used, ({ used }) => used),
      ...pair(words.dropped, ({ dropped, undrawn = 0 }) => dropped && dropped + undrawn),
      ...[changed('added'), changed('changed'), changed('removed')],
      { head: words.source, cell: (row) => sourceText(row, sides, words) },
    ],
    rowsOf(sides),
  )
}

function sourceText({ id, was, is }: LayerRow, { before, after }: Sides, words: DifferenceWords): string {
  if (!is) return words.gone
  const digest = (side: Side | undefined) => side?.manifest.sources.find(({ layer }) => layer === id)?.digest
  const state = was ? (digest(before) === digest(after) ? words.same : words.renewed) : words.come
  return is.stale ? `${state}; ${words.stale}` : state
}

export function problems(sides: Sides, { words, language, number }: DifferenceVoice): Html {
  const rows = rowsOf(sides).flatMap(({ id, was, is }) => {
    const codes = [...new Set([...Object.keys(was?.problems ?? {}), ...Object.keys(is?.problems ?? {})])].sort()
    const count = (side: LayerFacts | undefined, code: string) => side && (Object.hasOwn(side.problems, code) ? side.problems[code] : 0)
    return codes.map((code) => ({ id, title: (is ?? was)!.title[language], code, was: count(was, code), is: count(is, code) }))
  })
  if (rows.length === 0) return html`<p>${words.noProblems}</p> `
  const text = (code: string) => (Object.hasOwn(PROBLEM_CODES, code) ? PROBLEM_TEXTS[code as ProblemCode].what[language] : code)
  const side = (which: 'was' | 'is', head: string) => ({
    head,
    isNumber: true,
    cell: (row: (typeof rows)[number]) => (row[which] === undefined ? '–' : number(row[which])),
  })
  return table(
    'problems-all',
    words.problemsCaption,
    [
      { head: words.layer, cell: ({ title, id }) => named(title, id) },
      { head: words.problem, cell: ({ code }) => html`${text(code)}<br /><code>${code}</code>` },
      side('was', words.current),
      side('is', words.candidate),
    ],
    rows,
  )
}
