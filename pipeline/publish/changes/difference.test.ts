import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HtmlValidate } from 'html-validate'
import { afterAll, describe, expect, test } from 'vitest'
import { compareRegions, countRegions } from './compare-regions.ts'
import { type Difference, differenceText, writeDifference } from './difference.ts'
import { judge } from './judge.ts'
import { pictureDifference, type Pixels } from './picture-difference.ts'
import { factsWith, manifestWith } from './sample-facts.ts'
import { DIFFERENCE_WORDS } from './words.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-difference-'))
afterAll(() => rmSync(folder, { recursive: true }))

const validator = new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:document'], rules: { 'void-style': 'off', 'doctype-style': 'off' } })
async function faultsOf(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page)
  return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`))
}

const before = {
  facts: factsWith({ terrain: { featuresIn: undefined, used: undefined, problems: {} }, buildings: {}, trees: {} }, 'r1'),
  manifest: manifestWith('r1', { '0,0': 1, '1,0': 1, '0,1': 1, '-1,0': 1 }),
}
const after = {
  facts: factsWith(
    {
      terrain: { featuresIn: undefined, used: undefined, problems: {} },
      buildings: { featuresIn: 700, stale: true, title: { sv: 'Hus <script>', en: 'Houses <script>' }, problems: { 'bad-number': 3 } },
    },
    'r2',
  ),
  manifest: manifestWith('r2', { '0,0': 1, '1,0': 2, '0,1': 1, '1,1': 1 }),
}
const DIFFERENCE: Difference = {
  before,
  after,
  judgement: judge({
    expectations: { layers: { buildings: { greatestChangePercent: 10 } }, world: { greatestChangedRegionsPercent: 10 } },
    before: before.facts,
    after: after.facts,
    regions: countRegions(before.manifest, after.manifest),
  }),
  changes: {
    ...{ kvarter: 1, world: 'sample-town', release: 'r2', since: 'r1', crs: 'EPSG:3007' },
    layers: { buildings: { added: 12_345, changed: 2, removed: 3, features: [], unlisted: 0 }, trees: { added: 0, changed: 0, removed: 9, unlisted: 9 } },
    regions: compareRegions(before.manifest, after.manifest),
  },
}
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const paths = { before: join(folder, 'before.png'), after: join(folder, 'after.png') }
for (const path of Object.values(paths)) writeFileSync(path, PNG)
await writeDifference(folder, DIFFERENCE, { ...paths, change: join(folder, 'none.png') })

test('both languages have the same words to fill in', () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
  for (const [name, text] of Object.entries(DIFFERENCE_WORDS.sv))
    expect(places(DIFFERENCE_WORDS.en[name as keyof typeof DIFFERENCE_WORDS.en])).toEqual(places(text))
})

describe.each(['sv', 'en'] as const)('difference.%s.html', (language) => {
  const page = readFileSync(join(folder, `difference.${language}.html`), 'utf8')
  const words = DIFFERENCE_WORDS[language]

  test('is valid and accessible HTML', async () => {
    expect(await faultsOf(page)).toEqual([])
  })

  test('is whole by itself, runs nothing and loads nothing', () => {
    expect(page).toContain('img-src data:')
    expect(page).not.toMatch(/<script|(?:src|href)="(?!data:image\/png;base64,|#|difference\.(?:sv|en)\.html")/)
    expect(page.match(/<img src="data:image\/png;base64,[\w+/=]+" alt="[^"]{20,}"/g)).toHaveLength(2)
  })

  test('says why the candidate is held, and shows what comes from outside as text', () => {
    expect(DIFFERENCE.judgement.reasons.map(({ expectation }) => expectation)).toEqual(['greatest-change', 'layer-gone', 'changed-regions'])
    for (const { text } of DIFFERENCE.judgement.reasons) expect(page).toContain(text[language])
    expect(page).toContain('&lt;script&gt;')
  })

  test('tells counts and problems before and after', () => {
    const row = new RegExp(`<td class="n">1.?000</td><td class="n">700</td><td class="n">400</td><td class="n">400</td>.*<td class="n">12.345</td>`, 's')
    expect(page).toMatch(row)
    expect(page).toMatch(/<code>null-geometry<\/code><\/td><td class="n">10<\/td><td class="n">0<\/td>/)
    expect(page).toMatch(/<code>bad-number<\/code><\/td><td class="n">0<\/td><td class="n">3<\/td>/)
    expect(page).toContain(words.gone)
    expect(page).toContain(words.stale)
  })

  test('draws each region once, by form as well as colour, named, and tells them in a table with their places', () => {
    for (const [kind, count] of [
      ['changed', 1],
      ['added', 1],
      ['removed', 1],
      ['same', 2],
    ] as const)
      // prettier-ignore
      expect(page.match(new RegExp(`<rect class="cell ${kind}" [^>]*width="512"`, 'g'))).toHaveLength(count)
    for (const kind of ['changed', 'added', 'removed']) expect(page).toMatch(new RegExp(`<pattern id="p-${kind}"`))
    expect(page.match(/<text class="name"/g)).toHaveLength(5)
    expect(page).toMatch(/<svg[^>]*role="img"[^>]*aria-labelledby="map-title map-text"/)
    expect(page).toMatch(/>1, 0<\/th><td>[^<]+<\/td><td class="n">147968<\/td><td class="n">6398976<\/td>/)
  })

  test('leaves no place unfilled and no word out', () => {
    expect(page).not.toMatch(/\{\w+\}|undefined|NaN|Infinity|\[object/)
  })

  test('of a first release, with nothing to show, is valid and says so', async () => {
    const manifest = manifestWith('r1', {})
    const facts = factsWith({})
    const changes = { ...DIFFERENCE.changes, since: null, layers: {}, regions: {} }
    const bare = differenceText({ after: { facts, manifest }, judgement: { held: false, reasons: [] }, changes }, {}, language)
    expect(await faultsOf(bare)).toEqual([])
    for (const text of [words.isFirst, words.isFree, words.noProblems, words.noRegions]) expect(bare).toContain(text)
    expect(bare).not.toMatch(/\{\w+\}|undefined|NaN|Infinity|<img|<svg/)
  })
})

test('a picture that is too large for a page is said to be', async () => {
  const large = join(folder, 'large.png')
  writeFileSync(large, PNG)
  truncateSync(large, 13e6)
  await writeDifference(folder, DIFFERENCE, { before: large, after: paths.after })
  const page = readFileSync(join(folder, 'difference.en.html'), 'utf8')
  expect(page).toContain('too large for the page (13 MB)')
  expect(page.length).toBeLessThan(100_000)
  expect(await faultsOf(page)).toEqual([])
})

describe('the picture of what differs', () => {
  const plain = (width: number, height: number): Pixels => ({ width, height, data: new Uint8Array(width * height * 3).fill(100) })

  test('marks what differs and its neighbours, not across the edge, and pales the rest', () => {
    const after = plain(6, 4)
    after.data[3 * (1 * 6 + 5) + 2] = 101
    const { picture, changed } = pictureDifference(plain(6, 4), after)!
    expect(changed).toBe(1)
    const marked = Array.from({ length: 24 }, (_, at) => at).filter((at) => picture.data[3 * at + 1] === 0)
    expect(marked).toEqual([4, 5, 10, 11, 16, 17])
    expect(picture.data[0]).toBeGreaterThan(190)
  })

  test('there is none of equal pictures, nor of two sizes', () => {
    expect(pictureDifference(plain(3, 3), plain(3, 3))).toBeUndefined()
    expect(pictureDifference(plain(3, 3), plain(3, 4))).toBeUndefined()
  })
})
