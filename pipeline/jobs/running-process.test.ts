import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isRunning, thisProcess } from './running-process.ts'

test('this process runs; one that ended does not, nor does an older one of the same number', async () => {
  const me = thisProcess()
  expect(isRunning(me)).toBe(true)
  expect(isRunning({ ...me, born: '' })).toBe(true)
  expect(isRunning({ ...me, born: `${me.born}0` })).toBe(me.born === '')
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  expect(isRunning({ pid: child.pid!, born: '' })).toBe(false)
})
