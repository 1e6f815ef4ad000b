/** A build killed twice, and a disk that fills, at moments that follow from a seed; the scripts by themselves do more. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

function faults(script: string, ...args: string[]) {
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], { encoding: 'utf8' })
  const report = stdout.trim().startsWith('{') ? (JSON.parse(stdout) as Record<string, unknown>) : {}
  return { report, stderr }
}

/** A mount namespace needs root, or a kernel that lets users have their own. */
const mayMount = spawnSync('unshare', [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--mount', 'true']).status === 0

test('a build killed anywhere leaves what is current whole, and the next ends as if nothing had happened', { timeout: 600_000 }, () => {
  const { report, stderr } = faults('kills.ts', '2', '1')
  expect(stderr).toBe('')
  expect(report).toMatchObject({ kills: 2, violations: [] })
})

test.skipIf(!mayMount)('a disk that fills anywhere is told in a line, and what is current stays whole', { timeout: 600_000 }, () => {
  const { report, stderr } = faults('disk-full.ts', '1', '3')
  expect(stderr).toBe('')
  expect(report).toMatchObject({ full: 1, violations: [] })
})
