/** The run over worlds with builds that are made up, so that each outcome can be met; everything else is as it is. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openLedger } from '#pipeline/jobs/ledger.ts'
import { takeLock } from '#pipeline/jobs/lock.ts'
import { type RunRecord, runRecordSchema } from '#pipeline/jobs/run-record.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import { Failure } from '#pipeline/model/failure.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { Built, Freshness, Io } from '#pipeline/run.ts'
import { makeWorkspace } from '#pipeline/try-cli.ts'
import type { CommandContext } from './command.ts'
import { runCommand } from './run.ts'
import type { Policy } from './run-worlds.ts'

const WORLDS = ['harbour', 'town', 'village']
const roots: string[] = []
let workspace: string
let output: string
beforeEach(async () => {
  workspace = makeWorkspace()
  output = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  roots.push(workspace, output)
  const example = readFileSync(join(workspace, 'worlds', 'example.json'), 'utf8')
  for (const world of WORLDS) await writeFile(join(workspace, 'worlds', `${world}.json`), example)
  rmSync(join(workspace, 'worlds', 'example.json'))
})
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

const source = (layer: string): Manifest['sources'][number] => ({
  ...{ layer, kind: 'road', title: { sv: layer, en: layer }, licence: { id: 'CC0', name: 'CC0', url: '' }, publication: 'open', date: '2026' },
  digest: 'b'.repeat(64),
})
const head = (release: string, world: string): Omit<Manifest, 'files'> => ({
  ...{ kvarter: 1, release, made: '2026-11-01T03:00:00.000Z', world, title: { sv: world, en: world } },
  ...{ municipality: { code: '0000', name: { sv: 'Stad', en: 'Town' } }, publisher: { name: 'Town' }, worldInputs: 'a'.repeat(64) },
  grid: { crs: 'EPSG:3006', origin: { easting: 0, northing: 0 }, heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' }, zeroY: 63, scale: 1, verticalScale: 1 },
  ...{ area: [], editions: [], sources: [source('roads'), source('trees')], coverage: { columns: 1, covered: 1 }, problems: 0 },
})

/** A release, as a build makes one. */
async function made(world: string, io: Io, problems: number, id = `${world}-1`): Promise<Built> {
  io.progress.stage('fetch', 2, 'layers')
  io.progress.done(2)
  io.progress.stage('prepare')
  io.progress.stage('prepare', 3, 'regions')
  io.progress.end()
  const there = await io.releases.find(world, 'candidate')
  const release =
    there?.id === id ? there : await io.releases.candidate(world, id, async (folder) => (await mkdir(folder, { recursive: true }), head(id, world)))
  return {
    release,
    problems: Array<Problem>(problems).fill({ code: 'bad-number', layer: 'roads', message: 'it is not' }),
    isNew: there?.id !== id,
    freshness: [],
  }
}

interface Told {
  code: number
  out: string
  err: string
  events: Record<string, any>[]
  record: RunRecord
}

async function run(
  policy: Partial<Policy>,
  values: Record<string, unknown> = {},
  rest: Partial<CommandContext> & { language?: keyof Bilingual } = {},
): Promise<Told> {
  const said = { out: '', err: '' }
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => ((said[name] += text), true), isTTY: false }) as unknown as NodeJS.WriteStream
  const command = runCommand({ build: async ({ world }, io) => made(world.id, io, 3), decide: () => 'publish', ...policy })
  const context: CommandContext = {
    ...{ values: { workspace, output, ...values }, positionals: [], env: { PATH: process.env['PATH'] }, out: sink('out'), err: sink('err') },
    ...{ signal: new AbortController().signal, language: 'en' as const, ...rest },
  }
  const code = await command.run(context).catch((error: unknown) => {
    said.err += (error as Error).message
    return 1
  })
  const ledger = openLedger(join(output, 'ledger.sqlite'), { readOnly: true })
  const [{ id }] = ledger.runs()
  ledger.close()
  const events = values['json']
    ? said.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, any>)
    : []
  return { code, ...said, events, record: runRecordSchema.parse(JSON.parse(readFileSync(join(output, 'runs', id, 'run.json'), 'utf8'))) }
}
const outcomes = ({ worlds }: RunRecord) => Object.fromEntries(worlds.map(({ world, outcome }) => [world, outcome]))
const currentOf = (world: string) => existsSync(join(output, 'worlds', world, 'current', 'manifest.json'))

test('all worlds are built and published; the next time they are unchanged', async () => {
  const first = await run({})
  expect(first.code).toBe(0)
  expect(first.out).toMatch(/^run 000001-\d{8}T\d{6}Z: 3 worlds, 3 published, 0 unchanged, 0 held, 0 stale, 0 failed; 9 problems in the data; \d+\.\d s\n$/)
  expect(WORLDS.map(currentOf)).toEqual([true, true, true])
  expect(first.record.worlds[0]).toMatchObject({
    stages: [{ stage: 'fetch' }, { stage: 'prepare' }],
    sources: [{ layer: 'roads', date: '2026' }, { layer: 'trees' }],
    problems: [
      { layer: 'roads', count: 3 },
      { layer: 'trees', count: 0 },
    ],
  })
  const second = await run({ build: async ({ world }, io) => made(world.id, io, world.id === 'town' ? 1 : 3) }, {}, { language: 'sv' })
  expect(second.code).toBe(0)
  expect(outcomes(second.record)).toEqual({ harbour: 'unchanged', town: 'unchanged', village: 'unchanged' })
  expect(second.out).toContain('0 publicerade, 3 oförändrade')
  expect(second.out).toContain('7 problem i data (2 färre än förra gången)')
  expect(second.record.worlds[1].problems[0]).toEqual({ layer: 'roads', count: 1, before: 3 })
})

test('one that fails is named and told of, stops no other, and ends the run with 1', async () => {
  const build: Policy['build'] = async ({ world }, io) => {
    io.progress.stage('fetch')
    if (world.id === 'harbour') throw new Failure('missing-file', 'roads.gpkg is not there', 'put it there')
    if (world.id === 'town') throw new TypeError('a fault')
    return made(world.id, io, 0)
  }
  const { code, events, err, record } = await run(
    { build },
    { json: true, 'on-trouble-command': `printf '%s|%s|%s' "$KVARTER_RUN" "$KVARTER_OUTCOME" "$KVARTER_RECORD" > '${output}/told'` },
  )
  expect(code).toBe(1)
  expect(outcomes(record)).toEqual({ harbour: 'failed', town: 'failed', village: 'published' })
  expect(err).toContain('kvarter: harbour: roads.gpkg is not there; put it there.')
  expect(events.filter(({ event }) => event === 'world')).toMatchObject([
    { world: 'harbour', failure: { code: 'missing-file' } },
    { failure: { code: 'internal' } },
    {},
  ])
  expect(events.at(-1)).toMatchObject({ event: 'done', outcome: 'failed', worlds: 3, published: 1, failed: 2, run: record.run })
  expect(readFileSync(join(output, 'told'), 'utf8')).toBe(`${record.run}|failed|${join(output, 'runs', record.run, 'run.json')}`)
  const ledger = openLedger(join(output, 'ledger.sqlite'), { readOnly: true })
  const [entry] = ledger.runs()
  expect(entry).toMatchObject({ outcome: 'failed', summary: { worlds: 3, failed: 2 } })
  const tasks = ledger.tasks(entry.seq).map(({ world, stage, state, detail }) => [world, stage, state, ...(detail ? [detail] : [])])
  expect(tasks).toContainEqual(['harbour', 'fetch', 'failed', { code: 'missing-file' }])
  expect(tasks).toContainEqual(['village', 'world', 'done'])
  expect(tasks).toContainEqual(['village', 'prepare', 'done'])
  ledger.close()
})

test('a definition that cannot be read fails its world only', async () => {
  await writeFile(join(workspace, 'worlds', 'town.json'), '{"dataset": 1')
  const { code, record } = await run({})
  expect(code).toBe(1)
  expect(outcomes(record)).toEqual({ harbour: 'published', town: 'failed', village: 'published' })
})

test('what is held is not published, ends with 3, and is asked about again', async () => {
  const decide: Policy['decide'] = ({ manifest }) => (manifest.world === 'town' ? 'held' : 'publish')
  const { code, record, out } = await run({ decide })
  expect(code).toBe(3)
  expect(outcomes(record)).toEqual({ harbour: 'published', town: 'held', village: 'published' })
  expect(out).toContain('1 held')
  expect(WORLDS.map(currentOf)).toEqual([true, false, true])
  const again = await run({})
  expect(outcomes(again.record)).toEqual({ harbour: 'unchanged', town: 'published', village: 'unchanged' })
})

test('a stale source ends with 3, with since when and why in the record and its pages', async () => {
  const freshness: Freshness[] = [
    { layer: 'roads', fetched: '2026-10-29T03:00:00.000Z', staleSince: '2026-10-30T03:00:00.000Z', why: 'the service did not answer' },
  ]
  const { code, record } = await run({ build: async ({ world }, io) => ({ ...(await made(world.id, io, 0)), ...(world.id === 'town' ? { freshness } : {}) }) })
  expect({ code, outcome: record.outcome }).toEqual({ code: 3, outcome: 'stale' })
  expect(record.worlds[1].sources[0]).toEqual({ ...freshness[0], date: '2026' })
  expect(readFileSync(join(output, 'runs', record.run, 'run.en.html'), 'utf8')).toContain('stale since 2026-10-30')
  expect(readFileSync(join(output, 'runs', record.run, 'run.sv.html'), 'utf8')).toContain('inaktuellt sedan 2026-10-30')
})

test('worlds that are named are built, once each; one that is not there is said before anything', async () => {
  const { record } = await run({}, {}, { positionals: ['village', 'town', 'village'] })
  expect(record.worlds.map(({ world }) => world)).toEqual(['village', 'town'])
  const { err } = await run({}, {}, { positionals: ['village', '../town'] })
  expect(err).toContain('there is no worlds/../town.json')
})

test('stopped in the middle, the run is marked interrupted, with what was done before', async () => {
  const stop = new AbortController()
  const build: Policy['build'] = async ({ world }, io) => {
    io.progress.stage('fetch')
    if (world.id === 'town') stop.abort(new Error('stopped'))
    io.signal?.throwIfAborted()
    return made(world.id, io, 0)
  }
  const { err, out, record } = await run({ build }, { 'on-trouble-command': `touch '${output}/told'` }, { signal: stop.signal })
  expect({ err, out }).toEqual({ err: 'stopped', out: '' })
  expect(record.outcome).toBe('interrupted')
  expect(outcomes(record)).toEqual({ harbour: 'published', town: 'interrupted', village: 'interrupted' })
  expect(existsSync(join(output, 'told'))).toBe(false)
  const ledger = openLedger(join(output, 'ledger.sqlite'), { readOnly: true })
  expect(ledger.runs()[0]).toMatchObject({ outcome: 'interrupted' })
  expect(
    ledger
      .tasks(1)
      .filter(({ world }) => world === 'town')
      .map(({ state }) => state),
  ).toEqual(['interrupted', 'interrupted'])
  ledger.close()
})

test('records and the ledger are bounded, and the numbers go on where the ledger was lost', async () => {
  for (let i = 0; i < 3; i++) await run({}, { keep: '2' }, { positionals: ['town'] })
  expect((await run({}, { keep: '2' }, { positionals: ['town'] })).record.run).toMatch(/^000004-/)
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(output, `ledger.sqlite${suffix}`), { force: true })
  const { record } = await run({}, { keep: '2' }, { positionals: ['town'] })
  expect(record.run).toMatch(/^000005-/)
  expect(record.worlds[0].problems[0].before).toBe(3)
})

test('a damaged ledger is a warning', async () => {
  await run({}, {}, { positionals: ['town'] })
  await writeFile(join(output, 'ledger.sqlite'), 'x'.repeat(9000))
  const { code, events } = await run({}, { json: true }, { positionals: ['town'] })
  expect(code).toBe(0)
  expect(events.find(({ event }) => event === 'warning')?.['text']).toContain('was damaged: it is set aside')
})

test('a run that cannot begin is told of as trouble; what is told of in vain is a warning', async () => {
  await run({}, {}, { positionals: ['town'] })
  const lock = await takeLock(output, 'build town')
  const values = { 'on-trouble-command': `printf '%s' "$KVARTER_SUMMARY" > '${output}/told'; exit 4`, 'on-trouble-webhook-from': 'HOOK' }
  const { code, err } = await run({}, values)
  lock.release()
  expect(code).toBe(1)
  expect(err).toContain(`is being written by process ${process.pid} (kvarter build town)`)
  expect(readFileSync(join(output, 'told'), 'utf8')).toContain('is being written by process')
  expect(err).toContain('kvarter: warning: --on-trouble-command ended with code 4')
  expect(err).toContain('--on-trouble-webhook-from: HOOK is not set')
})
