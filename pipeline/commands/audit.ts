import { Failure } from '#pipeline/model/failure.ts'
import type { AuditEntry } from '#pipeline/publish/audit-chain.ts'
import type { AuditLog } from '#pipeline/publish/audit-log.ts'
import { type Command, type CommandContext, text, UsageError } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'
import { reasonOf } from './reason.ts'

const WORDS = {
  sv: {
    line: 'rad',
    whole: 'loggen är hel',
    lines: 'rader',
    torn: 'byte av en halvskriven rad läggs undan vid nästa skrivning',
    aside: 'den gamla loggen heter nu',
  },
  en: {
    line: 'line',
    whole: 'the log is whole',
    lines: 'lines',
    torn: 'bytes of a half written line are set aside at the next writing',
    aside: 'the old log is now called',
  },
} as const

export const audit: Command = {
  arguments: [],
  options: { ...PLACES, verify: { type: 'boolean' }, last: { type: 'string' }, 'begin-again': { type: 'boolean' }, why: { type: 'string' } },
  about: { sv: 'Visa vem som gjorde vad med utgåvor, och kontrollera loggen.', en: 'Show who did what with releases, and check the log.' },
  optionTexts: {
    '--verify': { sv: 'kontrollera att ingen rad har ändrats, tagits bort eller flyttats', en: 'check that no line was changed, removed or moved' },
    '--last N': { sv: 'så många rader visas (annars 50)', en: 'so many lines are shown (else 50)' },
    '--begin-again': { sv: 'lägg undan en logg som har ändrats och börja en ny', en: 'set a log that was changed aside and begin a new one' },
    '--why TEXT': { sv: 'varför en ny logg börjas; sparas i den', en: 'why a new log is begun; kept in it' },
    ...PLACE_TEXTS,
  },
  examples: ['audit', 'audit --verify', 'audit --last 500 --json'],
  async run(context) {
    const { values, out, language } = context
    const { releases } = ioOf(context, workspaceOf(context))
    if (values['verify']) return verify(releases.audit, context)
    if (values['begin-again']) {
      const name = releases.audit.beginAgain(reasonOf(context))
      out.write(values['json'] ? `${JSON.stringify({ event: 'done', aside: name })}\n` : `${WORDS[language].aside} ${name}\n`)
      return 0
    }
    for (const entry of await lastOf(releases.audit, values['last'])) out.write(values['json'] ? `${JSON.stringify(entry)}\n` : lineOf(entry))
    return 0
  },
}

async function verify(log: AuditLog, { values, out, language }: CommandContext): Promise<number> {
  const words = WORDS[language]
  const { lines, faults, tornBytes } = await log.verify()
  for (const { line, text: fault } of faults)
    out.write(values['json'] ? `${JSON.stringify({ event: 'fault', line, text: fault })}\n` : `${words.line} ${line} ${fault}\n`)
  if (faults.length > 0) throw new Failure('verification', `the audit log has been changed in ${faults.length} places`, 'compare it with a copy')
  const torn = tornBytes > 0 ? `; ${tornBytes} ${words.torn}` : ''
  out.write(values['json'] ? `${JSON.stringify({ event: 'done', lines, tornBytes })}\n` : `${words.whole}: ${lines} ${words.lines}${torn}\n`)
  return 0
}

async function lastOf(log: AuditLog, value: unknown): Promise<AuditEntry[]> {
  const count = Number(text(value) ?? '50')
  if (!Number.isInteger(count) || count < 1 || count > 100_000) throw new UsageError(`--last takes a whole number from 1 to 100000, not "${text(value)}"`)
  const last: AuditEntry[] = []
  for await (const entry of log.entries()) if (last.push(entry) > 2 * count) last.splice(0, count)
  return last.slice(-count)
}

function lineOf({ when, who, act, subject, why }: AuditEntry): string {
  return `${when.slice(0, 19).replace('T', ' ')}  ${who.padEnd(12)} ${act.padEnd(8)} ${plain(subject)}${why === '' ? '' : `: ${plain(why)}`}\n`
}

/** What a person wrote, on one line and without codes that move a terminal's cursor. */
const plain = (written: string): string => written.replace(/\p{C}+/gu, ' ')
