import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runLimited } from '#pipeline/jobs/try-limited.ts'
import { openAudit } from './audit-log.ts'

const MODULE = new URL('audit-log.ts', import.meta.url)

test('a line that the disk took in part only is a failure, set aside by the next', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  const script = `
    const audit = it.openAudit(${JSON.stringify(root)})
    for (let i = 0; i < 20; i++) {
      audit.append({ act: 'publish', subject: 'town', why: 'a'.repeat(300) })
      console.log(i)
    }`
  try {
    const { code, out, err } = runLimited(4096, MODULE, script)
    expect(code).toBe(1)
    expect(err).toContain('EFBIG')
    const told = out.trim().split('\n').length
    const audit = openAudit(root)
    expect(await audit.verify()).toMatchObject({ lines: told, faults: [] })
    audit.append({ act: 'publish', subject: 'town' })
    expect((await Array.fromAsync(audit.entries())).slice(told).map(({ act }) => act)).toEqual(['repair', 'publish'])
    expect(await audit.verify()).toEqual({ lines: told + 2, faults: [], tornBytes: 0 })
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('a lock that cannot be written is not told as another writer', () => {
  const root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  try {
    const { code, err } = runLimited(0, MODULE, `it.openAudit(${JSON.stringify(root)}).append({ act: 'publish', subject: 'town' })`)
    expect(code).toBe(1)
    expect(err).toContain('disk I/O error')
    expect(err).not.toContain('another process')
  } finally {
    rmSync(root, { recursive: true })
  }
})
