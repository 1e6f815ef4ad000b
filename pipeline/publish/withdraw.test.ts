import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tombstoneOf } from '#pipeline/model/tombstone.ts'
import { manifestIn, readerFaults, REGION, sha, stock, tombstonesIn, tryOutput, type TryOutput } from '#pipeline/try-releases.ts'
import { withdraw } from './withdraw.ts'

let output: TryOutput
beforeEach(() => (output = tryOutput()))
afterEach(() => rmSync(output.root, { recursive: true, force: true }))

const SECRET = 'java-1.21.4/town/region/r.1.0.mca'
const why = 'a shelter is to be seen'
const files = (first: string, second: string) => ({ [REGION]: first, [SECRET]: second, 'report/quality.json': '{}' })
/** Two releases of a town and one of a village, which shares a region with the first. */
async function fill({ make, store, root }: TryOutput) {
  await make('town-1', { files: files('a', 'secret'), sources: { trees: 'trees 1', terrain: 'ground' } })
  await store.switchTo('town', 'town-1')
  await make('town-2', { files: files('b', 'secret 2'), sources: { trees: 'trees 2', terrain: 'ground' } })
  await store.switchTo('town', 'town-2')
  await make('village-1', { world: 'village', files: { 'java-1.21.4/village/region/r.9.9.mca': 'secret' }, sources: { terrain: 'ground' } })
  await store.switchTo('village', 'village-1')
  return {
    trees1: await stock(root, 'trees', 'trees 1', 'a'),
    trees2: await stock(root, 'trees', 'trees 2', 'b'),
    ground: await stock(root, 'terrain', 'ground', 'c'),
  }
}
const are = (folders: Record<string, string>) => Object.values(folders).map((path) => existsSync(path))
/** All bytes of an output that are data: no tombstone, no log, no state. */
const texts = (root: string) =>
  globSync('{releases,snapshots,cache}/**/*.{mca,csv,ndjson,shard}', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))

describe('withdrawn is', () => {
  test('a release: its folder, its pointers, what only it was made from; and it never comes back', async () => {
    const { trees1, trees2, ground } = await fill(output)
    const { root, store } = output
    const { tombstone } = await withdraw({ target: 'town-2', why, replacement: 'town-1' }, output.io)
    expect(tombstone).toMatchObject({ what: { kind: 'release', release: 'town-2' }, reason: why, replacement: 'town-1', lost: [{ whole: true }] })
    expect(tombstone.lost[0].files).toContainEqual({ path: SECRET, sha256: sha('secret 2') })
    expect(tombstone.completed).toBeDefined()
    expect(JSON.stringify(tombstonesIn(root))).not.toContain('anna')
    expect(tombstoneOf(tombstonesIn(root), 'town-2', 'anything')?.id).toBe(tombstone.id)
    expect(tombstoneOf(tombstonesIn(root), 'town-1', SECRET)).toBeUndefined()
    expect(readdirSync(join(root, 'releases')).sort()).toEqual(['town-1', 'village-1'])
    expect(await store.find('town', 'current')).toBeUndefined()
    expect(readerFaults(root)).toEqual([])
    expect([are(trees1), are(trees2), are(ground)].map((all) => all.join())).toEqual([
      Array(5).fill(true).join(),
      Array(5).fill(false).join(),
      Array(5).fill(true).join(),
    ])
    await expect(store.switchTo('town', 'town-2')).rejects.toMatchObject({ code: 'withdrawn', message: expect.stringContaining(why) })
    await expect(withdraw({ target: 'town-2', why }, output.io)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a world, with all its releases', async () => {
    await fill(output)
    await withdraw({ target: 'town', why }, output.io)
    expect(readdirSync(join(output.root, 'releases'))).toEqual(['village-1'])
    expect(readdirSync(join(output.root, 'worlds/town'))).toEqual([])
    expect(texts(output.root).sort()).toEqual(['c', 'ground', 'ground', 'secret', 'shard of ground'])
    await output.make('town-3', { inputs: 'other' })
    await expect(output.store.switchTo('town', 'town-3')).rejects.toMatchObject({ code: 'held' })
  })

  test('files of one release by path, and the same content in every other', async () => {
    const { trees1 } = await fill(output)
    const { root, store } = output
    writeFileSync(join(trees1['regions'], 'r.1.0.mca'), 'secret')
    const { tombstone, alike } = await withdraw({ target: 'town-1:**/r.1.*.mca', why }, output.io)
    expect(tombstone.lost.map(({ release, whole }) => [release, whole])).toEqual([
      ['town-1', false],
      ['village-1', false],
    ])
    expect(alike).toEqual(['town-2'])
    const manifest = manifestIn(root, 'town-1')
    expect(manifest.files.map(({ path }) => path)).toEqual([REGION, 'report/quality.json'])
    expect(manifest.withdrawn).toEqual([{ path: SECRET, tombstone: tombstone.id }])
    expect(manifest.editions[0].regions).toBe(1)
    expect(existsSync(join(root, 'releases/village-1/java-1.21.4'))).toBe(false)
    expect(texts(root)).not.toContain('secret')
    expect(texts(root)).toContain('secret 2')
    expect(readerFaults(root)).toEqual([])
    // What is left may be current; what holds the same again may not, until someone says so.
    await store.switchTo('town', 'town-1')
    await output.make('town-3', { files: files('c', 'secret') })
    await expect(store.switchTo('town', 'town-3')).rejects.toMatchObject({ code: 'held', message: expect.stringContaining(SECRET) })
    await store.approve('town-3', 'the shelter is public now')
    await store.switchTo('town', 'town-3')
    await output.make('town-4', { files: files('d', 'secret') })
    await store.switchTo('town', 'town-4')
  })

  test('files, with the zip of the world they are in, and no other', async () => {
    const zip = 'java-1.21.4/town.zip'
    await output.make('town-1', { files: { ...files('a', 'secret'), [zip]: 'with the secret' } })
    await output.make('town-2', { files: { ...files('b', 'open'), [zip]: 'without it' } })
    await withdraw({ target: 'town-1:**/r.1.0.mca', why }, output.io)
    const first = manifestIn(output.root, 'town-1')
    expect(first.files.map(({ path }) => path)).toEqual([REGION, 'report/quality.json'])
    expect(first.editions[0]).not.toHaveProperty('download')
    expect(existsSync(join(output.root, 'releases', 'town-1', zip))).toBe(false)
    expect(tombstoneOf(tombstonesIn(output.root), 'town-1', zip)).toBeDefined()
    expect(manifestIn(output.root, 'town-2').editions[0].download).toBe(zip)
    expect(readerFaults(output.root)).toEqual([])
    await output.store.switchTo('town', 'town-2')
  })

  test.each(['town-1', 'town-1:**/r.1.0.mca'])('%s, with what the release after it is compared with', async (target) => {
    await output.make('town-1', { files: files('a', 'secret') })
    await output.make('town-2', { inputs: 'other', files: files('b', 'open') })
    for (const release of ['town-1', 'town-2']) {
      mkdirSync(output.store.states.records(release), { recursive: true })
      writeFileSync(join(output.store.states.records(release), 'trees.index'), 'ids and places')
    }
    await withdraw({ target, why }, output.io)
    expect(readdirSync(join(output.root, 'records'))).toEqual(['town-2'])
  })

  test('files of a world by path, whatever they hold', async () => {
    await fill(output)
    await withdraw({ target: 'town:**/r.1.*.mca', why }, output.io)
    for (const secret of ['secret', 'secret 2']) expect(texts(output.root)).not.toContain(secret)
    await output.make('town-3', { files: files('c', 'secret 3') })
    await expect(output.store.switchTo('town', 'town-3')).rejects.toMatchObject({ code: 'held' })
  })

  test('a layer: every release made with it, and everything stored of it', async () => {
    const { ground } = await fill(output)
    const before = await stock(output.root, 'trees', 'trees 0', 'old')
    const { tombstone } = await withdraw({ target: 'layer:trees', why }, output.io)
    expect(tombstone.what).toEqual({ kind: 'layer', municipality: '0000', layer: 'trees' })
    expect(readdirSync(join(output.root, 'releases'))).toEqual(['village-1'])
    expect(texts(output.root).sort()).toEqual(['c', 'ground', 'ground', 'secret', 'shard of ground'])
    expect([are(before), are(ground)].flat()).toEqual([...Array(5).fill(false), ...Array(5).fill(true)])
    await output.make('town-3', { sources: { trees: 'trees 3' } })
    await expect(output.store.switchTo('town', 'town-3')).rejects.toMatchObject({ code: 'held' })
    await output.make('town-4', { sources: { terrain: 'ground' } })
    await output.store.switchTo('town', 'town-4')
  })

  test('a layer of which nothing is known of what was made: all that could hold it goes', async () => {
    const { ground } = await fill(output)
    rmSync(join(output.root, 'cache/used'), { recursive: true })
    await withdraw({ target: 'layer:trees', why }, output.io)
    expect(texts(output.root).sort()).toEqual(['ground', 'secret'])
    expect(existsSync(ground['snapshots'])).toBe(true)
  })
})

test('what names nothing, or two things, is refused, and nothing is written', async () => {
  await fill(output)
  await output.make('other-1', { world: 'other', municipality: '1111', sources: { trees: 'trees 9' } })
  for (const target of ['gone', 'town:*.txt', 'gone:**', 'layer:gone', 'layer:trees', '../town-1', ''])
    await expect(withdraw({ target, why }, output.io)).rejects.toMatchObject({ code: 'not-found' })
  expect(tombstonesIn(output.root)).toEqual([])
  await withdraw({ target: 'layer:1111/trees', why }, output.io)
  expect(readdirSync(join(output.root, 'releases')).sort()).toEqual(['town-1', 'town-2', 'village-1'])
})

test('a release that cannot be read stops what depends on it, and can be withdrawn itself', async () => {
  await fill(output)
  writeFileSync(join(output.root, 'releases/town-1/manifest.json'), '{')
  await expect(withdraw({ target: 'town', why }, output.io)).rejects.toMatchObject({ code: 'verification' })
  await withdraw({ target: 'town-1', why }, output.io)
  await withdraw({ target: 'town', why }, output.io)
  expect(readdirSync(join(output.root, 'releases'))).toEqual(['village-1'])
})

describe('killed after any step, a withdrawal', () => {
  /** Runs it in a process of its own, which kills itself after the given step. @returns the steps it came to */
  async function run(root: string, target: string, at: number): Promise<{ steps: string[]; signal: NodeJS.Signals | null }> {
    const program = `
      const { tryOutput } = await import(${JSON.stringify(new URL('../try-releases.ts', import.meta.url).href)})
      const { withdraw } = await import(${JSON.stringify(new URL('withdraw.ts', import.meta.url).href)})
      const { writeSync } = await import('node:fs')
      let count = 0
      const step = (name) => { writeSync(1, name + '\\n'); if (++count === ${at}) process.kill(process.pid, 'SIGKILL') }
      await withdraw({ target: ${JSON.stringify(target)}, why: ${JSON.stringify(why)} }, { ...tryOutput(${JSON.stringify(root)}).io, step })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return { steps: out.trim().split('\n'), signal }
  }

  test.each(['layer:trees', 'town:**/r.1.*.mca'])('of %s leaves nothing unexplained, and the next run completes it', { timeout: 120_000 }, async (target) => {
    await fill(output)
    const whole = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
    try {
      cpSync(output.root, whole, { recursive: true, verbatimSymlinks: true })
      const { steps } = await run(whole, target, 0)
      expect(steps.length).toBeGreaterThan(5)
      const wanted = texts(whole).sort()
      for (let at = 1; at <= steps.length; at++) {
        const place = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
        cpSync(output.root, place, { recursive: true, verbatimSymlinks: true })
        expect((await run(place, target, at)).signal).toBe('SIGKILL')
        expect(readerFaults(place)).toEqual([])
        const again = tryOutput(place)
        if (at < steps.length) await withdraw({ target, why }, again.io)
        expect(readerFaults(place)).toEqual([])
        expect(texts(place).sort()).toEqual(wanted)
        expect(tombstonesIn(place).map(({ completed }) => completed === undefined)).toEqual([false])
        expect((await again.store.audit.verify()).faults).toEqual([])
        expect(globSync('**/*.tmp', { cwd: place })).toEqual([])
        rmSync(place, { recursive: true, force: true })
      }
    } finally {
      rmSync(whole, { recursive: true, force: true })
    }
  })

  test('in the middle of removing a folder leaves no bytes after the next run', async () => {
    await fill(output)
    const { root } = output
    await withdraw({ target: 'town-1', why }, output.io)
    const [tombstone] = tombstonesIn(root)
    const { completed: _, ...open } = tombstone
    await output.store.states.writeTombstone(open)
    mkdirSync(join(root, 'releases/town-1.4194304.tmp/java-1.21.4'), { recursive: true })
    await withdraw({ target: 'town-1', why }, output.io)
    expect(readdirSync(join(root, 'releases')).sort()).toEqual(['town-2', 'village-1'])
  })
})
