import { expect, test } from 'vitest'
import { watchMemory } from './peak-memory.ts'

test('the peak stays when memory is given back, and is about what was taken', () => {
  const memory = watchMemory()
  try {
    const before = memory.peakMb()
    expect(before).toBeGreaterThan(20)
    let held: Buffer | undefined = Buffer.alloc(300e6, 1)
    const taken = memory.peakMb()
    expect(held.length).toBe(300e6)
    held = undefined
    expect(taken).toBeGreaterThanOrEqual(Math.max(before, process.memoryUsage.rss() / 1e6 - 50))
    expect(taken).toBeGreaterThan(300)
    expect(memory.peakMb()).toBeGreaterThanOrEqual(taken)
  } finally {
    memory.stop()
  }
})
