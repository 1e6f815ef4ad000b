import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeFeatures } from '#pipeline/formats/feature-file.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { SAMPLE } from '../report/sample-input.ts'
import { readChangeSet } from './change-set.ts'
import { compareRelease, type Comparison } from './compare-release.ts'
import { readJudgement, readRecords } from './records.ts'
import { MADE, manifestWith } from './sample-facts.ts'

const root = mkdtempSync(join(tmpdir(), 'kvarter-compare-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A release of the sample's three layers, with these trees, compared with another. */
async function compared(id: string, names: Record<string, string>, rest: Partial<Comparison> = {}): Promise<Comparison> {
  const [folder, records] = [join(root, id), join(root, `${id}.records`)]
  mkdirSync(folder)
  const path = join(root, `${id}.ndjson`)
  const writer = writeFeatures(path)
  for (const [name, title] of Object.entries(names))
    await writer.write({
      layer: '',
      kind: 'building',
      id: name,
      attributes: { name: title },
      geometry: { type: 'point', points: Float64Array.of(148000, 6398000) },
    })
  await writer.close()
  const used = Object.keys(names).length
  const normalised = SAMPLE.normalised.map((each): NormalisedLayer => {
    return each.features ? { ...each, features: { path, counts: { read: used, used, outside: 0, stableIds: true } } } : each
  })
  const fetches = new Map([['buildings', { fetched: MADE }]])
  const comparison = { manifest: manifestWith(id, { '0,0': names['a'] === 'Ett' ? 1 : 2 }), folder, records, normalised, problems: [], fetches, ...rest }
  return { expectations: { layers: { buildings: { greatestChangePercent: 40 } } }, ...comparison }
}

test('a first release, an equal one, one that changed too much and one after a loss of records', async () => {
  const first = await compared('r1', { a: 'Ett', b: 'Två', c: 'Tre' })
  expect(await compareRelease(first)).toEqual({ held: false, reasons: [] })
  expect(readdirSync(first.folder)).toEqual(['changes.json'])
  expect(readdirSync(first.records)).toEqual(['buildings.index', 'difference.en.html', 'difference.sv.html', 'facts.json', 'judgement.json', 'shelters.index'])

  const equal = await compared('r2', { c: 'Tre', a: 'Ett', b: 'Två' }, { current: first })
  expect(await compareRelease(equal)).toEqual({ held: false, reasons: [] })
  const same = readChangeSet(readFileSync(join(equal.folder, 'changes.json'), 'utf8'))
  expect(same).toMatchObject({ since: 'r1', layers: { buildings: { added: 0, changed: 0, removed: 0, features: [] } } })
  expect(same.regions['java-1.21.4']).toEqual({ added: [], changed: [], removed: [] })

  const less = await compared('r3', { a: 'En' }, { current: equal })
  const judgement = await compareRelease(less)
  expect(judgement.reasons).toMatchObject([{ layer: 'buildings', expectation: 'greatest-change', found: 66.67 }])
  expect(await readJudgement(less.records)).toEqual(judgement)
  const changes = readFileSync(join(less.folder, 'changes.json'), 'utf8')
  expect(readChangeSet(changes).layers).toMatchObject({
    buildings: { changed: 1, removed: 2, features: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    shelters: { changed: 1, removed: 2, unlisted: 3 },
  })
  expect(readChangeSet(changes).regions['java-1.21.4'].changed).toEqual([[0, 0]])
  expect(readFileSync(join(less.records, 'difference.en.html'), 'utf8')).toContain('changed by 66.67 %')

  writeFileSync(join(less.records, 'facts.json'), '{"kvarter":2}')
  await expect(readRecords(less.records)).rejects.toMatchObject({ code: 'not-found' })
  const after = await compared('r4', { a: 'En' }, { current: less })
  expect((await compareRelease(after)).reasons).toMatchObject([{ expectation: 'not-comparable' }])

  rmSync(join(after.records, 'buildings.index'))
  const last = await compared('r5', { a: 'En' }, { current: after })
  expect((await compareRelease(last)).reasons).toMatchObject([{ expectation: 'not-comparable' }])
  expect(readChangeSet(readFileSync(join(last.folder, 'changes.json'), 'utf8')).since).toBeNull()
})
