import { describe, expect, test } from 'vitest'
import { jsonProgress, quietProgress, terminalProgress } from './progress.ts'

function clock() {
  let at = 0
  return { now: () => at, wait: (ms: number) => void (at += ms) }
}
const ESCAPE = '\u001b'

describe('JSON lines', () => {
  function told() {
    const { now, wait } = clock()
    const lines: string[] = []
    return { progress: jsonProgress((line) => lines.push(line), now), wait, lines, events: () => lines.map((line) => JSON.parse(line) as object) }
  }

  test('tell stages, each tenth, and notes', () => {
    const { progress, wait, lines, events } = told()
    progress.stage('fetch', 40, 'layers')
    wait(2000)
    for (let done = 1; done <= 10; done++) progress.done(done)
    progress.note('a line')
    progress.stage('prepare')
    wait(500)
    progress.done(3)
    progress.end()
    expect(events()).toEqual([
      { event: 'stage', stage: 'fetch', total: 40, unit: 'layers' },
      { event: 'progress', stage: 'fetch', done: 4, total: 40, secondsLeft: 18 },
      { event: 'progress', stage: 'fetch', done: 8, total: 40, secondsLeft: 8 },
      { event: 'note', text: 'a line' },
      { event: 'stage-end', stage: 'fetch', seconds: 2 },
      { event: 'stage', stage: 'prepare' },
      { event: 'stage-end', stage: 'prepare', seconds: 0.5 },
    ])
    for (const line of lines) expect(line.endsWith('\n')).toBe(true)
  })

  test('end once', () => {
    const { progress, lines } = told()
    progress.stage('a', 0)
    progress.done(0)
    progress.end()
    progress.end()
    expect(lines).toHaveLength(2)
  })
})

describe('the terminal', () => {
  function drawn() {
    const { now, wait } = clock()
    let text = ''
    const out = { write: (part: string) => ((text += part), true) } as unknown as NodeJS.WriteStream
    return { progress: terminalProgress(out, now), wait, text: () => text, last: () => text.split(`\r${ESCAPE}[K`).at(-1) }
  }

  test('shows rate and time left, and a stage’s last state stays', () => {
    const { progress, wait, last } = drawn()
    progress.stage('voxelise', 100, 'regions')
    wait(4000)
    progress.done(20)
    expect(last()).toBe('voxelise 20/100 regions, 5.0 regions/s, 16 s left')
    wait(16000)
    progress.done(100)
    progress.end()
    expect(last()).toBe('voxelise 100/100 regions, 5.0 regions/s (20.0 s)\n')
  })

  test('is drawn at most ten times a second', () => {
    const { progress, wait, text } = drawn()
    progress.stage('a', 1000)
    for (let done = 1; done <= 1000; done++) {
      wait(1)
      progress.done(done)
    }
    expect(text().split('\r').length - 1).toBeLessThanOrEqual(11)
  })

  test('keeps notes on lines of their own', () => {
    const { progress, text } = drawn()
    progress.note('a warning')
    expect(text()).toBe(`\r${ESCAPE}[Ka warning\n`)
  })
})

test('quiet says nothing', () => {
  expect([quietProgress.stage('a'), quietProgress.done(1), quietProgress.note('b'), quietProgress.end()]).toEqual([undefined, undefined, undefined, undefined])
})
