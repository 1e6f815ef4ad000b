import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { digestOf, openReleases, type ReleaseStore } from './release-store.ts'

let root = ''
let releases: ReleaseStore
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  releases = openReleases(root)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const head = (release: string, world = 'town'): Omit<Manifest, 'files'> => ({
  kvarter: 1,
  release,
  made: '2026-11-01T03:00:00.000Z',
  world,
  title: { sv: 'Stad', en: 'Town' },
  municipality: { code: '0000', name: { sv: 'Stad', en: 'Town' } },
  publisher: { name: 'Town' },
  worldInputs: 'a'.repeat(64),
  grid: { crs: 'EPSG:3006', origin: { easting: 0, northing: 0 }, heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' }, zeroY: 63, scale: 1, verticalScale: 1 },
  area: [],
  editions: [{ profile: 'java-1.21.4', path: 'java-1.21.4/town', regions: 1, spawn: { x: 0, y: 64, z: 0 } }],
  sources: [],
  coverage: { columns: 1, covered: 1 },
  problems: 0,
})
const make = (id: string, text = id, world = 'town') =>
  releases.candidate(world, id, async (folder) => {
    mkdirSync(join(folder, 'java-1.21.4/town/region'), { recursive: true })
    writeFileSync(join(folder, 'java-1.21.4/town/region/r.0.0.mca'), text)
    writeFileSync(join(folder, 'report.html'), text)
    return head(id, world)
  })

describe('a candidate', () => {
  test('lists every file but the manifest, with size, digest, type and edition', async () => {
    const { folder, manifest } = await make('r1', 'abc')
    const region = 'java-1.21.4/town/region/r.0.0.mca'
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(manifest.files).toEqual([
      { path: region, mediaType: 'application/vnd.minecraft.region', bytes: 3, sha256, world: 'java-1.21.4' },
      { path: 'report.html', mediaType: 'text/html; charset=utf-8', bytes: 3, sha256 },
    ])
    expect(await digestOf(join(folder, region))).toBe(sha256)
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest)
    expect((await releases.find('town', 'candidate'))?.id).toBe('r1')
    expect(await releases.find('town', 'current')).toBeUndefined()
  })

  test('that fails half-way leaves nothing, and the candidate before it', async () => {
    await make('r1')
    const broken = releases.candidate('town', 'r2', async (folder) => {
      writeFileSync(join(folder, 'half'), '')
      throw new Error('no')
    })
    await expect(broken).rejects.toThrow('no')
    expect(readdirSync(join(root, 'releases'))).toEqual(['r1'])
    expect((await releases.find('town', 'candidate'))?.id).toBe('r1')
  })

  test('with a manifest that is none is refused', async () => {
    await expect(releases.candidate('town', 'r1', async () => ({ ...head('r1'), worldInputs: 'short' }))).rejects.toThrow('worldInputs')
    expect(existsSync(join(root, 'releases', 'r1'))).toBe(false)
  })
})

describe('the switch', () => {
  test('makes a release current, and back again', async () => {
    await make('r1')
    await make('r2')
    for (const id of ['r1', 'r2', 'r1']) {
      await releases.switchTo('town', id)
      expect((await releases.find('town', 'current'))?.id).toBe(id)
    }
    expect((await releases.find('town', 'candidate'))?.id).toBe('r2')
  })

  test('to a release that is not there, not whole, or another world’s is refused, and current stays', async () => {
    await make('r1')
    await releases.switchTo('town', 'r1')
    await make('other', 'x', 'village')
    const { folder } = await make('r3')
    rmSync(join(folder, 'manifest.json'))
    for (const id of ['gone', 'other', 'r3']) await expect(releases.switchTo('town', id)).rejects.toMatchObject({ code: 'not-found' })
    expect((await releases.find('town', 'current'))?.id).toBe('r1')
  })

  test('is atomic: a reader beside it always finds one whole release', { timeout: 60_000 }, async () => {
    const ids = ['r1', 'r2']
    for (const id of ids) await make(id)
    await releases.switchTo('town', 'r1')
    const state = { isOver: false }
    const seen = new Set<string>()
    const reader = (async () => {
      while (!state.isOver) {
        const current = join(root, 'worlds/town/current')
        const text = readFileSync(join(current, 'report.html'), 'utf8')
        seen.add(text)
        seen.add((await releases.find('town', 'current'))!.manifest.release)
      }
    })()
    for (let i = 0; i < 40; i++) await releases.switchTo('town', ids[i % 2])
    state.isOver = true
    await reader
    expect([...seen].sort()).toEqual(ids)
  })

  test('does not lead out of the releases', async () => {
    await make('r1')
    for (const id of ['../worlds', '..', '/etc']) await expect(releases.get(id)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a run killed between two steps leaves current whole', () => {
  /** What is on disk when a run dies after each step of making r2, current being r1. */
  const left: [string, (at: (path: string) => string) => void][] = [
    ['the folder is begun', (at) => write(at(`releases/r2.${process.pid}.tmp/half`), 'x')],
    ['the files are there, without manifest', (at) => write(at(`releases/r2.${process.pid}.tmp/report.html`), 'x')],
    ['the manifest is half written', (at) => write(at(`releases/r2.${process.pid}.tmp/manifest.json`), '{"kvarter": 1,')],
    ['it is renamed and no pointer says so', () => {}],
    ['the new pointer is not yet renamed', (at) => symlinkSync('../../releases/r2', at('worlds/town/current.tmp'))],
  ]
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  test.each(left)('when %s; and the next run goes through', async (_, leave) => {
    await make('r1')
    await releases.switchTo('town', 'r1')
    leave((path) => join(root, path))
    const again = openReleases(root)
    expect((await again.find('town', 'current'))?.id).toBe('r1')
    releases = again
    await make('r2')
    await again.switchTo('town', 'r2')
    expect(readlinkSync(join(root, 'worlds/town/current'))).toMatch(/r2$/)
    expect(readdirSync(join(root, 'worlds/town')).sort()).toEqual(['candidate', 'current'])
    expect(readdirSync(join(root, 'releases')).sort()).toEqual(['r1', 'r2'])
    expect(existsSync(join(root, 'releases/r2/half'))).toBe(false)
  })
})

describe('a held release', () => {
  const reasons = [{ code: 'layer-emptied', layer: 'trees', text: { sv: 'tomt', en: 'empty' } }]

  test('is held before it is there, is not switched to, and is when someone approves it', async () => {
    let seen: unknown
    await releases.candidate(
      'town',
      'r1',
      async () => head('r1'),
      async (manifest, folder) => {
        seen = [manifest.release, existsSync(join(folder, 'manifest.json')), existsSync(join(root, 'releases/r1'))]
        return reasons
      },
    )
    expect(seen).toEqual(['r1', true, false])
    expect(await releases.states.of('r1')).toEqual({ state: 'held', reasons })
    await expect(releases.switchTo('town', 'r1')).rejects.toMatchObject({ code: 'held', hint: expect.stringContaining('kvarter approve r1') })
    expect(existsSync(join(root, 'worlds/town/current'))).toBe(false)
    const { approved } = await releases.approve('r1', 'seen')
    expect(approved).toMatchObject({ why: 'seen', lifts: [] })
    await releases.switchTo('town', 'r1')
    expect((await releases.find('town', 'current'))?.id).toBe('r1')
    await releases.hold('r1', reasons)
    await expect(releases.switchTo('town', 'r1')).rejects.toMatchObject({ code: 'held' })
  })

  test('whose state cannot be read is not switched to', async () => {
    await make('r1')
    writeFileSync(join(root, 'states/r1.json'), '{"state":"candidate"')
    await expect(releases.switchTo('town', 'r1')).rejects.toMatchObject({ code: 'verification' })
    expect(existsSync(join(root, 'worlds/town/current'))).toBe(false)
  })

  test('that could not be judged leaves nothing', async () => {
    const broken = releases.candidate(
      'town',
      'r1',
      async () => head('r1'),
      async () => {
        throw new Error('no')
      },
    )
    await expect(broken).rejects.toThrow('no')
    expect([readdirSync(join(root, 'releases')), existsSync(join(root, 'states/r1.json'))]).toEqual([[], false])
  })
})
