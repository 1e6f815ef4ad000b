import { UNIT_TEXTS } from './measure-texts.ts'
import { type Voice, voiceOf } from './parts.ts'
import { PROBLEM_TEXTS } from './problem-texts.ts'
import type { Quality } from './quality.ts'
import { fill, type Language } from './words.ts'

/** What the terminal cannot show safely: control characters, from a layer's title or a type's name. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/gu

/** The report in a terminal: a row a layer, its problems under it, and the goals that are not met. */
export function summaryText(quality: Quality, language: Language): string {
  const voice = voiceOf(language)
  const { words, number } = voice
  const heads = [words.layer, words.read, words.inArea, words.used, words.drawn, words.repaired, words.dropped, words.ignored]
  const rows = quality.layers.map(({ id, features, repaired, dropped, ignored }) => [
    id,
    ...[features?.read, features?.inArea, features?.used, features?.drawn, repaired, dropped, ignored].map((value) =>
      value === undefined ? '–' : number(value),
    ),
  ])
  const { columns, covered } = quality.coverage
  const share = `${number(Math.floor((1000 * covered) / Math.max(1, columns)) / 10, 1)} %`
  const lines = [
    quality.title[language],
    fill(words.coverageText, { share, columns: number(columns) }),
    '',
    ...aligned([heads, ...rows]),
    ...quality.skipped.map(({ id, reason }) => `${id}: ${words[reason]}`),
    '',
    ...problemLines(quality, voice),
    ...goalLines(quality, voice),
  ]
  return `${lines.map((line) => line.replace(CONTROL, '\ufffd').trimEnd()).join('\n')}\n`
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)))
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
}

function problemLines({ layers }: Quality, { words, language, number }: Voice): string[] {
  const found = layers.flatMap(({ id, problems }) =>
    problems.map(({ code, count }) => `  ${number(count)} × ${id}: ${PROBLEM_TEXTS[code].what[language]} (${code})`),
  )
  return found.length === 0 ? [words.noProblems] : [`${words.problems}:`, ...found]
}

function goalLines({ accuracy, looks }: Quality, { words, language, number }: Voice): string[] {
  const measured = [...accuracy, ...looks].filter(({ met, value }) => met !== undefined && value !== null)
  if (measured.length === 0) return []
  const missed = measured.filter(({ met }) => !met)
  const figure = (value: number, unit: string) => `${number(unit === 'share' ? 100 * value : value, 3)} ${UNIT_TEXTS[unit]?.[language] ?? unit}`
  const told = missed.map(({ label, of, value, unit, goal: { min, max } = {} }) => {
    const bounds = [min === undefined ? [] : `≥ ${figure(min, unit)}`, max === undefined ? [] : `≤ ${figure(max, unit)}`].flat()
    return `  ${label[language]}${of === undefined ? '' : ` [${of}]`}: ${figure(value!, unit)} (${bounds.join(', ')})`
  })
  return ['', fill(missed.length > 0 ? words.notMet : words.allMet, { missed: number(missed.length), goals: number(measured.length) }), ...told]
}
