import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { Failure } from '#pipeline/model/failure.ts'
import { asDatabaseFailure, isBusy, isDamage } from './database.ts'
import { isRunning, thisProcess } from './running-process.ts'

const holderSchema = z.object({ pid: z.number().int(), born: z.string(), host: z.string(), since: z.iso.datetime(), command: z.string() })
type Holder = z.infer<typeof holderSchema>

/** Who took it writes its name a moment later: so long is looked for it. */
const TRIES = 20
const PAUSE_MS = 50

export interface Lock {
  release(): void
}

/**
 * Takes an output folder for one writer. The lock is a transaction that is held on an empty SQLite file, so an fcntl lock: the kernel frees it
 * when the process ends, however it ends. Who holds it stands beside it, in lock.json. Open the file in no other way: closing it would free the lock.
 * @throws Failure `locked`
 */
export async function takeLock(output: string, command: string, now: () => Date = () => new Date()): Promise<Lock> {
  mkdirSync(output, { recursive: true })
  const [path, note] = [join(output, 'lock.sqlite'), join(output, 'lock.json')]
  for (let left = TRIES; ; left--) {
    const db = tryToHold(path)
    if (db) {
      writeWhole(note, JSON.stringify({ ...thisProcess(), host: hostname(), since: now().toISOString(), command } satisfies Holder))
      return {
        release() {
          if (!db.isOpen) return
          rmSync(note, { force: true })
          db.close()
        },
      }
    }
    const holder = readHolder(note)
    const isNamed = holder && (holder.host !== hostname() || isRunning(holder))
    if (isNamed || left <= 1) throw lockedBy(output, holder)
    await pause(PAUSE_MS)
  }
}

/** Holds the lock while `work` goes on. */
export async function withLock<T>(output: string, command: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(output, command)
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** @returns undefined where another holds it */
function tryToHold(path: string): DatabaseSync | undefined {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { timeout: 0 })
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db?.close()
    if (isBusy(error)) return undefined
    if (isDamage(error)) throw new Failure('locked', `${path} is not the lock that Kvarter made`, 'remove that file: it holds nothing', { cause: error })
    throw asDatabaseFailure(error, path)
  }
}

function readHolder(note: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')))
  } catch {
    return undefined
  }
}

function lockedBy(output: string, holder: Holder | undefined): Failure {
  const who = holder
    ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} (kvarter ${holder.command}) since ${holder.since}`
    : 'another process'
  return new Failure('locked', `${output} is being written by ${who}`, 'wait until it is done, or name another --output')
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.${process.pid}.tmp`, text)
  renameSync(`${path}.${process.pid}.tmp`, path)
}
