/** What a run can fail of. The command line prints `message` and `hint` as one line; nothing else is shown. */
export type FailureCode =
  | 'bad-definition'
  | 'missing-file'
  | 'unreadable-source'
  | 'unknown-crs'
  | 'no-georeference'
  | 'bad-encoding'
  | 'missing-column'
  | 'no-features'
  | 'no-licence'
  | 'outside-terrain'
  | 'too-high'
  | 'service-failed'
  | 'service-limit'
  | 'no-credentials'
  | 'held'
  | 'withdrawn'
  | 'newer-version'
  | 'disk-full'
  | 'locked'
  | 'not-found'
  | 'interrupted'
  | 'verification'
  | 'internal'

/** Longest message and longest hint, in characters. */
const LONGEST = 1000

/** A text of any kind on one line, of bounded length: what is quoted from a source may hold anything. */
export function oneLine(text: string, longest = LONGEST): string {
  const line = text
    .slice(0, 4 * longest)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
  return line.length < longest ? line : `${line.slice(0, longest - 1)}…`.toWellFormed()
}

/** A failure of a run: says what, where and what to do, each on one line. Thrown; nothing half-made is left behind. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly hint: string

  constructor(code: FailureCode, message: string, hint: string, options?: ErrorOptions) {
    super(oneLine(message), options)
    this.name = 'Failure'
    this.code = code
    this.hint = oneLine(hint)
  }
}

/** Turns what the system throws into a failure a person can act on; a Failure passes unchanged. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, message, path } = error as { code?: string; message?: string; path?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure('disk-full', `no space left to write ${path ?? 'the outputs'}`, 'free some disk and run again: what is done is kept', { cause: error })
  return new Failure('internal', message ?? String(error), 'this is a fault in Kvarter: please report it with --trace', { cause: error })
}
