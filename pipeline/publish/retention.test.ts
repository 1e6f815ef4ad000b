import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leftovers, listCache, openCache } from '#pipeline/cache.ts'
import type { ReleaseState } from '#pipeline/model/release-state.ts'
import { type Retention, retentionSchema } from '#pipeline/model/retention.ts'
import { keptOf, planPrune, prune, type PruneIo } from './retention.ts'
import type { Release } from './release-store.ts'
import { readerFaults, sha, stock, tryOutput, type TryOutput } from '#pipeline/try-releases.ts'

let output: TryOutput
beforeEach(() => (output = tryOutput()))
afterEach(() => rmSync(output.root, { recursive: true, force: true }))

const ioWith = (retention: Partial<Retention> = {}): PruneIo => ({
  ...output.io,
  retentionOf: async () => retentionSchema.parse(retention),
  leftovers: async () => [...(await leftovers(join(output.root, 'releases'))), ...(await leftovers(join(output.root, 'cache')))],
  cacheDays: 14,
})
const releasesLeft = () => readdirSync(join(output.root, 'releases')).sort()
const run = async (retention?: Partial<Retention>) => {
  const plan = await planPrune(ioWith(retention))
  await prune(plan, ioWith(retention))
  return plan
}
/** The files' times are the machine's, so that the test's clock must be too. */
const age = async (days: number) => {
  const time = new Date(output.clock.now.getTime() - days * 86_400_000)
  for (const { path, note } of await listCache(join(output.root, 'cache'))) for (const each of [path, note]) utimesSync(each, time, time)
  for (const name of readdirSync(join(output.root, 'snapshots'), { recursive: true })) utimesSync(join(output.root, 'snapshots', String(name)), time, time)
}

describe('releases', () => {
  test('beyond retention go, and the bytes are told; a dry run writes nothing', async () => {
    for (let i = 1; i <= 5; i++) {
      await output.make(`town-${i}`)
      await output.store.switchTo('town', `town-${i}`)
    }
    const plan = await planPrune(ioWith({ releases: 3 }))
    expect(plan.removals.map(({ release }) => release)).toEqual(['town-1', 'town-2'])
    expect(plan.bytes).toBeGreaterThan(4096)
    expect(releasesLeft()).toHaveLength(5)
    await prune(plan, ioWith())
    expect(releasesLeft()).toEqual(['town-3', 'town-4', 'town-5'])
    expect(existsSync(join(output.root, 'states/town-1.json'))).toBe(false)
    expect(readerFaults(output.root)).toEqual([])
    expect((await Array.fromAsync(output.store.audit.entries())).at(-1)).toMatchObject({ act: 'prune', details: { releases: 2, named: ['town-1', 'town-2'] } })
    expect((await run({ releases: 3 })).removals).toEqual([])
  })

  test('that are current, candidate, to roll back to, or wait for approval stay', async () => {
    await output.make('town-1')
    await output.store.switchTo('town', 'town-1')
    await output.make('town-2')
    await output.make('town-3')
    await output.store.switchTo('town', 'town-3')
    const held = [{ code: 'x', text: { sv: 'x', en: 'x' } }]
    await output.make('town-4', { judge: async () => held })
    for (const id of ['town-5', 'town-6', 'town-7']) await output.make(id)
    const { waiting } = await run({ releases: 1, days: 1 })
    expect(waiting).toEqual(['town-4'])
    expect(releasesLeft()).toEqual(['town-1', 'town-3', 'town-4', 'town-7'])
  })

  test('of every history keep what must stay, and no more than that beyond the limits', () => {
    const kind = fc.constantFrom('candidate', 'published', 'held', 'approved')
    const history = fc.record({
      kinds: fc.array(kind, { minLength: 1, maxLength: 20 }),
      releases: fc.integer({ min: 1, max: 8 }),
      days: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(history, fc.nat(), ({ kinds, releases: limit, days }, pick) => {
        const by = { when: '2026-11-01T03:00:00.000Z', who: 'anna' }
        const all = kinds.map((_, i) => ({ id: `r${i}`, folder: '', manifest: { made: new Date(Date.UTC(2026, 10, 1 + i)).toISOString() } }) as Release)
        const states = new Map<string, ReleaseState>(
          kinds.map((each, i) => [
            `r${i}`,
            {
              state: each === 'held' || each === 'approved' ? 'held' : 'candidate',
              reasons: [],
              ...(each === 'published' ? { published: by } : {}),
              ...(each === 'approved' ? { approved: { ...by, why: 'x', lifts: [] } } : {}),
            },
          ]),
        )
        const published = kinds.flatMap((each, i) => (each === 'published' ? [i] : []))
        const at = published.length > 0 ? published[pick % published.length] : -1
        const current = at < 0 ? undefined : `r${at}`
        const now = new Date(Date.UTC(2026, 10, kinds.length))
        const { kept } = keptOf(all, { states, current, candidate: `r${kinds.length - 1}`, retention: { releases: limit, days }, now })
        const ids = new Set(kept.map(({ id }) => id))
        if (current !== undefined) expect(ids).toContain(current)
        expect(ids).toContain(`r${kinds.length - 1}`)
        const earlier = published.filter((i) => i < at).at(-1)
        if (earlier !== undefined) expect(ids).toContain(`r${earlier}`)
        for (const [i, each] of kinds.entries()) if (each === 'held' && i > at) expect(ids).toContain(`r${i}`)
        const waiting = kinds.filter((each, i) => each === 'held' && i > at).length
        expect(kept.length).toBeLessThanOrEqual(Math.min(limit, (days ?? 99) + 1) + waiting + 3)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('what is stored besides', () => {
  test('goes when no kept release uses it and nobody has touched it for long', async () => {
    output.clock.now = new Date()
    await output.make('town-1', { sources: { trees: 'trees 1' } })
    output.clock.now = new Date()
    const used = await stock(output.root, 'trees', 'trees 1', 'a')
    const unused = await stock(output.root, 'trees', 'trees 0', 'b')
    const are = (folders: Record<string, string>) => Object.values(folders).map((path) => existsSync(path))
    await run()
    expect(are(unused)).toEqual([true, true, true, true, true])
    await age(-1)
    output.clock.now = new Date(output.clock.now.getTime() + 20 * 86_400_000)
    const { removals } = await run()
    expect(removals.map(({ kind }) => kind)).toEqual(['cached', 'cached', 'cached', 'snapshot'])
    expect([...are(used), ...are(unused)]).toEqual([...Array(5).fill(true), ...Array(5).fill(false)])
    expect(readdirSync(join(output.root, 'cache/used'))).toHaveLength(3)
  })

  test('stays as long as a build uses it', async () => {
    const folders = await stock(output.root, 'trees', 'trees 0', 'b')
    output.clock.now = new Date()
    await age(30)
    await openCache(join(output.root, 'cache')).folder('normalised', { layer: { id: 'trees' }, digest: sha('trees 0') }, async () => {
      throw new Error('made again')
    })
    await run()
    expect([existsSync(folders['normalised']), existsSync(folders['snapshots']), existsSync(folders['prepared'])]).toEqual([true, true, false])
  })

  test('half-made goes, where its process is no more', async () => {
    const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)']).stdout.toString().trim()
    for (const pid of [dead, process.pid]) {
      mkdirSync(join(output.root, `releases/town-1.${pid}.tmp`), { recursive: true })
      writeFileSync(join(output.root, `releases/town-1.${pid}.tmp/half`), 'x')
    }
    expect((await run()).removals.map(({ kind }) => kind)).toEqual(['left-over'])
    expect(releasesLeft()).toEqual([`town-1.${process.pid}.tmp`])
  })
})
