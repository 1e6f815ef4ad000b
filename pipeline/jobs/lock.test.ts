import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { takeLock, withLock } from './lock.ts'

const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
let output: string
let serial = 0
beforeEach(() => (output = join(root, String(serial++))))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

/** A process of its own that takes the lock, says how it went, and holds it. */
async function holder(command: string) {
  const file = join(root, 'holder.mjs')
  writeFileSync(
    file,
    `import { takeLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)}
     globalThis.lock = await takeLock(${JSON.stringify(output)}, ${JSON.stringify(command)}).catch((error) => process.send({ failed: error.code, message: error.message }))
     if (globalThis.lock?.release) process.send({ held: true })
     process.on('disconnect', () => process.exit())`,
  )
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.push(child)
  const [said] = (await once(child, 'message')) as [{ held?: boolean; failed?: string; message?: string }]
  return {
    said,
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('a second process is told who holds it and since when, and gets it when that one is killed', { timeout: 30_000 }, async () => {
  const first = await holder('build town')
  expect(first.said).toEqual({ held: true })
  await expect(takeLock(output, 'run')).rejects.toMatchObject({ code: 'locked' })
  await expect(takeLock(output, 'run')).rejects.toThrow(new RegExp(`process ${first.pid} \\(kvarter build town\\) since \\d{4}-\\d\\d-\\d\\dT.*Z`))
  const second = await holder('publish town')
  expect(second.said).toMatchObject({ failed: 'locked' })
  await second.kill()
  await first.kill()
  const lock = await takeLock(output, 'run')
  expect(JSON.parse(readFileSync(join(output, 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid, command: 'run' })
  lock.release()
})

test('of several that want it at once, one gets it', { timeout: 30_000 }, async () => {
  const holders = await Promise.all([1, 2, 3, 4].map((n) => holder(`build ${n}`)))
  expect(holders.filter(({ said }) => said.held)).toHaveLength(1)
  expect(holders.filter(({ said }) => said.failed === 'locked')).toHaveLength(3)
  for (const each of holders) await each.kill()
})

test('one process holds it once, and gives it back also where its work fails', async () => {
  await expect(
    withLock(output, 'run', async () => {
      await expect(takeLock(output, 'build')).rejects.toMatchObject({ code: 'locked' })
      throw new Error('work failed')
    }),
  ).rejects.toThrow('work failed')
  expect(existsSync(join(output, 'lock.json'))).toBe(false)
  expect(await withLock(output, 'run', async () => 3)).toBe(3)
})

test.each(['', '{"pid":1}', JSON.stringify({ pid: process.pid, born: 'long ago', host: hostname(), since: '2020-01-01T00:00:00Z', command: 'x' })])(
  'a note that was left behind locks nothing: %s',
  async (note) => {
    await withLock(output, 'run', async () => {})
    writeFileSync(join(output, 'lock.json'), note)
    expect(await withLock(output, 'run', async () => 4)).toBe(4)
  },
)

test('a file that is no lock is said so', async () => {
  await withLock(output, 'run', async () => {})
  writeFileSync(join(output, 'lock.sqlite'), 'x'.repeat(5000))
  await expect(takeLock(output, 'run')).rejects.toThrow(/lock\.sqlite is not the lock/)
})
