/** The whole road with the sample town: what comes out is whole, right, equal each time, and found faulty where it is made so. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BuiltWorld, builtSample } from './built-worlds.ts'
import { CHANGES_FILE } from './publish/changes/change-set.ts'
import { manifestSchema } from './model/manifest.ts'
import { type Quality, qualitySchema } from './publish/report/quality.ts'
import { REPOSITORY } from './real-data.ts'
import { kvarter } from './try-cli.ts'
import { type Accuracy, accuracySchema } from './verify/accuracy/figures.ts'
import { decodePng } from './verify/picture/png.ts'
import { openWorld } from './verify/read/world.ts'

const WORLD = 'sample-town'
const temporary = mkdtempSync(join(tmpdir(), 'kvarter-sample-'))
let town: BuiltWorld
let quality: Quality

const run = (command: string, { output = town.output, more = [] as string[] } = {}) =>
  kvarter([command, WORLD, '--workspace', REPOSITORY, '--data', town.data, '--output', output, '--json', ...more])
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

beforeAll(async () => {
  town = await builtSample()
  quality = qualitySchema.parse(JSON.parse(readFileSync(join(town.release, 'report', 'quality.json'), 'utf8')))
}, 300_000)
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

test('the last line of the build says what was made, and in how much memory', () => {
  const { manifest, summary, release } = town
  expect(summary).toEqual({
    event: 'done',
    release: manifest.release,
    isNew: true,
    published: false,
    held: [],
    stale: [],
    manifest: join(release, 'manifest.json'),
    world: { 'java-1.21.4': join(release, 'java-1.21.4/sample-town'), 'java-26.3': join(release, 'java-26.3/sample-town') },
    problems: manifest.problems,
    seconds: expect.any(Number),
    peakRssMb: expect.any(Number),
  })
  expect(summary['peakRssMb']).toBeGreaterThan(50)
  expect(summary['peakRssMb']).toBeLessThanOrEqual(700)
})

describe('problems', () => {
  const tally = (rows: { layer: string; code: string; count: number }[]) => rows.map(({ layer, code, count }) => `${layer} ${code} ${count}`).sort()
  const planted = () => JSON.parse(readFileSync(join(town.data, 'faults.json'), 'utf8')) as { layer: string; code: string; count: number }[]

  test('are those that were planted, layer by layer and code by code', () => {
    expect(tally(quality.layers.flatMap(({ id, problems }) => problems.map(({ code, count }) => ({ layer: id, code, count }))))).toEqual(tally(planted()))
  })

  test('tell of every building, street, track and water that is not drawn', () => {
    const undrawn = new Set(['no-ground', 'underground', 'too-small', 'above-limit', 'hidden-by-another'])
    const layers = quality.layers.filter(({ kind, features }) => features && ['building', 'road', 'rail', 'water'].includes(kind))
    expect(layers.length).toBeGreaterThanOrEqual(6)
    for (const { id, features, problems } of layers) {
      const told = problems.filter(({ code }) => undrawn.has(code)).reduce((sum, { count }) => sum + count, 0)
      expect(features!.used - (features!.drawn ?? 0), id).toBe(told)
    }
  })

  test('are listed one by one, as many as the manifest and the summary say', () => {
    const listed = Map.groupBy(quality.problems.features, ({ properties: { layer, code } }) => `${layer} ${code}`)
    expect([...listed].map(([key, features]) => `${key} ${features.length}`).sort()).toEqual(tally(planted()))
    expect(town.manifest.problems).toBe(quality.problems.features.length)
    expect(town.summary['problems']).toBe(quality.problems.features.length)
  })
})

describe('the manifest', () => {
  test('lists every file with its size and digest, and no other', () => {
    const { manifest, release } = town
    const found = filesIn(release).filter((path) => path !== 'manifest.json')
    expect(manifest.files.map(({ path }) => path)).toEqual(found)
    for (const { path, bytes, sha256 } of manifest.files)
      expect({ path, bytes, sha256 }).toEqual({ path, bytes: statSync(join(release, path)).size, sha256: digest(join(release, path)) })
  })

  test('says what each source is, by its digest, and under which licence', () => {
    const { manifest } = town
    const dataset = JSON.parse(readFileSync(join(REPOSITORY, 'datasets', 'sample', WORLD, 'dataset.json'), 'utf8')) as {
      grid: object
      licences: Record<string, { url: string }>
      layers: { id: string }[]
    }
    expect(manifest.sources.map(({ layer }) => layer)).toEqual(dataset.layers.map(({ id }) => id))
    for (const { layer, licence, digest: sha256, publication } of manifest.sources) {
      expect(dataset.licences, layer).toHaveProperty([licence.id, 'url'], licence.url)
      expect(sha256, layer).toMatch(/^[0-9a-f]{64}$/)
      expect(publication, layer).toBe('open')
    }
    expect(manifest.grid).toEqual({ ...dataset.grid, scale: 1, verticalScale: 1 })
    expect(manifest.worldInputs).toMatch(/^[0-9a-f]{64}$/)
  })

  test('goes with a world folder that tells what it is', async () => {
    const { manifest, folder } = town
    expect(filesIn(folder).filter((path) => !path.startsWith('region'))).toEqual(['LICENCE.txt', 'icon.png', 'kvarter.json', 'level.dat'])
    const facts = JSON.parse(readFileSync(join(folder, 'kvarter.json'), 'utf8')) as Record<string, unknown>
    const { worldInputs, grid, sources, title } = manifest
    expect(facts).toMatchObject({ world: WORLD, worldInputs, grid, sources, title })
    for (const { licence } of sources) expect(readFileSync(join(folder, 'LICENCE.txt'), 'utf8')).toContain(licence.url)
    const icon = await decodePng(readFileSync(join(folder, 'icon.png')))
    expect([icon.width, icon.height]).toEqual([64, 64])
    const { level } = openWorld(folder)
    expect(level.name).toBe(title.sv)
    expect(level.spawn).toMatchObject(manifest.editions[0].spawn)
  })

  test('and the list of changes alone know the release and when it was made', () => {
    const { manifest, release } = town
    const { made, sources } = manifest
    const day = made.slice(0, 10)
    const words = [manifest.release, day.replaceAll('-', ''), ...(sources.some(({ date }) => date === day) ? [] : [day]), 'tIME']
    for (const { path } of manifest.files.filter((file) => file.path !== CHANGES_FILE)) {
      const bytes = readFileSync(join(release, path))
      for (const text of [bytes, path.endsWith('level.dat') ? gunzipSync(bytes) : bytes])
        for (const word of words) expect(text.includes(word), `${path} holds ${word}`).toBe(false)
      if (path.endsWith('.mca')) expect(yearsIn(bytes), path).not.toContain(new Date(made).getUTCFullYear())
    }
    for (const { x, z } of openWorld(town.folder).regions()) {
      const { file } = openWorld(town.folder).region(x, z)!
      for (let index = 0; index < 1024; index++)
        if (file.has(index)) for (const word of words) expect(Buffer.from(file.read(index)).includes(word), `chunk ${index} of ${x} ${z}`).toBe(false)
    }
  })
})

/** Years that a region file's table of times names. */
const yearsIn = (region: Buffer) => new Set(Array.from({ length: 1024 }, (_, index) => new Date(region.readUInt32BE(4096 + index * 4) * 1000).getUTCFullYear()))

test('two workers and another folder give the same bytes', { timeout: 300_000 }, async () => {
  const { code, last } = await run('build', { output: join(temporary, 'second'), more: ['--workers', '2'] })
  expect(code).toBe(0)
  const second = manifestSchema.parse(JSON.parse(readFileSync(last['manifest'] as string, 'utf8')))
  const digests = (files: typeof second.files) =>
    Object.fromEntries(files.filter(({ path }) => path !== CHANGES_FILE).map(({ path, sha256 }) => [path, sha256]))
  expect(digests(second.files)).toEqual(digests(town.manifest.files))
  expect(second.worldInputs).toBe(town.manifest.worldInputs)
})

test('verify finds the release whole, and a copy with one byte changed not', { timeout: 60_000 }, async () => {
  const whole = await run('verify')
  expect(whole.code).toBe(0)
  expect(whole.last).toMatchObject({ event: 'done', files: town.manifest.files.length, regions: 8 })
  const copy = join(temporary, 'copy')
  for (const name of ['releases', 'worlds']) cpSync(join(town.output, name), join(copy, name), { recursive: true, verbatimSymlinks: true })
  const { path } = town.manifest.files.find((file) => file.path.endsWith('r.0.-1.mca'))!
  const file = join(copy, 'releases', town.manifest.release, path)
  const bytes = readFileSync(file)
  bytes[20_000] ^= 1
  rmSync(file)
  writeFileSync(file, bytes)
  const damaged = await run('verify', { output: copy })
  expect(damaged.code).toBe(1)
  expect(damaged.out).toContain(path)
  expect(damaged.last).toMatchObject({ event: 'failed', code: 'verification' })
})

test('publish makes it current; a build with nothing changed then has next to nothing to do', { timeout: 300_000 }, async () => {
  const published = await run('publish')
  expect(published.last).toMatchObject({ event: 'done', release: town.manifest.release, published: true })
  const current = join(town.output, 'worlds', WORLD, 'current')
  expect(JSON.parse(readFileSync(join(current, 'manifest.json'), 'utf8'))).toEqual(town.manifest)
  const again = await run('build', { more: ['--workers', '1'] })
  expect(again.code).toBe(0)
  expect(again.last).toMatchObject({ release: town.manifest.release, isNew: false })
  expect(readdirSync(join(town.output, 'releases'))).toEqual([town.manifest.release])
  expect(JSON.parse(readFileSync(join(current, 'manifest.json'), 'utf8'))).toEqual(town.manifest)
})

describe('where', () => {
  const where = async (...args: string[]) => (await kvarter(['where', WORLD, '--workspace', REPOSITORY, '--json', ...args])).last
  /** PROJ's own program; coordinates in the order of each system's definition. */
  const cs2cs = (from: string, to: string, point: string) => {
    const { status, stdout } = spawnSync('cs2cs', ['-f', '%.9f', from, to], { input: `${point}\n`, encoding: 'utf8' })
    return status === 0 ? stdout.trim().split(/\s+/).map(Number) : undefined
  }
  const hasProj = cs2cs('EPSG:3007', 'EPSG:4326', '6307840 150016') !== undefined

  test.skipIf(!hasProj).each([
    [0, 0],
    [-512, -512],
    [511, 300],
    [-43, 10],
  ])('block %i, %i is where PROJ has it, and back', { timeout: 30_000 }, async (x, z) => {
    const { easting, northing } = town.manifest.grid.origin
    const [latitude, longitude] = cs2cs('EPSG:3007', 'EPSG:4326', `${northing - z - 0.5} ${easting + x + 0.5}`)!
    const [north, east] = cs2cs('EPSG:4326', 'EPSG:3006', `${latitude} ${longitude}`)!
    const [there, fromDegrees, fromMetres] = await Promise.all([
      where('--crs', 'EPSG:4326', '--block', '--', String(x), String(z)),
      where('--crs', 'EPSG:4326', '--', longitude.toFixed(7), latitude.toFixed(7)),
      where('--crs', 'EPSG:3006', '--', east.toFixed(3), north.toFixed(3)),
    ])
    expect(there['coordinate']).toEqual([expect.closeTo(longitude, 6), expect.closeTo(latitude, 6)])
    for (const found of [fromDegrees, fromMetres]) expect(found).toMatchObject({ block: { x, z } })
  })

  test('takes a negative block for a number, not for an option', { timeout: 30_000 }, async () => {
    expect(await where('--block', '-300', '200')).toMatchObject({ block: { x: -300, z: 200 }, coordinate: [149716.5, 6307639.5] })
  })
})

describe('the judgement', () => {
  test('of accuracy meets its gates', () => {
    const accuracy: Accuracy = accuracySchema.parse(JSON.parse(readFileSync(join(town.release, 'report', 'accuracy.json'), 'utf8')))
    expect(accuracy.figures.filter(({ met }) => met === false)).toEqual([])
    expect(accuracy.met).toBe(true)
  })

  test.each(['floating', 'loose', 'open-water'])('of looks finds nothing %s', (id) => {
    const [look, ...others] = quality.looks.filter((each) => each.id === id)
    expect(others).toEqual([])
    expect(look).toMatchObject({ value: 0, met: true })
    expect(look.n).toBeGreaterThan(0)
  })
})
