/** Region files are packed by real workers, and kept: what did not change is not packed again. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { JAVA_PROFILES } from './formats/anvil/profile.ts'
import { rawEntries, testByUnzip } from './formats/zip/try-read.ts'
import { downloadOf, packEditions } from './pack-editions.ts'
import { quietProgress } from './progress.ts'
import { entryPath } from './publish/world-zip/kept-entry.ts'
import { LEVEL, regionOf, writeFiles } from './publish/world-zip/try-world.ts'

const PROFILES = ['java-1.21.4', 'java-26.3'] as const
const REGIONS = [0, 1, 2].map((x) => ({ x, z: 0 }))

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'kvarter-pack-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A release's worlds and a cache with a folder for each region file, as a build makes them. */
function build(release: string, seeds: readonly number[]) {
  const editions = PROFILES.map((profile, edition) => {
    const path = `${profile}/stad`
    const place = join(root, release, path, JAVA_PROFILES[profile].regionFolder)
    writeFiles(join(root, release, path), LEVEL)
    mkdirSync(place, { recursive: true })
    const files = REGIONS.map((region, index) => {
      const file = join(root, 'cache', `${profile}-${seeds[index]}`, `r.${region.x}.${region.z}.mca`)
      writeFiles(dirname(file), { [basename(file)]: regionOf(seeds[index] + 50 * edition) })
      if (index === 1) writeFiles(dirname(file), { [`c.33.${seeds[index]}.mcc`]: 'a large chunk' })
      for (const name of [basename(file), ...(index === 1 ? [`c.33.${seeds[index]}.mcc`] : [])]) copyFileSync(join(dirname(file), name), join(place, name))
      return { region, path: file }
    })
    return { profile, path, files }
  })
  const stages: string[] = []
  const progress = { ...quietProgress, stage: (name: string, total?: number) => void stages.push(`${name} ${total}`) }
  const zips = () => editions.map(({ path }) => readFileSync(join(root, release, downloadOf(path))))
  return { editions, stages, zips, pack: () => packEditions(join(root, release), editions, { progress, workers: 2 }) }
}

test('all are packed once, in every edition, and the zips stand beside the worlds', async () => {
  const first = build('1', [1, 2, 3])
  expect(await first.pack()).toBe(8)
  expect(first.stages).toEqual(['pack 8'])
  const before = first.zips()
  expect([...(await rawEntries(before[1])).keys()]).toEqual([
    'stad/LICENCE.txt',
    ...['c.33.2.mcc', 'r.0.0.mca', 'r.1.0.mca', 'r.2.0.mca'].map((name) => `stad/dimensions/minecraft/overworld/region/${name}`),
    'stad/icon.png',
    'stad/kvarter.json',
    'stad/level.dat',
  ])
  for (const { path } of first.editions) expect(testByUnzip(join(root, '1', downloadOf(path))) ?? 'whole').toBe('whole')
  const second = build('2', [1, 2, 3])
  expect(await second.pack()).toBe(0)
  expect(second.zips().map((zip, index) => zip.equals(before[index]))).toEqual([true, true])
})

test('a changed region changes one entry of each edition, and it alone is packed', async () => {
  const first = build('1', [1, 2, 3])
  await first.pack()
  const second = build('2', [1, 2, 4])
  expect(await second.pack()).toBe(2)
  for (const index of [0, 1]) {
    const [before, after] = [await rawEntries(first.zips()[index]), await rawEntries(second.zips()[index])]
    expect([...after.keys()]).toEqual([...before.keys()])
    const changed = [...after].filter(([name, raw]) => !raw.equals(before.get(name)!)).map(([name]) => basename(name))
    expect(changed).toEqual(['r.2.0.mca'])
  }
})

test('what is damaged is packed again', async () => {
  const first = build('1', [1, 2, 3])
  await first.pack()
  const before = first.zips()
  writeFileSync(entryPath(first.editions[0].files[2].path), 'damaged')
  rmSync(entryPath(first.editions[1].files[0].path))
  expect(await first.pack()).toBe(2)
  expect(first.zips().map((zip, index) => zip.equals(before[index]))).toEqual([true, true])
})
