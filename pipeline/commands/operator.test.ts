import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '#pipeline/jobs/lock.ts'
import { manifestIn, readerFaults, REGION, tombstonesIn, tryOutput, type TryOutput } from '#pipeline/try-releases.ts'
import { kvarter as run } from '#pipeline/try-cli.ts'

let output: TryOutput
let workspace = ''
beforeEach(async () => {
  output = tryOutput()
  workspace = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  await output.make('town-1')
  await output.store.switchTo('town', 'town-1')
  await output.make('town-2')
  await output.store.switchTo('town', 'town-2')
  const text = { sv: 'lagret träd är tomt', en: 'layer trees is empty' }
  await output.make('town-3', { judge: async () => [{ code: 'layer-emptied', layer: 'trees', text }] })
})
afterEach(() => {
  for (const folder of [output.root, workspace]) rmSync(folder, { recursive: true, force: true })
})
const kvarter = (...args: string[]) => run([...args, '--workspace', workspace, '--output', output.root], { env: { KVARTER_OPERATOR: 'berit' } })
const current = () => readFileSync(join(output.root, 'worlds/town/current/report.html'), 'utf8')
const acts = async () => (await Array.fromAsync(output.store.audit.entries())).map(({ who, act, subject, why }) => [who, act, subject, why])

test('a held release is told, refused, approved with a reason, and published', { timeout: 60_000 }, async () => {
  const listed = await run(['releases', 'town', '--workspace', workspace, '--output', output.root], { env: { KVARTER_LANG: 'sv' } })
  expect(listed.err).toBe('')
  const rows = listed.out.trimEnd().split('\n')
  expect(rows.map((row) => row.slice(0, 10).trim())).toEqual(['town-1', '*  town-2', 'town-3'])
  expect(rows[2]).toMatch(/kvarhållen: lagret träd är tomt$/)
  const refused = await kvarter('publish', 'town', '--json')
  expect(refused.code).toBe(3)
  expect(refused.last).toMatchObject({ event: 'failed', code: 'held', message: 'release town-3 is held: layer trees is empty' })
  expect(refused.last['hint']).toContain('kvarter approve town-3 --why TEXT')
  expect(current()).toBe('town-2')
  for (const why of [[], ['--why', ' '], ['--why', 'x'.repeat(2001)]]) expect((await kvarter('approve', 'town-3', ...why)).code).toBe(2)
  expect((await kvarter('approve', 'town-9', '--why', 'x')).code).toBe(1)
  expect((await kvarter('approve', 'town-3', '--why', 'the trees were felled')).code).toBe(0)
  expect((await kvarter('publish', 'town')).code).toBe(0)
  expect(current()).toBe('town-3')
  expect((await acts()).slice(-3)).toEqual([
    ['anna', 'hold', 'town-3', 'layer trees is empty'],
    ['berit', 'approve', 'town-3', 'the trees were felled'],
    ['berit', 'publish', 'town-3', ''],
  ])
})

test('a roll-back makes a new release of old content, and what was rolled back stays away until approved', { timeout: 60_000 }, async () => {
  expect((await kvarter('rollback', 'town')).code).toBe(2)
  const { code, last } = await kvarter('rollback', 'town', '--why', 'wrong heights', '--json')
  expect({ code, last }).toMatchObject({ code: 0, last: { rollbackOf: 'town-1', published: true } })
  const id = last['release'] as string
  expect(current()).toBe('town-1')
  const [old, made] = [manifestIn(output.root, 'town-1'), manifestIn(output.root, id)]
  expect(made.made).not.toBe(old.made)
  expect(made).toEqual({ ...old, release: id, made: made.made, rollbackOf: 'town-1' })
  expect(readdirSync(join(output.root, 'releases')).sort()).toEqual([id, 'town-1', 'town-2', 'town-3'].sort())
  await expect(output.store.switchTo('town', 'town-2')).rejects.toMatchObject({ code: 'held', message: expect.stringContaining('wrong heights') })
  await output.make('town-4', { inputs: 'town-2' })
  await expect(output.store.switchTo('town', 'town-4')).rejects.toMatchObject({ code: 'held' })
  await output.store.approve('town-2', 'they were right')
  await output.store.switchTo('town', 'town-2')
  expect(current()).toBe('town-2')
  for (const [to, message] of [
    ['town-3', 'was never published'],
    ['town-2', 'is the current one'],
    ['town-9', 'there is no whole release'],
  ])
    expect((await kvarter('rollback', 'town', '--to', to, '--why', 'x')).err).toContain(message)
  writeFileSync(join(output.root, 'releases/town-1', REGION), 'damaged')
  const damaged = await kvarter('rollback', 'town', '--to', 'town-1', '--why', 'x', '--json')
  expect(damaged.last).toMatchObject({ code: 'verification' })
  expect(current()).toBe('town-2')
})

test('withdrawn is told to everyone, without names, and in the log, with', { timeout: 60_000 }, async () => {
  expect((await kvarter('withdraw', 'town-1')).code).toBe(2)
  const { code, out } = await kvarter('withdraw', `town-1:**/*.mca`, '--why', 'a shelter', '--replacement', 'town-2')
  expect(code).toBe(0)
  expect(out).toContain('withdrew town-1:**/*.mca: 1 releases, 1 files')
  expect(out).toContain('town-2 has other content at the same place')
  expect(tombstonesIn(output.root)).toMatchObject([{ reason: 'a shelter', replacement: 'town-2' }])
  expect(readerFaults(output.root)).toEqual([])
  expect((await acts()).at(-1)).toEqual(['berit', 'withdraw', 'town-1:**/*.mca', 'a shelter'])
  expect((await kvarter('rollback', 'town', '--why', 'x')).code).toBe(0)
  expect(existsSync(join(output.root, 'worlds/town/current', REGION))).toBe(false)
  expect((await kvarter('withdraw', 'town', '--why', 'all of it', '--json')).last).toMatchObject({ event: 'done', files: 6 })
  expect(readdirSync(join(output.root, 'releases'))).toEqual([])
  expect((await kvarter('releases', 'town')).err).toContain('town has no release')
})

test('prune tells what it would free, frees it, and waits for no one who builds', { timeout: 60_000 }, async () => {
  for (let i = 4; i <= 16; i++) await output.make(`town-${i}`)
  const dry = await kvarter('prune', '--dry-run', '--json')
  expect(dry.last).toMatchObject({ event: 'done', removals: 3, waiting: ['town-3'], dryRun: true })
  const lock = await takeLock(output.root, 'build town')
  expect((await kvarter('prune', '--json')).last).toMatchObject({ code: 'locked' })
  lock.release()
  const { last, code } = await kvarter('prune', '--json')
  expect({ code, last }).toMatchObject({ code: 0, last: { removals: 3, bytes: dry.last['bytes'] } })
  expect(readdirSync(join(output.root, 'releases'))).toHaveLength(13)
  expect((await kvarter('prune', '--cache-days', '0')).code).toBe(2)
})

test('the log is shown, verified, and begun again', { timeout: 60_000 }, async () => {
  const { out } = await kvarter('audit', '--last', '2')
  expect(out.trimEnd().split('\n')).toHaveLength(2)
  expect(out).toContain('anna         hold     town-3: layer trees is empty')
  expect((await kvarter('audit', '--verify')).out).toBe('the log is whole: 3 lines\n')
  const path = join(output.root, 'audit.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"town-2"', '"town-9"'))
  const changed = await kvarter('audit', '--verify')
  expect(changed.code).toBe(1)
  expect(changed.out).toBe('line 2 is not the line that line 3 was written after\n')
  expect((await kvarter('audit', '--begin-again')).code).toBe(2)
  expect((await kvarter('audit', '--begin-again', '--why', 'moved disks')).code).toBe(0)
  expect((await kvarter('audit', '--verify', '--json')).last).toMatchObject({ event: 'done', lines: 1 })
})
