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

/** A failure of a run: says what, where and what to do. Thrown; nothing half-made is left behind. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly hint: string

  constructor(code: FailureCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
    this.hint = hint
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
