import type { DatabaseSync } from 'node:sqlite'
import { asDatabaseFailure, openDatabase, transaction } from './database.ts'
import { LEDGER_MIGRATIONS } from './ledger-schema.ts'
import { isRunning, type ProcessMark, thisProcess } from './running-process.ts'
import { bounded, openTaskLog, type TaskKey, type TaskLog, type TaskState } from './task-log.ts'

/** A run as the ledger tells it. Its outcome is `interrupted`, and so are its unfinished tasks, once its process is gone. */
export interface RunEntry {
  /** Later runs have greater ones, whatever the clock does. */
  seq: number
  /** The number, then the time it began: sorts like the number. */
  id: string
  kind: string
  started: Date
  ended?: Date
  /** Absent while it goes on. */
  outcome?: string
  pid: number
  summary?: unknown
}

export interface TaskEntry extends TaskKey {
  seq: number
  state: TaskState
  /** How often it was begun. */
  attempts: number
  started?: Date
  ended?: Date
  detail?: unknown
}

/** A run that goes on. */
export interface OpenRun extends TaskLog {
  seq: number
  id: string
  /** Tasks that were told of and have not ended are `interrupted` from then on. */
  end(outcome: string, summary?: unknown): void
}

export interface Ledger {
  /** @param after the new run's number is greater than this, too: for numbers that are known from elsewhere */
  begin(kind: string, after?: number): OpenRun
  /** Marks the open runs whose process is gone, and their tasks. @param surelyOver says so of a run without asking the system @returns their ids */
  markInterrupted(surelyOver?: (run: { kind: string; pid: number }) => boolean): string[]
  /** Newest first. */
  runs(filter?: { kind?: string; most?: number }): RunEntry[]
  /** In the order they were first told of. */
  tasks(run: number): TaskEntry[]
  /** Forgets all ended runs of a kind but the newest. */
  prune(kind: string, keep: number): number
  close(): void
}

export interface LedgerOptions {
  now?: () => Date
  /** A reader may read at any time, also while a run is written. */
  readOnly?: boolean
  /** Told what was repaired. */
  warn?: (text: string) => void
}

interface RunRow {
  seq: number
  id: string
  kind: string
  started: number
  ended: number | null
  outcome: string | null
  pid: number
  born: string
  summary: string | null
}

/** What was run and how far it came, for all who ask: `ledger.sqlite` in the output folder. @throws Failure */
export function openLedger(path: string, { now = () => new Date(), readOnly = false, warn = () => {} }: LedgerOptions = {}): Ledger {
  const db = openDatabase(path, { migrations: LEDGER_MIGRATIONS, readOnly, now, warn })
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asDatabaseFailure(error, path)
    }
  }
  const write = <T>(work: () => T): T => guarded(() => transaction(db, work))
  const openRuns = () => db.prepare('SELECT * FROM runs WHERE ended IS NULL').all() as unknown as (RunRow & ProcessMark)[]
  const endRun = (seq: number, outcome: string, summary: unknown) => {
    const at = now().getTime()
    endTasks(db, seq, at)
    db.prepare('UPDATE runs SET ended = max(?, started), outcome = ?, summary = ? WHERE seq = ? AND ended IS NULL').run(
      ...[at, outcome, summary === undefined ? null : bounded(summary), seq],
    )
  }
  return {
    begin(kind, after = 0) {
      const started = now()
      const { pid, born } = thisProcess()
      const { seq, id } = write(() => {
        const { last } = db.prepare('SELECT coalesce(max(seq), 0) AS last FROM runs').get() as { last: number }
        const seq = Math.max(last, after) + 1
        const id = `${String(seq).padStart(6, '0')}-${started.toISOString().replace(/[-:]|\.\d+/g, '')}`
        db.prepare('INSERT INTO runs (seq, id, kind, started, pid, born) VALUES (?, ?, ?, ?, ?, ?)').run(seq, id, kind, started.getTime(), pid, born)
        return { seq, id }
      })
      const log = openTaskLog(db, path, seq, now)
      return {
        ...{ seq, id },
        ...log,
        end(outcome, summary) {
          log.flush()
          write(() => endRun(seq, outcome, summary))
        },
      }
    },
    markInterrupted: (surelyOver = () => false) =>
      write(() => {
        const over = openRuns().filter((run) => surelyOver(run) || !isRunning(run))
        for (const { seq } of over) endRun(seq, 'interrupted', undefined)
        return over.map(({ id }) => id)
      }),
    runs: ({ kind, most = 100 } = {}) =>
      guarded(() => {
        const rows = db.prepare('SELECT * FROM runs WHERE kind = coalesce(?, kind) ORDER BY seq DESC LIMIT ?').all(kind ?? null, most)
        return (rows as unknown as RunRow[]).map(runOf)
      }),
    tasks: (run) =>
      guarded(() => {
        const isOver = openRuns().every((open) => open.seq !== run || !isRunning(open))
        const rows = db.prepare('SELECT * FROM tasks WHERE run = ? ORDER BY seq').all(run) as unknown as TaskRow[]
        return rows.map((row) => taskOf(row, isOver))
      }),
    prune: (kind, keep) =>
      write(() => {
        const { last } = db.prepare('SELECT max(seq) AS last FROM runs').get() as { last: number | null }
        const old = db.prepare('SELECT seq FROM runs WHERE kind = ? AND ended IS NOT NULL ORDER BY seq DESC LIMIT -1 OFFSET ?').all(kind, keep)
        // The newest of all stays: its number says which comes next.
        const gone = old.filter(({ seq }) => seq !== last)
        const remove = db.prepare('DELETE FROM runs WHERE seq = ?')
        for (const { seq } of gone) remove.run(seq)
        return gone.length
      }),
    close: () => db.close(),
  }
}

/** What had not ended when its run did was interrupted; what was never begun has no end. */
function endTasks(db: DatabaseSync, run: number, at: number): void {
  db.prepare(
    `UPDATE tasks SET state = 'interrupted', ended = iif(started IS NULL, NULL, max(?, started)) WHERE run = ? AND state IN ('queued', 'running')`,
  ).run(at, run)
}

function runOf({ started, ended, outcome, summary, born, ...row }: RunRow): RunEntry {
  const entry: RunEntry = { ...row, started: new Date(started) }
  if (ended !== null) entry.ended = new Date(ended)
  if (outcome !== null) entry.outcome = outcome
  else if (!isRunning({ pid: row.pid, born })) entry.outcome = 'interrupted'
  if (summary !== null) entry.summary = JSON.parse(summary)
  return entry
}

interface TaskRow {
  seq: number
  world: string
  stage: string
  subject: string
  state: TaskState
  attempts: number
  started: number | null
  ended: number | null
  detail: string | null
}

function taskOf({ seq, world, stage, subject, state, attempts, started, ended, detail }: TaskRow, isOver: boolean): TaskEntry {
  const entry: TaskEntry = { seq, world, stage, subject, attempts, state: isOver && (state === 'queued' || state === 'running') ? 'interrupted' : state }
  if (started !== null) entry.started = new Date(started)
  if (ended !== null) entry.ended = new Date(ended)
  if (detail !== null) entry.detail = JSON.parse(detail)
  return entry
}
