/** What a municipality's files can be like: each gets one line that says what to do, and the current release stays whole. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHANGES_FILE } from './publish/changes/change-set.ts'
import { asciiGrid, type Draft, kvarter, makeWorkspace, widen } from './try-cli.ts'

const folders: string[] = []
const workspace = (change?: (draft: Draft) => void): string => {
  const folder = makeWorkspace(change)
  folders.push(folder)
  return folder
}
const output = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
folders.push(output)
const build = (folder: string, at = output) => kvarter(['build', 'example', '--json', '--workspace', folder, '--output', at])
const currentIn = (folder: string) => readFileSync(join(folder, 'worlds', 'example', 'current', 'manifest.json'), 'utf8')
let current = ''

beforeAll(async () => {
  await kvarter(['build', 'example', '--publish', '--workspace', workspace(), '--output', output])
  current = currentIn(output)
}, 60_000)

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A grey picture that says nothing of where it lies. */
const picture = Buffer.concat([Buffer.from('P5\n8 8\n255\n'), Buffer.alloc(64, 20)])
const geojson = (features: [properties: object, geometry: object | null][]) =>
  JSON.stringify({ type: 'FeatureCollection', features: features.map(([properties, geometry]) => ({ type: 'Feature', properties, geometry })) })
const latin1 = Buffer.from(
  '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nr":1,"namn":"V\u00e4gen"},"geometry":{"type":"LineString","coordinates":[[500010,6500010],[500090,6500090]]}}]}',
  'latin1',
)

interface Case {
  what: string
  change: (draft: Draft) => void
  code: string
  /** What the message must name. */
  names: RegExp[]
}

const FAILURES: Case[] = [
  {
    what: 'a missing file',
    change: ({ layer }) => (layer('terrain').source.path = 'heights/gone.tif'),
    code: 'missing-file',
    names: [/heights.gone\.tif/, /terrain/],
  },
  { what: 'a raster that does not say its CRS', change: ({ layer }) => delete layer('terrain').source.crs, code: 'unknown-crs', names: [/terrain\.asc/] },
  {
    what: 'a CRS that does not exist',
    change: ({ layer }) => (layer('terrain').source.crs = 'EPSG:99999'),
    code: 'unknown-crs',
    names: [/EPSG:99999/, /terrain/],
  },
  {
    what: 'a raster without georeference',
    change({ layer, data }) {
      data('terrain.pgm', picture)
      layer('terrain').source.path = 'terrain.pgm'
    },
    code: 'no-georeference',
    names: [/terrain\.pgm/],
  },
  {
    what: 'a file cut short',
    change: ({ data }) => data('streets.geojson', '{"type": "FeatureCollection", "fea'),
    code: 'unreadable-source',
    names: [/streets\.geojson/],
  },
  { what: 'a file of something else', change: ({ data }) => data('terrain.asc', '<html>404</html>'), code: 'unreadable-source', names: [/terrain\.asc/] },
  {
    what: 'a mapped column gone',
    change: ({ layer }) => (layer('buildings').attributes.use.column = 'ANDAMAL'),
    code: 'missing-column',
    names: [/buildings\.geojson/, /ANDAMAL/, /layer buildings/],
  },
  { what: '0 features', change: ({ data }) => data('streets.geojson', geojson([])), code: 'no-features', names: [/layer streets/] },
  {
    what: '0 features that pass the filter',
    change: ({ layer }) => (layer('streets').source.where = 'nr > 99'),
    code: 'no-features',
    names: [/layer streets/],
  },
  {
    what: 'a layer without licence that a world asks for',
    change({ layer, world }) {
      delete layer('streets').licence
      world['layers'] = ['terrain', 'streets']
    },
    code: 'no-licence',
    names: [/layer streets/],
  },
  { what: 'terrain without licence', change: ({ layer }) => delete layer('terrain').licence, code: 'no-licence', names: [/terrain/] },
  {
    what: 'an area outside the terrain',
    change: ({ world }) => (world['area'].bbox = [510000, 6510000, 510100, 6510100]),
    code: 'outside-terrain',
    names: [/terrain covers 0\.0 %/],
  },
  {
    what: 'an area half outside the terrain',
    change: ({ world }) => (world['area'].bbox = [500064, 6500000, 500192, 6500128]),
    code: 'outside-terrain',
    names: [/terrain covers 5\d\.\d %/],
  },
  {
    what: 'relief above the height limit',
    change: ({ data }) =>
      data(
        'terrain.asc',
        asciiGrid(160, (column) => column * 12),
      ),
    code: 'too-high',
    names: [/y \d+ to 4\d\d/, /319/],
  },
  {
    what: 'an edition that does not exist',
    change: ({ world }) => (world['editions'] = ['java-1.8']),
    code: 'bad-definition',
    names: [/worlds.example\.json/, /editions\[0\]/],
  },
  {
    what: 'a filter that is no SQL',
    change: ({ layer }) => (layer('streets').source.where = 'nr >'),
    code: 'bad-definition',
    names: [/streets/],
  },
]

describe('a run fails with one line', () => {
  test.each(FAILURES)('for $what', { timeout: 30_000 }, async ({ change, code, names }) => {
    const ran = await build(workspace(change))
    expect(ran.last).toMatchObject({ event: 'failed', code })
    expect(ran.code).toBe(1)
    expect(ran.err.trim().split('\n')).toHaveLength(1)
    expect(ran.err).not.toMatch(/\n\s+at /)
    for (const name of names) expect(ran.last['message']).toMatch(name)
    expect(ran.last['hint']).toBeTruthy()
    expect(currentIn(output)).toBe(current)
  })
})

describe('a run goes on, and counts problems', () => {
  const ring = (...points: number[][]) => [[...points, points[0]].map(([x, y]) => [500000 + x, 6500000 + y])]
  const whole = ring([10, 10], [30, 10], [30, 30], [10, 30])

  test('for broken and empty geometry', { timeout: 30_000 }, async () => {
    const folder = workspace(({ data }) =>
      data(
        'buildings.geojson',
        geojson([
          [
            { nr: 1, sort: 'Villa', hojd_dm: 50 },
            { type: 'Polygon', coordinates: whole },
          ],
          [{ nr: 2, sort: 'Villa', hojd_dm: 50 }, null],
          [
            { nr: 3, sort: 'Villa', hojd_dm: 50 },
            { type: 'Polygon', coordinates: [] },
          ],
          [
            { nr: 4, sort: 'Villa', hojd_dm: 50 },
            { type: 'Polygon', coordinates: ring([40, 40], [60, 60], [60, 40], [40, 60]) },
          ],
          [
            { nr: 5, sort: 'Villa', hojd_dm: 50 },
            { type: 'Point', coordinates: [500050, 6500080] },
          ],
          [
            { nr: 1, sort: 'Villa', hojd_dm: 50 },
            { type: 'Polygon', coordinates: ring([80, 80], [95, 80], [95, 95], [80, 95]) },
          ],
        ]),
      ),
    )
    const { code, last } = await build(folder)
    expect(code).toBe(0)
    expect(last['problems']).toBeGreaterThanOrEqual(5)
  })

  test('for text in another encoding than the file says', { timeout: 30_000 }, async () => {
    const { code, last } = await build(workspace(({ data }) => data('streets.geojson', latin1)))
    expect(code).toBe(0)
    expect(last['problems']).toBe(1)
  })
})

test('a full disk: one line, and the current release is whole', { timeout: 60_000 }, async ({ skip }) => {
  const small = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  folders.push(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', small], { stdio: 'ignore' })
  } catch {
    skip('only root can mount a small disk to fill')
  }
  try {
    expect((await kvarter(['build', 'example', '--publish', '--workspace', workspace(), '--output', small])).code).toBe(0)
    const before = currentIn(small)
    const { bavail, bsize } = statfsSync(small)
    writeFileSync(join(small, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - 200_000)))
    const changed = workspace(({ data }) =>
      data(
        'terrain.asc',
        asciiGrid(160, (column, row) => 10 + Math.sin(column * row) * 2),
      ),
    )
    const ran = await build(changed, small)
    expect(ran.last).toMatchObject({ event: 'failed', code: 'disk-full' })
    expect(ran.code).toBe(1)
    expect(currentIn(small)).toBe(before)
    rmSync(join(small, 'filler'))
    const { release } = JSON.parse(before) as { release: string }
    expect((await kvarter(['verify', 'example', '--release', release, '--workspace', changed, '--output', small])).code).toBe(0)
    expect((await build(changed, small)).code).toBe(0)
  } finally {
    execFileSync('umount', [small])
  }
})

test('killed at any stage and run again: the same bytes as a run that was left alone', { timeout: 180_000 }, async () => {
  const folder = workspace(widen)
  /** The list of changes names its release, so that it differs from run to run. */
  const files = (ran: Awaited<ReturnType<typeof build>>) => {
    const manifest = JSON.parse(readFileSync(ran.last['manifest'] as string, 'utf8')) as { files: { path: string; sha256: string }[] }
    return manifest.files.filter(({ path }) => path !== CHANGES_FILE)
  }
  const place = (name: string) => {
    const at = join(output, name)
    mkdirSync(at)
    return at
  }
  const wanted = files(await build(folder, place('alone')))
  expect(wanted.length).toBeGreaterThan(16)
  const killed = place('killed')
  for (const text of ['"stage":"normalise"', '"stage":"prepare"', '"stage":"voxelise', '"stage":"assemble']) {
    const ran = await kvarter(['build', 'example', '--json', '--workspace', folder, '--output', killed], { stopAt: { text, signal: 'SIGKILL' } })
    expect(ran.signal).toBe('SIGKILL')
  }
  const again = await build(folder, killed)
  expect(again.code).toBe(0)
  expect(files(again)).toEqual(wanted)
})

test('after all of it, the release that was current is whole', { timeout: 30_000 }, async () => {
  const { release } = JSON.parse(current) as { release: string }
  const { code, out } = await kvarter(['verify', 'example', '--release', release, '--workspace', folders[1], '--output', output])
  expect(out).toContain('is whole')
  expect(code).toBe(0)
})
