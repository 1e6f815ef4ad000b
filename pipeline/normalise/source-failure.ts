import { basename } from 'node:path'
import { asFailure, Failure, oneLine } from '#pipeline/model/failure.ts'
import type { Request } from './jobs.ts'

/** Longest part of what GDAL says that a message repeats, in characters. */
export const LONGEST_QUOTE = 300
export const DAMAGED = 'a source file may be damaged: open it with ogrinfo or gdalinfo'

/** What a job reads, for messages. */
export function subjectOf(ask: Request['ask']): string {
  const files = 'files' in ask ? ask.files.map((file) => basename(file)) : []
  const shown = files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ')
  if ('layer' in ask) return `layer ${ask.layer.id}${shown === '' ? '' : ` (${shown})`}`
  return shown || 'a source'
}

/** Whatever a job throws, as a failure: the binding throws plain errors without a code, all of what it was given to read. */
export function sourceFailure(error: unknown, ask: Request['ask']): Failure {
  const isGdals = error instanceof Error && error.constructor === Error && !('code' in error)
  if (isGdals) return new Failure('unreadable-source', `${subjectOf(ask)} cannot be read: ${oneLine(error.message, LONGEST_QUOTE)}`, DAMAGED, { cause: error })
  const failure = asFailure(error)
  const whose = 'layer' in ask ? ask.layer.id : 'what' in ask ? ask.what : undefined
  const isNamed = whose === undefined || `${failure.message}${failure.hint}`.includes(whose)
  const place = isNamed ? '' : `${'layer' in ask ? 'layer ' : ''}${whose}: `
  return new Failure(failure.code, place + failure.message, failure.hint, { cause: failure.cause ?? failure.stack })
}
