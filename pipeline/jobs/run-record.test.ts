import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { countProblems, openRunRecords, type RunRecord, runNumber, type WorldRecord } from './run-record.ts'

const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
let output: string
let serial = 0
beforeEach(() => (output = join(root, String(serial++))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const world = (id: string, counts: Record<string, number>, rest: Partial<WorldRecord> = {}): WorldRecord => ({
  ...{ world: id, outcome: 'published', release: `${id}-1`, seconds: 1, stages: [], sources: [] },
  problems: Object.entries(counts).map(([layer, count]) => ({ layer, count })),
  ...rest,
})
const record = (number: number, worlds: WorldRecord[]): RunRecord => ({
  ...{ kvarter: 1, run: `${String(number).padStart(6, '0')}-20261101T030000Z`, started: '2026-11-01T03:00:00.000Z' },
  ...{ ended: '2026-11-01T03:00:01.000Z', seconds: 1, outcome: 'done', worlds },
})

test('records are listed newest first by their number, and the oldest are forgotten', async () => {
  const records = openRunRecords(output)
  expect(await records.list()).toEqual([])
  for (const number of [9, 11, 10, 1_000_000]) await records.write(record(number, []), { 'run.en.html': '<p>' })
  expect((await records.list()).map(runNumber)).toEqual([1_000_000, 11, 10, 9])
  await records.prune(2)
  expect((await records.list()).map(runNumber)).toEqual([1_000_000, 11])
  await records.prune(0)
  expect(await records.list()).toHaveLength(1)
})

test('a record is there whole or not at all, and what else lies in the folder is left alone', async () => {
  const records = openRunRecords(output)
  await expect(records.write({ ...record(1, []), seconds: -1 }, {})).rejects.toThrow()
  expect(await records.list()).toEqual([])
  const folder = await records.write(record(2, []), { 'run.en.html': '<p>' })
  expect(readdirSync(folder).toSorted()).toEqual(['run.en.html', 'run.json'])
  mkdirSync(join(output, 'runs', 'notes'))
  await records.prune(1)
  expect(existsSync(join(output, 'runs', 'notes'))).toBe(true)
})

test('last time is the newest record that has the world built; one that cannot be read is passed over', async () => {
  const records = openRunRecords(output)
  expect(await records.lastProblems('town')).toBeUndefined()
  await records.write(record(1, [world('town', { roads: 3 })]), {})
  await records.write(record(2, [world('town', { roads: 5 }), world('village', { roads: 1 })]), {})
  const failed = world('town', {}, { outcome: 'failed' })
  delete failed.release
  await records.write(record(4, [failed]), {})
  const broken = await records.write(record(5, [world('town', { roads: 9 })]), {})
  writeFileSync(join(broken, 'run.json'), '{"kvarter":1,')
  expect(await records.lastProblems('town')).toEqual(new Map([['roads', 5]]))
  expect(await records.lastProblems('city')).toBeUndefined()
})

test('problems are counted, and the difference only where there is something to compare with', () => {
  expect(countProblems([])).toEqual({ problems: 0, difference: undefined })
  expect(countProblems([world('town', { roads: 3 })])).toEqual({ problems: 3, difference: undefined })
  const known = {
    problems: [
      { layer: 'roads', count: 3, before: 5 },
      { layer: 'trees', count: 4, before: 0 },
      { layer: 'new', count: 2 },
    ],
  }
  expect(countProblems([known])).toEqual({ problems: 9, difference: 2 })
})
