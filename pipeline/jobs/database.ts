import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Failure } from '#pipeline/model/failure.ts'

/** SQLite's result codes: https://sqlite.org/rescode.html */
const CODES = { busy: 5, readOnly: 8, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const

/** How long another writer is waited for; each holds the file for milliseconds. */
const BUSY_MS = 10_000

export interface OpenOptions {
  /** Statements that make version 1 of an empty file, 2 of 1, and so on; the file's version is their number. */
  migrations: readonly string[]
  readOnly?: boolean
  now: () => Date
  warn: (text: string) => void
}

/**
 * Opens an SQLite file that several processes use. An older one is brought up to date; a damaged one is set aside and a new one begun.
 * @throws Failure where it was written by a newer Kvarter, is locked for long, or is damaged and only to be read
 */
export function openDatabase(path: string, options: OpenOptions): DatabaseSync {
  const { readOnly = false, now, warn } = options
  if (!readOnly) mkdirSync(dirname(path), { recursive: true })
  try {
    return open(path, options)
  } catch (error) {
    if (readOnly || !isDamage(error)) throw asDatabaseFailure(error, path)
    const aside = setAside(path, now())
    warn(`${path} was damaged: it is set aside as ${aside}, and a new one is begun`)
    try {
      return open(path, options)
    } catch (again) {
      throw asDatabaseFailure(again, path)
    }
  }
}

function open(path: string, { migrations, readOnly = false }: OpenOptions): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly, timeout: BUSY_MS, enableForeignKeyConstraints: true })
  try {
    if (!readOnly) {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16000000')
      const found = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
      if (found.quick_check !== 'ok') throw Object.assign(new Error(found.quick_check), { errcode: CODES.corrupt })
    }
    checkVersion(db, path, migrations, readOnly)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const versionOf = (db: DatabaseSync): number => (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version

function checkVersion(db: DatabaseSync, path: string, migrations: readonly string[], readOnly: boolean): void {
  const version = versionOf(db)
  if (version > migrations.length)
    throw new Failure(
      'newer-version',
      `${path} was written by a newer Kvarter (version ${version}; this one knows ${migrations.length})`,
      'run the newer Kvarter, or name another --output',
    )
  if (version === migrations.length) return
  if (readOnly) throw new Failure('not-found', `${path} was written by an older Kvarter (version ${version})`, 'the next run brings it up to date')
  transaction(db, () => {
    // Another process may have done it while this one waited for its turn.
    for (const [at, statements] of migrations.entries()) if (at >= versionOf(db)) db.exec(`${statements}; PRAGMA user_version = ${at + 1}`)
  })
}

/** Does all of it or nothing. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const codeOf = (error: unknown): number | undefined => {
  const { errcode } = error as { errcode?: number }
  // The low byte is the code, what is above it tells more.
  return errcode === undefined ? undefined : errcode & 0xff
}

export const isDamage = (error: unknown): boolean => codeOf(error) === CODES.corrupt || codeOf(error) === CODES.notADatabase

export const isBusy = (error: unknown): boolean => codeOf(error) === CODES.busy

/** Of the file beside a database that its readers share, a full disk is told as an error of input and output: SQLITE_IOERR_SHMSIZE. */
const SHARED_MEMORY_SIZE = 10 | (19 << 8)
const isFull = (error: unknown): boolean => (error as { errcode?: number }).errcode === SHARED_MEMORY_SIZE

/** What SQLite throws, as a failure a person can act on. */
export function asDatabaseFailure(error: unknown, path: string): Error {
  if (error instanceof Failure) return error
  const code = isFull(error) ? CODES.full : codeOf(error)
  const cause = { cause: error }
  if (code === CODES.full) return new Failure('disk-full', `no space left to write ${path}`, 'free some disk and run again: what is done is kept', cause)
  if (code === CODES.busy) return new Failure('locked', `${path} is held by another program`, 'close what has it open, and run again', cause)
  if (code === CODES.cannotOpen || code === CODES.readOnly)
    return new Failure('missing-file', `${path} cannot be opened`, 'check that the folder is there and may be written to', cause)
  if (isDamage(error)) return new Failure('internal', `${path} is damaged`, 'the next run sets it aside and begins a new one', cause)
  return error as Error
}

/** Renames a database and what lies beside it; the time's sign is not in it, so that every file system takes the name. */
function setAside(path: string, at: Date): string {
  const stem = `${path}.damaged-${at.toISOString().replace(/[-:]|\.\d+/g, '')}`
  let aside = stem
  for (let i = 2; existsSync(aside); i++) aside = `${stem}-${i}`
  // The log first: a new database beside an old log would take it for its own.
  for (const part of ['-wal', '-shm', '']) if (existsSync(`${path}${part}`)) renameSync(`${path}${part}`, `${aside}${part}`)
  return aside
}
