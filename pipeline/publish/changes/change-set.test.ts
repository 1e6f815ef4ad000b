import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { MOST_LISTED } from '#pipeline/model/change-set.ts'
import type { Feature } from '#pipeline/model/feature.ts'
import { changeSetText, type ComparedRelease, makeChangeSet, readChangeSet } from './change-set.ts'
import { allRegions, compareRegions, countRegions } from './compare-regions.ts'
import { writeFeatureIndex } from './feature-index.ts'
import { manifestWith } from './sample-facts.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-changes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const points = (ids: readonly string[], east = 148000): Feature[] =>
  ids.map((id) => ({ layer: 'buildings', kind: 'tree', id, attributes: {}, geometry: { type: 'point', points: Float64Array.of(east, 6398000) } }))

async function released(id: string, layers: Record<string, Feature[]>, publications: Record<string, string> = {}): Promise<ComparedRelease> {
  const manifest = manifestWith(id, {})
  const [source] = manifest.sources
  manifest.sources = Object.keys(layers).map((layer) => ({ ...source, layer, publication: publications[layer] ?? 'open' }))
  const indexes = new Map<string, string>()
  for (const [layer, features] of Object.entries(layers)) {
    const path = join(folder, `${id}-${layer}.index`)
    await writeFeatureIndex(features, path)
    indexes.set(layer, path)
  }
  return { manifest, indexes }
}

describe('a change set', () => {
  test('names what was added, changed and removed, with its box, and is read back as it was', async () => {
    const before = await released('r1', { buildings: [...points(['a', 'b']), ...points(['c'])] })
    const after = await released('r2', { buildings: [...points(['a']), ...points(['c'], 148010), ...points(['d'])] })
    const changes = await makeChangeSet(before, after)
    expect(changes).toMatchObject({ kvarter: 1, world: 'sample-town', release: 'r2', since: 'r1', crs: 'EPSG:3007' })
    expect(changes.layers['buildings']).toEqual({
      ...{ added: 1, changed: 1, removed: 1, unlisted: 0 },
      features: [
        { id: 'b', change: 'removed', bbox: [148000, 6398000, 148000, 6398000] },
        { id: 'c', change: 'changed', bbox: [148000, 6398000, 148010, 6398000] },
        { id: 'd', change: 'added', bbox: [148000, 6398000, 148000, 6398000] },
      ],
    })
    expect(readChangeSet(changeSetText(changes))).toEqual(changes)
  })

  test('of a first release has nothing to compare with: all is counted, nothing listed', async () => {
    const changes = await makeChangeSet(undefined, await released('first', { buildings: points(['a', 'b']) }))
    expect(changes.since).toBeNull()
    expect(changes.layers['buildings']).toEqual({ added: 2, changed: 0, removed: 0, features: [], unlisted: 2 })
  })

  test.each([
    ['is world-only', 'world-only', 'world-only'],
    ['is no longer open', 'open', 'world-only'],
    ['was not open before', 'world-only', 'open'],
    ['was internal before', 'internal', 'open'],
  ])('of a layer that %s tells counts alone', async (_, was, is) => {
    const before = await released('c1', { shelters: points(['secret-1', 'secret-2']) }, { shelters: was })
    const after = await released('c2', { shelters: points(['secret-2', 'secret-3']) }, { shelters: is })
    const changes = await makeChangeSet(before, after)
    expect(changes.layers['shelters']).toEqual({ added: 1, changed: 0, removed: 1, unlisted: 2 })
    expect(changeSetText(changes)).not.toMatch(/secret|148000/)
  })

  test('counts what a withdrawn layer held and names none of it; a new layer’s features are named', async () => {
    const before = await released('w1', { gone: points(['a', 'b']) })
    const changes = await makeChangeSet(before, await released('w2', { fresh: points(['c']) }))
    expect(changes.layers['gone']).toEqual({ added: 0, changed: 0, removed: 2, unlisted: 2 })
    expect(changes.layers['fresh'].features?.map(({ id }) => id)).toEqual(['c'])
  })

  test('counts what is protected and names it not', async () => {
    const before = await released('p1', { buildings: points(['a', 'hidden']) })
    const after = await released('p2', { buildings: points(['a', 'b']) })
    const changes = await makeChangeSet(before, after, (layer, { id }) => layer === 'buildings' && id === 'hidden')
    expect(changes.layers['buildings']).toMatchObject({ added: 1, removed: 1, unlisted: 1 })
    expect(changeSetText(changes)).not.toContain('hidden')
  })

  test('lists so many and counts the rest', async () => {
    const before = await released('m1', { buildings: [] })
    const many = Array.from({ length: MOST_LISTED + 5 }, (_, i) => `b${i}`)
    const { features, ...counts } = (await makeChangeSet(before, await released('m2', { buildings: points(many) }))).layers['buildings']
    expect(counts).toEqual({ added: MOST_LISTED + 5, changed: 0, removed: 0, unlisted: 5 })
    expect(features).toHaveLength(MOST_LISTED)
  })

  test('cannot be made from an index that is gone', async () => {
    const before = await released('x1', { buildings: points(['a']) })
    rmSync(before.indexes.get('buildings')!)
    await expect(makeChangeSet(before, await released('x2', { buildings: [] }))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('regions', () => {
  test('are compared by the digests of their files, those of large chunks too, and by nothing else', () => {
    const before = manifestWith('r1', { '0,0': 1, '1,0': 1, '-1,0': 1, '0,1': 1, 'java-1.21.4/sample-town/level.dat': 1, 'pictures/map.png': 1 })
    const after = manifestWith('r2', {
      ...{ '0,0': 1, '1,0': 2, '2,-1': 1, '0,1': 1, 'java-1.21.4/sample-town/level.dat': 2, 'pictures/r.5.5.mca': 3 },
      'java-1.21.4/sample-town/region/c.-1.40.mcc': 1,
    })
    const { 'java-1.21.4': found, ...others } = compareRegions(before, after)
    expect(found).toEqual({ added: [[2, -1], [-1, 1]], changed: [[1, 0]], removed: [[-1, 0]] }) // prettier-ignore
    expect(others).toEqual({})
    expect(countRegions(before, after)).toEqual({ touched: 4, total: 6 })
    expect(allRegions(before)).toEqual([[-1, 0], [0, 0], [1, 0], [0, 1]]) // prettier-ignore
  })

  test('an edition without region files tells none', () => {
    expect(compareRegions(undefined, manifestWith('r1', { 'bedrock/world.mcworld': 1 }))).toEqual({})
    expect(countRegions(undefined, manifestWith('r1', {}))).toEqual({ touched: 0, total: 0 })
  })

  test('are those that two maps have and have not in common', () => {
    const regions = fc.dictionary(
      fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })).map((place) => place.join(',')),
      fc.integer({ min: 1, max: 2 }),
    )
    fc.assert(
      fc.property(regions, regions, (old, now) => {
        const found = compareRegions(manifestWith('r1', old), manifestWith('r2', now))['java-1.21.4'] ?? { added: [], changed: [], removed: [] }
        const names = (list: readonly (readonly number[])[]) => new Set(list.map((place) => place.join(',')))
        const keys = Object.keys
        expect(names(found.added)).toEqual(new Set(keys(now).filter((key) => !(key in old))))
        expect(names(found.removed)).toEqual(new Set(keys(old).filter((key) => !(key in now))))
        expect(names(found.changed)).toEqual(new Set(keys(now).filter((key) => key in old && old[key] !== now[key])))
      }),
    )
  })
})
