/** The ledger between processes: one that reads while another writes, and writers that are killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openLedger } from './ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
const path = join(folder, 'ledger.sqlite')
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function start(name: string, program: string): ChildProcess {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(
    file,
    `import { openLedger } from ${JSON.stringify(new URL('ledger.ts', import.meta.url).href)}\nconst path = ${JSON.stringify(path)}\nprocess.on('disconnect', () => process.exit())\n${program}`,
  )
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  children.push(child)
  return child
}

const READER = `
  const ledger = openLedger(path, { readOnly: true })
  let looks = 0, growing = true, before = 0
  process.on('message', () => {
    process.send({ looks, growing, seen: ledger.tasks(1).length })
    ledger.close()
    process.exit()
  })
  const look = () => {
    const tasks = ledger.tasks(1)
    if (tasks.length < before) growing = false
    before = tasks.length
    looks++
    if (looks === 1) process.send('ready')
    setImmediate(look)
  }
  look()`

test('a process that reads in a loop neither stops the writer nor sees half of anything', { timeout: 60_000 }, async () => {
  const ledger = openLedger(path)
  const run = ledger.begin('run')
  const reader = start('reader', READER)
  await once(reader, 'message')
  for (let i = 0; i < 6000; i++) {
    const key = { world: 'town', stage: 'encode', subject: `${i}.0` }
    run.set(key, 'running')
    run.set(key, 'done', { bytes: i })
    if (i % 100 === 0) {
      run.flush()
      await pause(1)
    }
  }
  run.end('done')
  reader.send('end')
  const [said] = (await once(reader, 'message')) as [{ looks: number; growing: boolean; seen: number }]
  expect(said).toMatchObject({ growing: true, seen: 6000 })
  expect(said.looks).toBeGreaterThan(3)
  ledger.close()
})

const WRITER = `
  const ledger = openLedger(path)
  const run = ledger.begin('run')
  let i = 0
  const step = () => {
    for (let n = 0; n < 200; n++, i++) {
      run.set({ world: 'town', stage: 'encode', subject: i + '.0' }, 'running')
      if (i > 20) run.set({ world: 'town', stage: 'encode', subject: (i - 20) + '.0' }, 'done')
    }
    if (i === 200) {
      run.flush()
      process.stdout.write(run.id)
    }
    setImmediate(step)
  }
  step()`

test(
  'a writer that is killed at any moment leaves a whole ledger; what it did is interrupted at once, and marked by the next',
  { timeout: 120_000 },
  async () => {
    const delays = fc.sample(fc.integer({ min: 0, max: 120 }), { seed: 7, numRuns: 8 })
    for (const delay of delays) {
      const writer = start('writer', WRITER)
      const [id] = (await once(writer.stdout!, 'data')) as [Buffer]
      await pause(delay)
      writer.kill('SIGKILL')
      await once(writer, 'exit')

      const reader = openLedger(path, { readOnly: true })
      const [seen] = reader.runs({ most: 1 })
      expect(seen).toMatchObject({ id: id.toString(), outcome: 'interrupted' })
      expect(seen).not.toHaveProperty('ended')
      const states = new Set(reader.tasks(seen.seq).map(({ state }) => state))
      expect([...states].filter((state) => state !== 'done' && state !== 'interrupted')).toEqual([])
      reader.close()

      const ledger = openLedger(path, { warn: expect.unreachable })
      expect(ledger.markInterrupted()).toEqual([id.toString()])
      expect(ledger.markInterrupted()).toEqual([])
      expect(ledger.runs({ most: 1 })[0].ended).toBeInstanceOf(Date)
      expect(ledger.tasks(seen.seq).length).toBeGreaterThanOrEqual(200)
      ledger.close()
      const db = new DatabaseSync(path)
      expect({ ...db.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
      expect(db.prepare(`SELECT count(*) AS n FROM tasks WHERE state IN ('queued', 'running')`).get()).toMatchObject({ n: 0 })
      db.close()
    }
  },
)

test('several that open and write at once each get their own number', { timeout: 60_000 }, async () => {
  const program = `
    const ledger = openLedger(path)
    for (let i = 0; i < 20; i++) {
      const run = ledger.begin('order')
      run.set({ world: '', stage: 'order', subject: 'a' }, 'done')
      run.end('done')
    }
    ledger.close()
    process.disconnect()`
  const writers = [1, 2, 3].map((n) => start(`order-${n}`, program))
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0] as number))
  expect(codes).toEqual([0, 0, 0])
  const ledger = openLedger(path, { readOnly: true })
  expect(new Set(ledger.runs({ kind: 'order' }).map(({ seq }) => seq)).size).toBe(60)
  ledger.close()
})

test('an open run of a process that goes on is not interrupted, unless it is known to be over', () => {
  const ledger = openLedger(path)
  const run = ledger.begin('run')
  run.set({ world: 'town', stage: 'encode', subject: '0.0' }, 'running')
  run.flush()
  expect(ledger.markInterrupted(({ kind }) => kind === 'order')).toEqual([])
  expect(ledger.tasks(run.seq)[0].state).toBe('running')
  expect(ledger.runs({ most: 1 })[0].outcome).toBeUndefined()
  expect(ledger.markInterrupted(({ kind }) => kind === 'run')).toEqual([run.id])
  expect(ledger.tasks(run.seq)[0].state).toBe('interrupted')
  ledger.close()
})
