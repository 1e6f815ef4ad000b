import { MAX_REASON } from '#pipeline/model/tombstone.ts'
import { type CommandContext, text, UsageError } from './command.ts'

/** The reason that what cannot be undone asks for. @throws UsageError */
export function reasonOf({ values }: CommandContext): string {
  const why = text(values['why'])?.trim() ?? ''
  if (why === '') throw new UsageError('--why TEXT is needed: it is kept in the audit log')
  if (why.length > MAX_REASON) throw new UsageError(`--why takes at most ${MAX_REASON} characters, not ${why.length}`)
  return why
}
