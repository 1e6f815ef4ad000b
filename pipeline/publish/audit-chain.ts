import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { MAX_REASON } from '#pipeline/model/tombstone.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const AUDIT_ACTS = ['publish', 'hold', 'approve', 'rollback', 'withdraw', 'prune', 'repair', 'begin'] as const

/** One line of the audit log. */
export const auditEntrySchema = z.strictObject({
  seq: z.number().int().min(1),
  when: z.iso.datetime(),
  who: z.string().max(200).describe('Member of staff, or account, that acted'),
  act: z.enum(AUDIT_ACTS),
  subject: z.string().max(500),
  why: z.string().max(MAX_REASON),
  details: z.record(z.string(), z.unknown()),
  previous: digest.describe('SHA-256 of the line before, without its line end'),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** Longest line in bytes; a longer one is no entry. */
export const MAX_LINE = 65_536
/** What the first line names as the line before it. */
export const BEGINNING = '0'.repeat(64)

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Where the log ends, kept beside it. `next` is the line about to be written when the head was. */
export const headSchema = z.strictObject({ seq: z.number().int().min(0), sha256: digest, next: digest.optional() })
export type AuditHead = z.infer<typeof headSchema>

export interface AuditFault {
  line: number
  text: string
}

export interface AuditVerdict {
  lines: number
  faults: AuditFault[]
  /** Bytes after the last whole line: what a kill left, or an addition. */
  tornBytes: number
}

/** Checks the first `size` bytes of a log, line by line, and its end against the head. */
export async function verifyChain(path: string, size: number, head: AuditHead | undefined): Promise<AuditVerdict> {
  const faults: AuditFault[] = []
  let [line, before, seq, tornBytes] = [0, BEGINNING, 0, 0]
  for await (const { bytes, isWhole } of linesOf(path, size)) {
    if (!isWhole) {
      tornBytes = bytes.length
      break
    }
    line++
    const entry = entryOf(bytes)
    if (!entry) faults.push({ line, text: 'is no entry' })
    else if (entry.seq !== seq + 1) faults.push({ line, text: orderFault(entry.seq, seq) })
    else if (entry.previous !== before)
      faults.push({ line: Math.max(1, line - 1), text: line === 1 ? 'is not how a log begins' : `is not the line that line ${line} was written after` })
    seq = entry?.seq ?? seq + 1
    before = sha256(bytes)
  }
  const end = endFault({ line, seq, before }, head)
  if (end) faults.push(end)
  if (tornBytes > 0 && head?.next === undefined) faults.push({ line: line + 1, text: `holds ${tornBytes} bytes without an end, which no stopped writer left` })
  return { lines: line, faults, tornBytes }
}

function orderFault(found: number, before: number): string {
  return found > before + 1
    ? `has number ${found} after ${before}: ${found - before - 1} removed or put elsewhere`
    : `has number ${found} after ${before}: out of order`
}

function endFault({ line, seq, before }: { line: number; seq: number; before: string }, head: AuditHead | undefined): AuditFault | undefined {
  if (!head) return line === 0 ? undefined : { line, text: 'is the last, and the head that says so is gone' }
  if (before === head.sha256 || before === head.next) return undefined
  if (seq < head.seq) return { line: line + 1, text: `is gone, with all to number ${head.seq}` }
  return { line: Math.max(1, line), text: 'is not the last line that the head names' }
}

export function entryOf(bytes: Uint8Array): AuditEntry | undefined {
  try {
    return auditEntrySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    return undefined
  }
}

/** Lines without their ends; the last may be torn. What is longer than a line may be is cut there, and so no entry. */
export async function* linesOf(path: string, size: number): AsyncGenerator<{ bytes: Buffer; isWhole: boolean }> {
  if (size === 0) return
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
      yield { bytes: rest.subarray(from, end), isWhole: true }
      from = end + 1
    }
    rest = rest.subarray(from)
    while (rest.length > MAX_LINE) {
      yield { bytes: rest.subarray(0, MAX_LINE), isWhole: true }
      rest = rest.subarray(MAX_LINE)
    }
  }
  if (rest.length > 0) yield { bytes: rest, isWhole: false }
}
