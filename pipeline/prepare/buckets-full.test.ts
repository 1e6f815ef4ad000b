import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runLimited } from '#pipeline/jobs/try-limited.ts'

test('objects that the disk took in part only are a failure, not fewer objects', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  const script = `
    const buckets = it.openBuckets(${JSON.stringify(folder)}, { has: () => true })
    for (let i = 0; i < 40; i++) buckets.put('labels', { id: 'a'.repeat(200), box: { minX: 100, minZ: 100, maxX: 101, maxZ: 101 } })
    console.log(buckets.take({ x: 0, z: 0 }).length)`
  try {
    expect(runLimited(1 << 20, new URL('buckets.ts', import.meta.url), script).out).toBe('40\n')
    const { code, out, err } = runLimited(4096, new URL('buckets.ts', import.meta.url), script)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('EFBIG')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
