import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '#pipeline/model/failure.ts'
import { openDatabase } from './database.ts'
import { LEDGER_MIGRATIONS } from './ledger-schema.ts'
import { openLedger } from './ledger.ts'
import { TASK_STATES, type TaskState } from './task-log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (iso: string) => () => new Date(iso)
const key = (subject: string) => ({ world: 'town', stage: 'encode', subject })

test('a run and its tasks are told with their times, tries and details', () => {
  let time = Date.parse('2026-11-01T03:00:00Z')
  const ledger = openLedger(path, { now: () => new Date((time += 1000)) })
  const run = ledger.begin('run')
  expect(run.id).toBe('000001-20261101T030001Z')
  run.set(key('0.0'), 'queued')
  run.set(key('0.0'), 'running')
  run.set(key('0.0'), 'failed', { why: 'no ground' })
  run.flush()
  run.set(key('0.0'), 'running')
  run.set(key('0.0'), 'done')
  run.set(key('1.0'), 'skipped')
  run.set(key('2.0'), 'queued')
  run.end('failed', { worlds: 1 })
  const tasks = ledger.tasks(run.seq)
  expect(tasks.map(({ subject, state, attempts }) => [subject, state, attempts])).toEqual([
    ['0.0', 'done', 2],
    ['1.0', 'skipped', 0],
    ['2.0', 'interrupted', 0],
  ])
  expect(tasks[0]).toMatchObject({ started: new Date('2026-11-01T03:00:05Z'), ended: new Date('2026-11-01T03:00:06Z'), detail: { why: 'no ground' } })
  expect(ledger.runs()).toMatchObject([{ outcome: 'failed', pid: process.pid, summary: { worlds: 1 }, started: new Date('2026-11-01T03:00:01Z') }])
  ledger.close()
})

test('a clock that goes back changes no order, and nothing ends before it began', () => {
  const times = ['2026-11-01T03:00:00Z', '2026-11-01T02:00:00Z', '2026-11-01T01:00:00Z', '2026-11-01T00:00:00Z', '2026-10-31T23:00:00Z']
  let next = 0
  const ledger = openLedger(path, { now: () => new Date(times[Math.min(next++, times.length - 1)]) })
  const [first, second] = [ledger.begin('run'), ledger.begin('run')]
  second.set(key('a'), 'running')
  second.flush()
  second.set(key('a'), 'done')
  second.end('done')
  first.end('done')
  expect(ledger.runs().map(({ seq }) => seq)).toEqual([2, 1])
  const spans = [...ledger.runs(), ...ledger.tasks(2)].map(({ started, ended }) => ended!.getTime() - started!.getTime())
  expect(spans.every((span) => span >= 0)).toBe(true)
  ledger.close()
})

test('numbers go on after those known from elsewhere, and after pruning', () => {
  const ledger = openLedger(path)
  for (let i = 0; i < 5; i++) ledger.begin('run', 40).end('done')
  ledger.begin('order').end('done')
  const open = ledger.begin('run')
  expect(ledger.prune('run', 2)).toBe(3)
  expect(ledger.runs().map(({ seq, kind }) => `${kind} ${seq}`)).toEqual(['run 47', 'order 46', 'run 45', 'run 44'])
  open.set(key('a'), 'done')
  open.end('done')
  expect(ledger.prune('run', 0)).toBe(2)
  expect(ledger.prune('order', 0)).toBe(1)
  expect(ledger.begin('run').seq).toBe(48)
  ledger.close()
})

test('only states there are, and details of a bounded size, are written', () => {
  const ledger = openLedger(path)
  const run = ledger.begin('run')
  run.set(key('a'), 'done', 'x'.repeat(100_000))
  run.flush()
  expect(ledger.tasks(run.seq)[0].detail).toEqual({ leftOut: 100_002 })
  run.set(key('b'), 'lost' as TaskState)
  expect(() => run.flush()).toThrow('CHECK')
  ledger.close()
})

test('what could not be written by itself is thrown at the next call', async () => {
  const ledger = openLedger(path)
  const run = ledger.begin('run')
  run.set(key('b'), 'lost' as TaskState)
  await pause(600)
  expect(() => run.set(key('a'), 'done')).toThrow('CHECK')
  ledger.close()
})

test('what is told is seen by others a moment later, without more being told', async () => {
  const [ledger, reader] = [openLedger(path), openLedger(path, { readOnly: true })]
  const run = ledger.begin('run')
  run.set(key('a'), 'running')
  expect(reader.tasks(run.seq)).toEqual([])
  while (reader.tasks(run.seq).length === 0) await pause(20)
  expect(reader.tasks(run.seq)[0].state).toBe('running')
  run.end('done')
  for (const each of [ledger, reader]) each.close()
})

test('whatever is told, in whatever order and however it is batched, the ledger says the last', () => {
  const step = fc.oneof(
    fc.record({ subject: fc.constantFrom('a', 'b', 'c', 'd'), state: fc.constantFrom(...TASK_STATES) }),
    fc.constantFrom('flush' as const, 'reopen' as const),
  )
  let serial = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const place = join(folder, `${serial++}.sqlite`)
      let ledger = openLedger(place)
      const run = ledger.begin('run')
      const model = new Map<string, { state: TaskState; attempts: number }>()
      for (const each of steps) {
        if (each === 'flush') run.flush()
        else if (each === 'reopen') {
          run.flush()
          const other = openLedger(place, { readOnly: true })
          expect(new Map(other.tasks(run.seq).map(({ subject, state, attempts }) => [subject, { state, attempts }]))).toEqual(model)
          other.close()
        } else {
          run.set(key(each.subject), each.state)
          model.set(each.subject, { state: each.state, attempts: (model.get(each.subject)?.attempts ?? 0) + Number(each.state === 'running') })
        }
      }
      run.end('done')
      ledger.close()
      ledger = openLedger(place, { readOnly: true })
      const found = ledger.tasks(run.seq)
      const ended = [...model].map(([subject, { state, attempts }]) => [subject, state === 'queued' || state === 'running' ? 'interrupted' : state, attempts])
      expect(new Set(found.map(({ subject, state, attempts }) => [subject, state, attempts].join()))).toEqual(new Set(ended.map((each) => each.join())))
      for (const { started, ended, attempts } of found) {
        expect(started === undefined).toBe(attempts === 0)
        if (started && ended) expect(ended.getTime()).toBeGreaterThanOrEqual(started.getTime())
      }
      ledger.close()
    }),
    { numRuns: 60 },
  )
})

describe('the file', () => {
  test('of a newer Kvarter is left as it is, and said so', () => {
    const db = new DatabaseSync(path)
    db.exec(`PRAGMA user_version = ${LEDGER_MIGRATIONS.length + 1}`)
    db.close()
    for (const readOnly of [false, true]) expect(() => openLedger(path, { readOnly })).toThrow(/written by a newer Kvarter \(version 2; this one knows 1\)/)
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })

  test('of an older one is brought up to date, with what is in it', () => {
    const options = { now: () => new Date(), warn: () => {} }
    const old = openDatabase(path, { ...options, migrations: ['CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1)'] })
    old.close()
    const migrations = ['never run again', 'ALTER TABLE a ADD COLUMN m INTEGER', 'UPDATE a SET m = n + 1']
    expect(() => openDatabase(path, { ...options, migrations, readOnly: true })).toThrow('older Kvarter')
    const db = openDatabase(path, { ...options, migrations })
    expect({ ...db.prepare('SELECT n, m FROM a').get() }).toEqual({ n: 1, m: 2 })
    expect({ ...db.prepare('PRAGMA user_version').get() }).toEqual({ user_version: 3 })
    db.close()
  })

  test('stays at its version where a step fails', () => {
    const options = { now: () => new Date(), warn: () => {} }
    expect(() => openDatabase(path, { ...options, migrations: ['CREATE TABLE a (n INTEGER)', 'CREATE TABLE b (n INTEGER); no such thing'] })).toThrow('syntax')
    const db = openDatabase(path, { ...options, migrations: ['CREATE TABLE a (n INTEGER)'] })
    expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('a', 'b')`).all()).toHaveLength(1)
    db.close()
  })

  const fill = () => {
    const ledger = openLedger(path)
    const run = ledger.begin('run')
    for (let i = 0; i < 2000; i++) run.set(key(`${i}.0`), 'done', { text: 'x'.repeat(100) })
    run.end('done')
    ledger.close()
  }

  test.each([
    ['that is no database', (whole: Buffer) => whole.fill('x')],
    ['whose pages are overwritten, but for the first,', (whole: Buffer) => whole.fill(0x55, 4096)],
    ['that lost its end', (whole: Buffer) => whole.subarray(0, whole.length >> 1)],
  ])('%s is set aside with the time, a new one is begun, and a reader only says so', (_, damage) => {
    fill()
    writeFileSync(path, damage(readFileSync(path)))
    expect(() => openLedger(path, { readOnly: true }).tasks(1)).toThrow(Failure)
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
    const warned: string[] = []
    for (const round of [1, 2]) {
      const ledger = openLedger(path, { now: at('2026-11-01T03:00:00.123Z'), warn: (text) => warned.push(text) })
      expect(ledger.runs()).toEqual([])
      ledger.close()
      if (round === 1) writeFileSync(path, Buffer.alloc(5000, 'y'))
    }
    expect(warned).toHaveLength(2)
    expect(warned[0]).toContain('was damaged')
    expect(readdirSync(folder).filter((name) => /damaged-20261101T030000Z(-2)?$/.test(name))).toHaveLength(2)
  })

  test('whose folder is not there is begun, but not for a reader', () => {
    const inside = join(folder, 'new', 'ledger.sqlite')
    expect(() => openLedger(inside, { readOnly: true })).toThrow(/cannot be opened/)
    openLedger(inside).close()
    expect(openLedger(inside, { readOnly: true }).runs()).toEqual([])
  })
})
