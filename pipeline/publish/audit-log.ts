import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Failure } from '#pipeline/model/failure.ts'
import {
  type AuditEntry,
  auditEntrySchema,
  type AuditHead,
  type AuditVerdict,
  BEGINNING,
  entryOf,
  headSchema,
  linesOf,
  MAX_LINE,
  sha256,
  verifyChain,
} from './audit-chain.ts'

export interface Act {
  act: AuditEntry['act']
  /** What was acted on: a release, a world, a tombstone. */
  subject: string
  why?: string
  details?: Record<string, unknown>
}

/** What operators did, in an append-only file whose lines each name the digest of the line before. */
export interface AuditLog {
  /** On disk when it returns. @throws Failure `verification` where the log's end is not as it was left */
  append(act: Act): AuditEntry
  verify(): Promise<AuditVerdict>
  entries(): AsyncGenerator<AuditEntry>
  /** Puts a log that has been changed aside under another name and begins a new one, which names the digest of the old. @returns its name */
  beginAgain(why: string): string
}

/** How long one process waits for another to write its line. */
const WAIT_MS = 20_000

export function openAudit(output: string, { now = () => new Date(), who = operatorName() }: { now?: () => Date; who?: string } = {}): AuditLog {
  const path = join(output, 'audit.jsonl')
  const headPath = join(output, 'states', 'audit-head.json')
  const locked = <T>(work: () => T): T => withLock(join(output, 'states', 'audit.lock'), work)

  const write = (file: number, head: AuditHead, { act, subject, why = '', details = {} }: Act): { entry: AuditEntry; head: AuditHead } => {
    const entry = auditEntrySchema.parse({ seq: head.seq + 1, when: now().toISOString(), who, act, subject, why, details, previous: head.sha256 })
    const line = Buffer.from(JSON.stringify(entry))
    if (line.length >= MAX_LINE)
      throw new Failure('internal', `an entry of the audit log has ${line.length} bytes`, 'this is a fault in Kvarter: please report it')
    const next = sha256(line)
    // The head names the line before it is there: whatever a kill leaves, the log ends in the one line or in the other.
    writeHead(headPath, { ...head, next })
    // Not writeSync, which may take part of the bytes and fail of nothing.
    writeFileSync(file, Buffer.concat([line, Buffer.from('\n')]))
    fsyncSync(file)
    const after = { seq: entry.seq, sha256: next }
    writeHead(headPath, after)
    return { entry, head: after }
  }
  /** The head that the log's end agrees with, and the torn bytes after it. */
  const endOf = (file: number): { head: AuditHead; torn: Buffer } => {
    const { torn, last } = tailOf(file)
    const found = last ? sha256(last) : BEGINNING
    const head = existsSync(headPath) ? readHead(headPath) : { seq: 0, sha256: BEGINNING }
    if (head.next !== undefined && found === head.next) return { head: { seq: head.seq + 1, sha256: found }, torn }
    if (found === head.sha256 && (torn.length === 0 || head.next !== undefined)) return { head: { seq: head.seq, sha256: found }, torn }
    throw new Failure(
      'verification',
      `${path} has been changed: its end is not as Kvarter left it`,
      'kvarter audit --verify names the lines; compare with a copy, then: kvarter audit --begin-again --why TEXT',
    )
  }
  const append = (act: Act): AuditEntry => {
    const file = openSync(path, 'a+')
    try {
      let { head, torn } = endOf(file)
      if (torn.length > 0) {
        const name = join('states', `audit-torn-${head.seq + 1}-${sha256(torn).slice(0, 8)}.txt`)
        writeSynced(join(output, name), torn)
        ftruncateSync(file, fstatSync(file).size - torn.length)
        const details = { bytes: torn.length, sha256: sha256(torn), file: name }
        head = write(file, head, { act: 'repair', subject: 'audit.jsonl', why: 'a line was half written when its process was stopped', details }).head
      }
      return write(file, head, act).entry
    } finally {
      closeSync(file)
    }
  }
  return {
    append: (act) => locked(() => append(act)),
    async verify() {
      const { size, head } = locked(() => ({ size: sizeOf(path), head: existsSync(headPath) ? readHead(headPath) : undefined }))
      return verifyChain(path, size, head)
    },
    async *entries() {
      for await (const { bytes, isWhole } of linesOf(path, sizeOf(path))) {
        const entry = isWhole ? entryOf(bytes) : undefined
        if (entry) yield entry
      }
    },
    beginAgain: (why) =>
      locked(() => {
        const old = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
        const name = `audit-${now()
          .toISOString()
          .replace(/[-:]|\.\d+/g, '')}-${sha256(old).slice(0, 8)}.jsonl`
        if (existsSync(path)) renameSync(path, join(output, name))
        writeHead(headPath, { seq: 0, sha256: BEGINNING })
        append({ act: 'begin', subject: name, why, details: { bytes: old.length, sha256: sha256(old) } })
        return name
      }),
  }
}

/** Who acts: KVARTER_OPERATOR, else the account that the process runs in. Staff, never pupils. */
export function operatorName(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['KVARTER_OPERATOR']?.replace(/\p{C}/gu, '').trim().slice(0, 200)
  if (given) return given
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** One writer at a time. The lock is the kernel's, on an empty database, so that a process that dies leaves none. */
function withLock<T>(path: string, work: () => T): T {
  mkdirSync(dirname(path), { recursive: true })
  const lock = new DatabaseSync(path, { timeout: WAIT_MS })
  try {
    try {
      lock.exec('BEGIN EXCLUSIVE')
    } catch (cause) {
      const code = (cause as { errcode?: number }).errcode
      if (code === SQLITE_FULL)
        throw new Failure('disk-full', `no space left to write ${path}`, 'free some disk and run again: what is done is kept', { cause })
      if (code !== SQLITE_BUSY) throw cause
      throw new Failure('locked', `another process has been writing the audit log for ${WAIT_MS / 1000} s`, 'see what hangs, and run again', { cause })
    }
    return work()
  } finally {
    lock.close()
  }
}

/** https://sqlite.org/rescode.html */
const [SQLITE_BUSY, SQLITE_FULL] = [5, 13]

/** The last whole line and what comes after it. */
function tailOf(file: number): { last: Buffer | undefined; torn: Buffer } {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(size, 2 * MAX_LINE + 2))
  readSync(file, tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(10)
  const begin = end <= 0 ? -1 : tail.lastIndexOf(10, end - 1)
  return { last: end < 0 ? undefined : tail.subarray(begin + 1, end), torn: tail.subarray(end + 1) }
}

function readHead(path: string): AuditHead {
  try {
    return headSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const hint = 'kvarter audit --begin-again --why TEXT begins a new log and keeps the old'
    throw new Failure('verification', `${path} is no head of an audit log`, hint, { cause })
  }
}

function writeHead(path: string, head: AuditHead): void {
  const making = `${path}.${process.pid}.tmp`
  writeSynced(making, JSON.stringify(head))
  renameSync(making, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function writeSynced(path: string, bytes: Uint8Array | string): void {
  writeFileSync(path, bytes, { flush: true })
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
