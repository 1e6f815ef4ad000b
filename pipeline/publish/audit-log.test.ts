import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AuditEntry, sha256 } from './audit-chain.ts'
import { openAudit, operatorName } from './audit-log.ts'

let root = ''
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const MODULE = new URL('audit-log.ts', import.meta.url).href
const now = () => new Date('2026-11-01T03:00:00Z')
const log = () => join(root, 'audit.jsonl')
const headFile = () => join(root, 'states', 'audit-head.json')
const open = () => openAudit(root, { now, who: 'anna' })
const fill = (count: number) => {
  const audit = open()
  for (let i = 1; i <= count; i++) audit.append({ act: 'publish', subject: `town-${i}`, why: 'åäö' })
  return audit
}
const lines = () => readFileSync(log(), 'utf8').trimEnd().split('\n')
const entries = async (): Promise<AuditEntry[]> => Array.fromAsync(open().entries())
/** A process that writes lines until it is ended or done, telling the number of each when it is on disk. */
const writer = (name: string, count: number) => {
  const program = `
    const { openAudit } = await import(${JSON.stringify(MODULE)})
    const audit = openAudit(${JSON.stringify(root)}, { who: '${name}' })
    for (let i = 0; i < ${count}; i++) console.log(audit.append({ act: 'approve', subject: '${name}-' + i, why: 'x'.repeat(1000) }).seq)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  return { child, told: () => out.split('\n').slice(0, -1).map(Number) }
}

describe('a log', () => {
  test('holds who did what when and why, each line after the one before', async () => {
    const audit = open()
    const first = audit.append({ act: 'approve', subject: 'r1', why: 'looked at it', details: { reasons: 2 } })
    expect(first).toEqual({
      seq: 1,
      when: '2026-11-01T03:00:00.000Z',
      who: 'anna',
      act: 'approve',
      subject: 'r1',
      why: 'looked at it',
      details: { reasons: 2 },
      previous: '0'.repeat(64),
    })
    expect(audit.append({ act: 'publish', subject: 'r1' })).toMatchObject({ seq: 2, previous: sha256(lines()[0]), why: '' })
    expect(await audit.verify()).toEqual({ lines: 2, faults: [], tornBytes: 0 })
    expect((await entries()).map(({ act }) => act)).toEqual(['approve', 'publish'])
  })

  test('that is empty is whole', async () => {
    expect(await open().verify()).toEqual({ lines: 0, faults: [], tornBytes: 0 })
  })

  test('names the operator given, else the account', () => {
    expect(operatorName({ KVARTER_OPERATOR: ' Anna\n Berg ' })).toBe('Anna Berg')
    expect(operatorName({})).not.toBe('')
    expect(operatorName({ KVARTER_OPERATOR: ' \n' })).toBe(operatorName({}))
  })
})

describe('is found', () => {
  test('any change to any byte', async () => {
    fill(4)
    const whole = readFileSync(log())
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      how: fc.constantFrom('flip', 'remove', 'add', 'line end'),
      byte: fc.integer({ min: 1, max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, how, byte }) => {
        const changed = Buffer.from(whole)
        const [head, tail] = [whole.subarray(0, at), whole.subarray(at)]
        if (how === 'flip') changed[at]! ^= byte
        const bytes = {
          flip: changed,
          remove: Buffer.concat([head, tail.subarray(1)]),
          add: Buffer.concat([head, Buffer.of(byte), tail]),
          'line end': Buffer.concat([head, Buffer.from('\n'), tail]),
        }[how]
        writeFileSync(log(), bytes)
        expect((await open().verify()).faults).not.toEqual([])
      }),
      { seed: 5, numRuns: 400 },
    )
  })

  test.each<[string, (lines: string[]) => string[], number, RegExp]>([
    ['a changed line', (all) => all.with(1, all[1].replace('town-2', 'town-9')), 2, /not the line that line 3/],
    ['the last line changed', (all) => all.with(4, all[4].replace('town-5', 'town-9')), 5, /head names/],
    ['a removed line', (all) => all.toSpliced(2, 1), 3, /has number 4 after 2: 1 removed/],
    ['two lines changed about', (all) => [all[0], all[2], all[1], ...all.slice(3)], 2, /has number 3 after 1/],
    ['the last lines removed', (all) => all.slice(0, 3), 4, /is gone, with all to number 5/],
    ['all lines removed', () => [], 1, /is gone, with all to number 5/],
    ['a line added', (all) => [...all, all[4].replace('"seq":5', '"seq":6')], 5, /not the line that line 6/],
    ['a field added', (all) => all.with(0, all[0].replace('{', '{"x":1,')), 1, /is no entry/],
  ])('%s, and named', async (_, change, line, text) => {
    fill(5)
    const changed = change(lines())
    writeFileSync(log(), changed.map((each) => `${each}\n`).join(''))
    const { faults } = await open().verify()
    expect(faults.map((fault) => fault.line)).toContain(line)
    expect(faults.find((fault) => fault.line === line)?.text).toMatch(text)
    if (line >= 4) expect(() => open().append({ act: 'publish', subject: 'r' })).toThrow('has been changed')
  })

  test('a log that was written anew from its beginning, by the head', async () => {
    fill(3)
    const head = readFileSync(headFile())
    rmSync(log())
    rmSync(headFile())
    fill(2)
    writeFileSync(headFile(), head)
    expect((await open().verify()).faults).toEqual([{ line: 3, text: 'is gone, with all to number 3' }])
    rmSync(headFile())
    expect((await open().verify()).faults).toHaveLength(1)
  })
})

test('a log that was changed is put aside, whole, and the new one names it', async () => {
  fill(3)
  const changed = readFileSync(log(), 'utf8').replace('town-3', 'town-9')
  writeFileSync(log(), changed)
  const name = open().beginAgain('disk fault, see ticket')
  expect(readFileSync(join(root, name), 'utf8')).toBe(changed)
  expect(await entries()).toMatchObject([{ seq: 1, act: 'begin', subject: name, why: 'disk fault, see ticket', details: { sha256: sha256(changed) } }])
  fill(1)
  expect((await open().verify()).faults).toEqual([])
})

describe('a process killed while it writes', () => {
  test('at every byte of the line: what is torn is kept aside, said, and the log goes on', async () => {
    fill(2)
    const [before, head] = [readFileSync(log()), JSON.parse(readFileSync(headFile(), 'utf8'))]
    fill(1)
    const after = readFileSync(log())
    const line = after.subarray(before.length)
    for (let bytes = 0; bytes <= line.length; bytes += 7) {
      rmSync(join(root, 'states'), { recursive: true })
      mkdirSync(join(root, 'states'))
      writeFileSync(headFile(), JSON.stringify({ ...head, next: sha256(line.subarray(0, -1)) }))
      writeFileSync(log(), after.subarray(0, before.length + bytes))
      expect((await open().verify()).faults).toEqual([])
      open().append({ act: 'publish', subject: 'again' })
      expect((await open().verify()).faults).toEqual([])
      const torn = readdirSync(join(root, 'states')).filter((name) => name.startsWith('audit-torn'))
      const isTorn = bytes > 0 && bytes < line.length
      expect(torn).toHaveLength(isTorn ? 1 : 0)
      if (!isTorn) continue
      expect(readFileSync(join(root, 'states', torn[0]))).toEqual(line.subarray(0, bytes))
      expect((await entries()).at(-2)).toMatchObject({ act: 'repair', details: { bytes, file: `states/${torn[0]}` } })
    }
  })

  test('loses no line that it was told is written', { timeout: 60_000 }, async () => {
    let told = 0
    for (const delay of [150, 171, 193, 214, 260, 303]) {
      const { child, told: numbers } = writer(`w${delay}`, 100_000)
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
      await setTimeout(delay % 97)
      child.kill('SIGKILL')
      await once(child, 'close')
      told = Math.max(told, ...numbers())
      const verdict = await open().verify()
      expect(verdict.faults).toEqual([])
      open().append({ act: 'publish', subject: 'between' })
      const { lines: count, faults } = await open().verify()
      expect(faults).toEqual([])
      expect(count).toBeGreaterThan(told)
    }
  })
})

test('several processes at once make one chain with every line', { timeout: 60_000 }, async () => {
  const writers = ['a', 'b', 'c'].map((name) => writer(name, 40))
  await Promise.all(writers.map(({ child }) => once(child, 'close')))
  expect(await open().verify()).toEqual({ lines: 120, faults: [], tornBytes: 0 })
  const told = writers.flatMap((each) => each.told())
  expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
})
