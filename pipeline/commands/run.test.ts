/** The nightly run as a person meets it, with everything real. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLedger } from '#pipeline/jobs/ledger.ts'
import { takeLock } from '#pipeline/jobs/lock.ts'
import { openRunRecords } from '#pipeline/jobs/run-record.ts'
import { kvarter, makeWorkspace, widen } from '#pipeline/try-cli.ts'

const workspace = makeWorkspace()
const wide = makeWorkspace(widen)
afterAll(() => {
  for (const folder of [workspace, wide]) rmSync(folder, { recursive: true, force: true })
})
const output = join(workspace, '.data')

test.each([
  [['run', '--keep', '0'], '--keep takes a whole number'],
  [['run', '--on-trouble-webhook-from', 'https://example.org/SECRET'], 'takes the name of an environment variable'],
])('kvarter %j is wrong use', async (args, message) => {
  const { code, err } = await kvarter([...args, '--workspace', workspace])
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(err).not.toContain('SECRET')
})

test('a world that is built is published, one that cannot be is told of; what is held locked is left alone', { timeout: 120_000 }, async () => {
  const example = JSON.parse(readFileSync(join(workspace, 'worlds', 'example.json'), 'utf8')) as object
  writeFileSync(join(workspace, 'worlds', 'broken.json'), JSON.stringify({ ...example, layers: ['no-such-layer'] }))
  const lock = await takeLock(output, 'build example')
  const locked = await kvarter(['run', '--json', '--workspace', workspace])
  lock.release()
  expect(locked.code).toBe(1)
  expect(locked.last).toMatchObject({ event: 'failed', code: 'locked' })
  expect(existsSync(join(output, 'runs'))).toBe(false)

  const first = await kvarter(['run', '--json', '--workspace', workspace])
  expect(first.code).toBe(1)
  expect(first.last).toMatchObject({ event: 'done', outcome: 'failed', worlds: 2, published: 1, failed: 1 })
  expect(readdirSync(join(output, 'runs', first.last['run'] as string)).toSorted()).toEqual(['run.en.html', 'run.json', 'run.sv.html'])
  const record = await openRunRecords(output).read(first.last['run'] as string)
  expect(record?.worlds[1].stages.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['fetch', 'normalise', 'prepare', 'assemble', 'verify']))
  expect((await kvarter(['verify', 'example', '--workspace', workspace])).code).toBe(0)

  const second = await kvarter(['run', 'example', '--workspace', workspace])
  expect(second.code).toBe(0)
  expect(second.out).toMatch(/^run 000002-.*: 1 worlds, 0 published, 1 unchanged, .* \(as many as last time\); .* s\n$/)
})

test('Ctrl-C ends it with 1, the run marked interrupted; SIGKILL leaves no lock, and the next run marks it', { timeout: 120_000 }, async () => {
  const output = join(wide, '.data')
  const at = ['--json', '--workspace', wide]
  const stopped = await kvarter(['run', ...at], { stopAt: { text: '"stage":"voxelise', signal: 'SIGINT' } })
  expect({ code: stopped.code, signal: stopped.signal }).toEqual({ code: 1, signal: null })
  expect(stopped.last).toMatchObject({ event: 'failed', code: 'interrupted' })
  const [id] = await openRunRecords(output).list()
  expect(await openRunRecords(output).read(id)).toMatchObject({ outcome: 'interrupted', worlds: [{ outcome: 'interrupted' }] })

  const killed = await kvarter(['run', ...at], { stopAt: { text: '"stage":"voxelise', signal: 'SIGKILL' } })
  expect(killed.signal).toBe('SIGKILL')
  const states = () => {
    const ledger = openLedger(join(output, 'ledger.sqlite'), { readOnly: true })
    const runs = ledger.runs().map(({ seq, outcome, ended }) => [seq, outcome, ended !== undefined])
    ledger.close()
    return runs
  }
  expect(states()).toEqual([
    [2, 'interrupted', false],
    [1, 'interrupted', true],
  ])
  const again = await kvarter(['run', ...at], { stopAt: { text: '"stage":"voxelise', signal: 'SIGINT' } })
  expect(again.code).toBe(1)
  expect(states()[1]).toEqual([2, 'interrupted', true])
})
