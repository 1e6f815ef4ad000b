import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOnWorkers } from './worker-pool.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
const entry = pathToFileURL(join(folder, 'worker.mjs'))
beforeAll(() =>
  writeFileSync(
    entry,
    `let data
     process.on('message', (order) => {
       if ('data' in order) return (data = order.data)
       const { task } = order
       if (task === 'throw') process.send({ failure: { code: 'too-high', message: 'too high', hint: 'lower it' } })
       else if (task === 'crash') throw new Error('crashed')
       else if (task === 'die') process.exit(7)
       else if (task === 'slowly') {
         process.send({ done: 1, total: 2 })
         process.send({ result: { task } })
       } else process.send({ result: { task, pid: process.pid, data } })
     })`,
  ),
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Result {
  task: number
  pid: number
  data: unknown
}
const run = async (tasks: readonly unknown[], workers = 2, signal?: AbortSignal) => {
  const results: Result[] = []
  await runOnWorkers<unknown, Result>(entry, { workers, data: { given: 1 }, signal }, tasks, (result) => results.push(result))
  return results
}

test('every task is done once, by no more workers than asked for, which know the data given', async () => {
  const results = await run([...Array(40).keys()], 3)
  expect(results.map(({ task }) => task).sort((a, b) => a - b)).toEqual([...Array(40).keys()])
  expect(new Set(results.map(({ pid }) => pid)).size).toBeLessThanOrEqual(3)
  expect(results[0].data).toEqual({ given: 1 })
})

test('no tasks are done at once', async () => {
  expect(await run([])).toEqual([])
})

test('what a worker throws ends the pool and is thrown', async () => {
  await expect(run([1, 'throw', 2])).rejects.toMatchObject({ code: 'too-high', hint: 'lower it' })
  await expect(run([1, 'crash', 2])).rejects.toThrow('a worker ended (code 1)')
})

test('a worker tells how far it is', async () => {
  const told: number[][] = []
  await runOnWorkers<unknown, Result>(entry, { workers: 1, onProgress: (...so) => told.push(so) }, ['slowly', 'slowly'], () => {})
  expect(told).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('each task is told as it is given, in order, before its result', async () => {
  const told: (number | string)[] = []
  const options = { workers: 1, data: {}, onStart: (index: number) => told.push(index) }
  await runOnWorkers<unknown, Result>(entry, options, ['a', 'b', 'c'], ({ task }) => told.push(String(task)))
  expect(told).toEqual([0, 'a', 1, 'b', 2, 'c'])
})

test('a worker that ends without an answer does not leave the pool waiting', { timeout: 5000 }, async () => {
  await expect(run([1, 'die', 2], 1)).rejects.toThrow('code 7')
})

test('an abort ends it with its reason, before the next task is given', async () => {
  const stop = new AbortController()
  const done: number[] = []
  const running = runOnWorkers<unknown, Result>(entry, { workers: 1, data: {}, signal: stop.signal }, [...Array(100).keys()], ({ task }) => {
    done.push(task)
    if (task === 4) stop.abort(new Error('stopped'))
  })
  await expect(running).rejects.toThrow('stopped')
  expect(done).toEqual([0, 1, 2, 3, 4])
})
