import type { DatabaseSync } from 'node:sqlite'
import { asDatabaseFailure, transaction } from './database.ts'

export const TASK_STATES = ['queued', 'running', 'done', 'failed', 'held', 'skipped', 'interrupted'] as const
export type TaskState = (typeof TASK_STATES)[number]

export interface TaskKey {
  /** Empty where the task is of no world. */
  world: string
  stage: string
  /** What is worked on: a region as `x.z`, a layer's id; empty where the stage is one task. */
  subject: string
}

/** Tells the ledger what happens to one run's tasks. Cheap: what is told is kept until there is much of it, or for a moment. */
export interface TaskLog {
  /** `detail` is any JSON value, small and about no person. */
  set(key: TaskKey, state: TaskState, detail?: unknown): void
  /** Writes what is told so far; @throws Failure */
  flush(): void
}

/** So many changes, or so many milliseconds, are at most told and not yet written. */
const MOST_PENDING = 500
const LONGEST_PENDING_MS = 250
const MOST_DETAIL = 10_000

interface Pending extends TaskKey {
  state: TaskState
  /** Times it was begun since it was last written. */
  attempts: number
  started: number | null
  ended: number | null
  detail: string | null
}

const UPSERT = `INSERT INTO tasks (run, world, stage, subject, state, attempts, started, ended, detail)
  VALUES (:run, :world, :stage, :subject, :state, :attempts, :started, :ended, :detail)
  ON CONFLICT (run, world, stage, subject) DO UPDATE SET state = excluded.state, attempts = attempts + excluded.attempts,
    started = coalesce(excluded.started, started),
    ended = iif(excluded.ended IS NULL, NULL, max(excluded.ended, coalesce(excluded.started, started, excluded.ended))),
    detail = coalesce(excluded.detail, detail)`

export function openTaskLog(db: DatabaseSync, path: string, run: number, now: () => Date): TaskLog {
  const upsert = db.prepare(UPSERT)
  const pending = new Map<string, Pending>()
  let timer: NodeJS.Timeout | undefined
  let failure: Error | undefined

  const write = () => {
    clearTimeout(timer)
    timer = undefined
    if (pending.size === 0) return
    try {
      transaction(db, () => pending.values().forEach((task) => upsert.run({ run, ...task })))
    } catch (error) {
      throw asDatabaseFailure(error, path)
    }
    pending.clear()
  }
  const later = () => {
    try {
      write()
    } catch (error) {
      // Thrown at the next call, where somebody can take it.
      failure = error as Error
    }
  }
  const throwLate = () => {
    const thrown = failure
    failure = undefined
    if (thrown) throw thrown
  }
  return {
    set(key, state, detail) {
      throwLate()
      const { world, stage, subject } = key
      const name = JSON.stringify([world, stage, subject])
      const before = pending.get(name)
      const at = now().getTime()
      const isBegun = state === 'running'
      const hasEnded = state !== 'queued' && !isBegun
      const started = isBegun ? at : (before?.started ?? null)
      pending.set(name, {
        ...{ world, stage, subject, state },
        attempts: (before?.attempts ?? 0) + Number(isBegun),
        started,
        ended: hasEnded ? Math.max(at, started ?? at) : null,
        detail: detail === undefined ? (before?.detail ?? null) : bounded(detail),
      })
      if (pending.size >= MOST_PENDING) write()
      else timer ??= setTimeout(later, LONGEST_PENDING_MS).unref()
    },
    flush() {
      write()
      failure = undefined
    },
  }
}

/** @returns the value as JSON, or how long it would have been */
export function bounded(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= MOST_DETAIL ? text : JSON.stringify({ leftOut: text.length })
}
