import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { featureSet } from './feature-set.ts'
import { collectPages, type Page, type PagedFeature } from './paged.ts'
import { tryContext } from './try-client.ts'

const digestOf = (text: string) => createHash('sha256').update(text).digest()
const feature = (id: string | undefined, text: string): PagedFeature => ({ id, digest: digestOf(text) })
const named = (count: number, from = 0) => Array.from({ length: count }, (_, index) => feature(`n${from + index}`, `text ${from + index}`))

type TryPage = Partial<Page<number>> & { features: readonly PagedFeature[] }

/** Pages by number from 0; each goes on to the next one unless it says otherwise. */
async function collect(pages: readonly TryPage[], promised?: number, megabytes = 1) {
  await using context = await tryContext()
  const asked: number[] = []
  const collected = await collectPages<number>({
    layer: 'a',
    folder: context.folder,
    limits: { megabytes },
    promised,
    first: 0,
    keyOf: String,
    async fetchPage(cursor, number) {
      asked.push(cursor)
      const file = `page-${number}`
      await writeFile(join(context.folder, file), '')
      const page = pages[cursor]
      return { file, bytes: 1000, ...page, next: 'next' in page ? page.next : cursor + 1 < pages.length ? cursor + 1 : undefined }
    },
  })
  return { ...collected, asked, files: await readdir(context.folder) }
}

describe('pages are collected', () => {
  test('any split in pages and any order gives the same digest; any other content another', async () => {
    const texts = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([id]) => id, minLength: 1, maxLength: 60 })
    const shuffled = texts.chain((all) =>
      fc.record({ all: fc.constant(all), order: fc.shuffledSubarray(all, { minLength: all.length }), size: fc.integer({ min: 1, max: 60 }) }),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, fc.nat(), async ({ all, order, size }, changed) => {
        const features = order.map(([id, text]) => feature(id, text))
        const pages = Array.from({ length: Math.ceil(features.length / size) }, (_, index) => ({ features: features.slice(index * size, (index + 1) * size) }))
        const whole = await collect([{ features: all.map(([id, text]) => feature(id, text)) }])
        const split = await collect(pages, all.length)
        expect(split.contentDigest).toBe(whole.contentDigest)
        expect(split.open.length).toBe(pages.length)
        const other = all.map(([id, text], index) => feature(id, index === changed % all.length ? `${text}.` : text))
        expect((await collect([{ features: other }])).contentDigest).not.toBe(whole.contentDigest)
      }),
      { numRuns: 40 },
    )
  })

  test.each<[string, TryPage[], number | undefined, string]>([
    ['fewer than promised', [{ features: named(3) }, { features: [] }], 5, 'it promised 5 features, and 3 came, on 2 pages'],
    ['fewer than a page promised', [{ features: named(3), promised: 4 }], undefined, 'it promised 4 features, and 3 came'],
    ['more than promised', [{ features: named(3) }, { features: named(3, 3) }], 5, 'it promised 5 features, and 6 had come with page 2'],
    ['a page after the promise is met', [{ features: named(3) }, { features: named(1, 3) }], 3, 'it promised 3 features, and 4 had come'],
    [
      'a promise that changes',
      [
        { features: named(2), promised: 4 },
        { features: named(2, 2), promised: 5 },
      ],
      undefined,
      'it promised 4 features, and 5 on page 2',
    ],
    ['the same page twice', [{ features: named(2) }, { features: named(2) }], undefined, 'feature n0 came twice, the second time on page 2'],
    ['an id twice on a page', [{ features: [...named(1), ...named(1)] }], undefined, 'feature n0 came twice'],
    ['an overlap', [{ features: named(3) }, { features: named(2, 2) }], 5, 'feature n2 came twice'],
    ['a circle', [{ features: named(1) }, { features: named(1, 1), next: 0 }], undefined, 'its pages go in a circle: page 3'],
    ['a circle of empty pages', [{ features: [], next: 0 }], undefined, 'its pages go in a circle'],
    ['empty pages without end', Array.from({ length: 50 }, () => ({ features: [] })), undefined, '11 pages in a row were empty, after 0 features'],
    [
      'a feature without id that comes again',
      [{ features: [feature(undefined, 'x')] }, { features: [feature(undefined, 'x')] }],
      undefined,
      'is the same as one that came before',
    ],
  ])('%s is a failure that names the layer and keeps the last snapshot', async (_, pages, promised, message) => {
    const failing = collect(pages, promised)
    await expect(failing).rejects.toMatchObject({ code: 'service-failed', hint: expect.stringContaining('the last good snapshot stays in use') })
    await expect(failing).rejects.toThrow(`layer a was not fetched whole: `)
    await expect(failing).rejects.toThrow(message)
  })

  test('the page after the promise is looked at, and left out where it is empty', async () => {
    const { open, asked, files } = await collect([{ features: named(3) }, { features: [], next: 0 }], 3)
    expect([open, asked, files]).toEqual([['page-1'], [0, 1], ['page-1']])
  })

  test('a layer without features keeps its one page', async () => {
    const { open, features } = await collect([{ features: [], promised: 0 }, { features: [] }])
    expect([open, features]).toEqual([['page-1'], 0])
  })

  test('alike features without id on one page are as many as they are', async () => {
    const two = [feature(undefined, 'x'), feature(undefined, 'x')]
    const { features, contentDigest } = await collect([{ features: two }], 2)
    expect(features).toBe(2)
    expect(contentDigest).not.toBe((await collect([{ features: two.slice(1) }], 1)).contentDigest)
  })

  test('more than the limit allows is a failure', async () => {
    const pages = Array.from({ length: 4 }, (_, index) => ({ features: named(1, index) }))
    await expect(collect(pages, 4, 0.004)).resolves.toMatchObject({ features: 4 })
    await expect(collect(pages, 4, 0.003)).rejects.toMatchObject({ code: 'service-limit', message: 'layer a is larger than 0.003 MB: 3 features had come' })
  })
})

describe('a set of features', () => {
  test('holds what a set of ids holds, however large', () => {
    const set = featureSet('a')
    const ids = new Set<string>()
    for (let index = 0; index < 30_000; index++) {
      const id = String((index * 7919) % 20_011)
      expect(set.add(id, digestOf(id))).toBe(!ids.has(id))
      ids.add(id)
    }
    expect(set.size).toBe(ids.size)
  })

  test('gives one digest for every order, where two hashes begin alike too', () => {
    const alike = ['69235', '95303']
    expect(new Set(alike.map((key) => digestOf(key).readUInt32BE())).size).toBe(1)
    const keys = [...alike, 'a', 'b', 'c']
    const digests = [keys, keys.toReversed(), keys.toSorted()].map((order) => {
      const set = featureSet('a')
      for (const key of order) set.add(key, digestOf('x'))
      return set.digest()
    })
    expect(new Set(digests).size).toBe(1)
  })
})
