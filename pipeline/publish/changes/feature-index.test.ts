import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Feature, Geometry } from '#pipeline/model/feature.ts'
import { mapAttributes } from '#pipeline/normalise/attributes.ts'
import { fromWkb } from '#pipeline/normalise/wkb.ts'
import { DATASET } from '../report/sample-input.ts'
import { compareIndexes } from './compare-indexes.ts'
import { boxAround, contentDigest, toWkb } from './content.ts'
import { type IndexEntry, readFeatureIndex, writeFeatureIndex } from './feature-index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-index-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const indexed = async (features: Iterable<Feature>, options?: Parameters<typeof writeFeatureIndex>[2]): Promise<{ path: string; entries: IndexEntry[] }> => {
  const path = join(folder, `${files++}.index`)
  const count = await writeFeatureIndex(features, path, options)
  const entries = await Array.fromAsync(readFeatureIndex(path))
  expect(count).toBe(entries.length)
  return { path, entries }
}

const coordinate = fc.integer({ min: -7e9, max: 7e9 }).map((mm) => mm / 1000)
const run = (least: number) => fc.array(fc.tuple(coordinate, coordinate), { minLength: least, maxLength: 6 }).map((points) => Float64Array.from(points.flat()))
const ring = run(3).map((open) => Float64Array.from([...open, open[0], open[1]]))
const geometry: fc.Arbitrary<Geometry> = fc.oneof(
  run(1).map((points) => ({ type: 'point' as const, points })),
  fc.array(run(2), { minLength: 1, maxLength: 3 }).map((lines) => ({ type: 'line' as const, lines })),
  fc.array(fc.array(ring, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map((polygons) => ({ type: 'polygon' as const, polygons })),
)
const attributes = fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  maxKeys: 4,
})
const feature: fc.Arbitrary<Feature> = fc
  .record({ id: fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'binary', maxLength: 5 })), attributes, geometry })
  .map((rest) => ({ layer: 'parks', kind: 'area', ...rest }))
const features = fc.uniqueArray(feature, { selector: ({ id }) => id, maxLength: 30 })

describe('content', () => {
  test('WKB is read back as it was, to the millimetre', () => {
    fc.assert(
      fc.property(geometry, (shape) => {
        expect(fromWkb(toWkb(shape))).toEqual(shape)
      }),
    )
  })

  test('what is less than a millimetre, and the order of attributes, is no difference', () => {
    fc.assert(
      fc.property(feature, (whole) => {
        const jitter = (values: Float64Array) => values.map((value, i) => value + (i % 2 ? 4e-4 : -4e-4))
        const shape = whole.geometry
        const moved: Geometry =
          shape.type === 'point'
            ? { type: 'point', points: jitter(shape.points) }
            : shape.type === 'line'
              ? { type: 'line', lines: shape.lines.map(jitter) }
              : { type: 'polygon', polygons: shape.polygons.map((rings) => rings.map(jitter)) }
        const turned = Object.fromEntries(Object.entries(whole.attributes).toReversed())
        expect(contentDigest({ geometry: moved, attributes: turned })).toBe(contentDigest(whole))
        expect(boxAround(moved)).toEqual(boxAround(shape))
      }),
    )
  })

  test('a millimetre, a value, its type and a name are differences', () => {
    const at = (east: number): Geometry => ({ type: 'point', points: Float64Array.of(east, 2) })
    const digests = [
      { geometry: at(1), attributes: { a: 1 } },
      { geometry: at(1.001), attributes: { a: 1 } },
      { geometry: at(1), attributes: { a: 2 } },
      { geometry: at(1), attributes: { a: '1' } },
      { geometry: at(1), attributes: { b: 1 } },
      { geometry: at(1), attributes: {} },
      { geometry: { type: 'line', lines: [Float64Array.of(1, 2)] } satisfies Geometry, attributes: { a: 1 } },
    ].map(contentDigest)
    expect(new Set(digests).size).toBe(digests.length)
    expect(digests.every((digest) => /^[0-9a-f]{32}$/.test(digest))).toBe(true)
  })

  test('a column that is not kept is no change, one that is is', () => {
    const layer = { ...DATASET.layers[1], attributes: { name: { column: 'NAMN' } } }
    const digest = (columns: Record<string, unknown>) =>
      contentDigest({ geometry: { type: 'point', points: Float64Array.of(1, 2) }, attributes: mapAttributes(layer, columns, () => {}) })
    expect(digest({ NAMN: 'Torget', EDITED: '2026-01-01' })).toBe(digest({ NAMN: 'Torget', EDITED: '2026-02-02', BY: 'AB' }))
    expect(digest({ NAMN: 'Torget' })).not.toBe(digest({ NAMN: 'Parken' }))
  })
})

describe('the index', () => {
  test('holds every feature once, by id, whatever their order, the length of runs and how many are merged at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        features.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 2, max: 5 }),
        async ([all, shuffled], runLength, mostRuns) => {
          const one = await indexed(all)
          const many = await indexed(shuffled, { runLength, mostRuns })
          expect(readFileSync(many.path)).toEqual(readFileSync(one.path))
          const expected = all.map((each) => ({ id: each.id, digest: contentDigest(each), bbox: boxAround(each.geometry) }))
          expect(one.entries).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)))
        },
      ),
      { numRuns: 60 },
    )
    expect(readdirSync(folder).filter((name) => name.endsWith('.run'))).toEqual([])
  })

  test('entries longer than a block’s rest are whole', async () => {
    const many = Array.from({ length: 3000 }, (_, i): Feature => {
      return { layer: 'a', kind: 'area', id: `å${i}`.repeat(1 + (i % 97)), attributes: {}, geometry: { type: 'point', points: Float64Array.of(i, -i) } }
    })
    const { entries } = await indexed(many, { runLength: 700 })
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(many.map(({ id }) => id)))
  })

  test('features that share an id are one entry, which depends on both, in either order', async () => {
    const at = (id: string, east: number): Feature => ({
      layer: 'a',
      kind: 'area',
      id,
      attributes: {},
      geometry: { type: 'point', points: Float64Array.of(east, 0) },
    })
    const both = await indexed([at('x', 1), at('x', 5)], { runLength: 1 })
    const turned = await indexed([at('x', 5), at('x', 1)])
    const other = await indexed([at('x', 1), at('x', 6)])
    expect(both.entries).toEqual(turned.entries)
    expect(both.entries).toMatchObject([{ id: 'x', bbox: [1, 0, 5, 0] }])
    expect(both.entries[0].digest).not.toBe(other.entries[0].digest)
  })

  test('half a surrogate pair in an id is written as what UTF-8 has for it', async () => {
    const { entries } = await indexed([{ layer: 'a', kind: 'area', id: 'x\ud800', attributes: {}, geometry: { type: 'point', points: Float64Array.of(0, 0) } }])
    expect(entries[0].id).toBe('x\ufffd')
  })

  test('what cannot be held is a failure, and leaves no runs', async () => {
    const point = (id: string, east: number): Feature => ({
      layer: 'a',
      kind: 'area',
      id,
      attributes: {},
      geometry: { type: 'point', points: Float64Array.of(east, 0) },
    })
    await expect(indexed([point('a', 1), point('b'.repeat(70_000), 1)], { runLength: 1 })).rejects.toMatchObject({ code: 'unreadable-source' })
    await expect(indexed([point('a', 1e12)])).rejects.toThrow(/1000000000000/)
    await expect(indexed([point('a', Number.NaN)])).rejects.toMatchObject({ code: 'unreadable-source' })
    expect(readdirSync(folder).filter((name) => name.endsWith('.run'))).toEqual([])
  })

  test('one that is cut off anywhere, is not there or is something else is a failure', async () => {
    const { path } = await indexed(
      ['a', 'b'].map((id) => ({ layer: 'a', kind: 'area', id, attributes: {}, geometry: { type: 'point', points: Float64Array.of(1, 2) } })),
    )
    const reading = () => Array.fromAsync(readFeatureIndex(path))
    for (let size = statSync(path).size - 1; size >= 0; size--) {
      truncateSync(path, size)
      await expect(reading()).rejects.toMatchObject({ code: 'not-found' })
    }
    writeFileSync(path, 'kvindex1 but not truly one')
    await expect(reading()).rejects.toMatchObject({ code: 'not-found' })
    rmSync(path)
    await expect(reading()).rejects.toThrow(/is not there/)
  })
})

describe('changes', () => {
  const states = features.chain((all) =>
    fc.tuple(fc.constant(all), fc.array(fc.tuple(fc.nat({ max: 3 }), geometry), { minLength: all.length, maxLength: all.length }), features),
  )
  /** Some kept, some gone, some with another shape, some new. */
  const pairs = states.map(([all, fates, more]) => {
    const now = all.flatMap((each, i) => (fates[i][0] === 0 ? [] : fates[i][0] === 1 ? [{ ...each, geometry: fates[i][1] }] : [each]))
    const ids = new Set(all.map(({ id }) => id))
    return [all, [...now, ...more.filter(({ id }) => !ids.has(id))]] as const
  })
  const known = (all: readonly Feature[]) => new Map(all.map((each) => [each.id, contentDigest(each)]))

  test('are those that a comparison of two maps finds', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([old, now]) => {
        const found = await Array.fromAsync(compareIndexes((await indexed(old, { runLength: 4 })).entries, readFeatureIndex((await indexed(now)).path)))
        const [was, is] = [known(old), known(now)]
        const ids = [...new Set([...was.keys(), ...is.keys()])].sort()
        const expected = ids.flatMap((id) => {
          if (was.get(id) === is.get(id)) return []
          return [{ id, change: !was.has(id) ? 'added' : !is.has(id) ? 'removed' : 'changed' }]
        })
        expect(found.map(({ id, change }) => ({ id, change }))).toEqual(expected)
        for (const { id, bbox } of found) {
          const boxes = [...old, ...now].filter((each) => each.id === id).map(({ geometry }) => boxAround(geometry))
          const side = (of: typeof Math.min, i: number) => of(...boxes.map((box) => box[i]))
          expect(bbox).toEqual([side(Math.min, 0), side(Math.min, 1), side(Math.max, 2), side(Math.max, 3)])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('applied to what was give what is', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([old, now]) => {
        const changes = compareIndexes((await indexed(old)).entries, (await indexed(now)).entries)
        const [state, is] = [known(old), known(now)]
        for await (const { id, change } of changes) {
          expect(state.has(id)).toBe(change !== 'added')
          if (change === 'removed') state.delete(id)
          else state.set(id, is.get(id)!)
        }
        expect(Object.fromEntries(state)).toEqual(Object.fromEntries(is))
      }),
      { numRuns: 60 },
    )
  })

  test('are none between equal ones', async () => {
    await fc.assert(
      fc.asyncProperty(features, async (all) => {
        const { path } = await indexed(all)
        expect(await Array.fromAsync(compareIndexes(readFeatureIndex(path), readFeatureIndex(path)))).toEqual([])
      }),
      { numRuns: 20 },
    )
  })
})
