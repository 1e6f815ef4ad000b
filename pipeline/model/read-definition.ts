import type { z } from 'zod'
import { Failure, oneLine } from './failure.ts'

/** Longest part of a definition that a message repeats, in characters. */
const LONGEST_QUOTE = 60
/** No definition has more brackets inside each other: what reads it goes down them one by one. */
const MOST_DEPTH = 100

/**
 * Reads the text of a definition and checks it against its schema.
 * @throws Failure `bad-definition` naming the file, the place, what was found and what is allowed; the first three faults are told
 */
export function readDefinition<T>(file: string, text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parseJson(file, text), { reportInput: true })
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${placeName(issue.path)}: ${describe(issue)}`)
  const more = faults.length > 3 ? ` (and ${faults.length - 3} more)` : ''
  throw new Failure('bad-definition', `${file}, ${faults.slice(0, 3).join('; ')}${more}`, 'datasets/README.md and worlds/README.md list every field')
}

function parseJson(file: string, text: string): unknown {
  if (depthOf(text) > MOST_DEPTH)
    throw new Failure(
      'bad-definition',
      `${file} has more than ${MOST_DEPTH} brackets inside each other`,
      'datasets/README.md and worlds/README.md list every field',
    )
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new Failure('bad-definition', `${file} is not JSON: ${(cause as Error).message}`, 'look at the place the message names', { cause })
  }
}

/** How deep brackets lie inside each other, those in quoted text aside. */
function depthOf(text: string): number {
  let [depth, deepest, isQuoted] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') isQuoted = !isQuoted
    else if (isQuoted) at += sign === '\\' ? 1 : 0
    else if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++depth)
    else if (sign === ']' || sign === '}') depth--
  }
  return deepest
}

/** layers[2].source.path */
function placeName(path: PropertyKey[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${quoted(String(key))}`)).join('')
  return name.replace(/^\./, '') || 'the whole file'
}

function describe(issue: z.core.$ZodIssue): string {
  const found = issue.input === undefined ? 'nothing' : quoted(JSON.stringify(issue.input))
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown field ${issue.keys
        .slice(0, 5)
        .map((key) => `"${quoted(key)}"`)
        .join(', ')}`
    case 'invalid_value':
      return `found ${found}, allowed: ${issue.values.map(String).join(', ')}`
    case 'invalid_type':
      return `found ${found}, expected ${issue.expected}`
    case 'invalid_union': {
      const closest = issue.errors.toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0]?.[0]
      return closest ? `${placeName(closest.path)}: ${describe(closest)}` : issue.message
    }
    default:
      return `found ${found}, ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`
  }
}

const quoted = (text: string): string => oneLine(text, LONGEST_QUOTE)
