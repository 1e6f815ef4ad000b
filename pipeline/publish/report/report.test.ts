import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { PROBLEM_CODES } from '#pipeline/model/problem.ts'
import { gatherQuality } from './gather.ts'
import { PROBLEM_TEXTS } from './problem-texts.ts'
import { readQuality, writeReport } from './report.ts'
import { SAMPLE } from './sample-input.ts'
import { STYLESHEET } from './stylesheet.ts'
import { summaryText } from './summary-text.ts'
import { WORDS } from './words.ts'

const files = writeReport(SAMPLE)
const quality = readQuality(files['quality.json'])
const pages = ['quality.sv.html', 'quality.en.html'] as const

const validator = new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:document'], rules: { 'void-style': 'off', 'doctype-style': 'off' } })

async function faultsOf(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page)
  return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`))
}

test('every problem has words in both languages, and no two the same', () => {
  expect(Object.keys(PROBLEM_TEXTS).toSorted()).toEqual(Object.keys(PROBLEM_CODES).toSorted())
  for (const language of ['sv', 'en'] as const) {
    expect(new Set(Object.values(PROBLEM_TEXTS).map(({ what }) => what[language])).size).toBe(Object.keys(PROBLEM_CODES).length)
    for (const { what, became, remedy } of Object.values(PROBLEM_TEXTS))
      for (const text of [what, became, remedy]) expect(text[language].length).toBeGreaterThan(7)
  }
})

test('the same places are filled in either language', () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
  for (const [name, text] of Object.entries(WORDS.sv)) expect(places(WORDS.en[name as keyof typeof WORDS.en])).toEqual(places(text))
})

describe('counts', () => {
  test('what was read is told apart from what lies here, is used and is drawn', () => {
    const [terrain, buildings, shelters] = quality.layers
    expect(terrain).toMatchObject({ raster: { width: 512 }, problems: [] })
    expect(terrain).not.toHaveProperty('features')
    expect(buildings.features).toEqual({ read: 1500, inArea: 1254, used: 1240, drawn: 1239, stableIds: true })
    expect(buildings).toMatchObject({ repaired: 1, dropped: 1, ignored: 12 })
    expect(buildings.problems[0]).toEqual({ code: 'bad-number', outcome: 'ignored', count: 12 })
    expect(shelters.features?.stableIds).toBe(false)
  })

  test('layers that are not in it are named, with the reason', () => {
    expect(quality.skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['unlicensed', 'no-licence'],
      ['pipes', 'internal'],
    ])
  })

  test('a layer the world did not choose is named too', () => {
    const fewer = gatherQuality({ ...SAMPLE, normalised: SAMPLE.normalised.slice(0, 2), problems: [] })
    expect(fewer.skipped[0]).toMatchObject({ id: 'shelters', reason: 'not-chosen' })
  })
})

test('all problems are in the data with their places; a layer that is not open gives none away', () => {
  expect(quality.problems.crs).toBe('EPSG:3007')
  expect(quality.problems.features).toHaveLength(SAMPLE.problems.length)
  expect(quality.problems.features[0]).toMatchObject({ geometry: { coordinates: [148000.5, 6398500] }, properties: { outcome: 'repaired' } })
  expect(quality.problems.features.at(-1)).toEqual({
    type: 'Feature',
    geometry: null,
    properties: { code: 'implausible-value', outcome: 'ignored', layer: 'shelters', message: '' },
  })
  for (const text of Object.values(files)) expect(text).not.toMatch(/secret-7|120000|148123/)
})

test('a block that is worst gets its coordinate', () => {
  expect(quality.looks[0].worst).toEqual({ x: 544, z: 476, easting: 148000.5, northing: 6398499.5 })
})

describe.each(pages)('%s', (name) => {
  const page = files[name]

  test('is valid and accessible HTML', async () => {
    expect(await faultsOf(page)).toEqual([])
  })

  test('shows what comes from outside as text', () => {
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('crosses itself &quot;here&quot; &amp; there')
    expect(page).toContain('Exempelstad &amp; Co')
  })

  test('links to the other language and the data, and shows every picture', () => {
    const [mine, other] = name === 'quality.sv.html' ? ['sv', 'en'] : ['en', 'sv']
    expect(page).toContain(`<html lang="${mine}">`)
    expect(page).toContain(`<a href="quality.${other}.html" hreflang="${other}" lang="${other}">`)
    for (const picture of SAMPLE.pictures) expect(page).toMatch(new RegExp(`<img src="\\.\\./pictures/${picture}" alt="[^"]{10,}" ?/?>`))
  })

  test('lists ten of a kind and says where the rest is', () => {
    expect(page).toContain('HEIGHT is &quot;tall 9&quot;')
    expect(page).not.toContain('HEIGHT is &quot;tall 10&quot;')
    expect(page).toMatch(/10 (av|of) 12/)
  })

  test('leaves no place unfilled and no word out', () => {
    expect(page).not.toMatch(/\{\w+\}|undefined|NaN|\[object/)
  })
})

test('a licence’s address is a link only where it is one', () => {
  const sources = SAMPLE.head.sources.map((source) => ({ ...source, licence: { ...source.licence, url: 'javascript:alert(1)' } }))
  const { 'quality.en.html': page } = writeReport({ ...SAMPLE, head: { ...SAMPLE.head, sources } })
  expect(page).not.toContain('javascript:')
})

test('nothing wrong and nothing measured is said so, in valid HTML', async () => {
  const bare = { ...SAMPLE, problems: [], normalised: SAMPLE.normalised.map((each) => ({ ...each, problems: [] })), accuracy: [], looks: [], pictures: [] }
  const { 'quality.en.html': page } = writeReport(bare)
  expect(page).toContain('No problems were found')
  expect(page).not.toContain('id="looks"')
  expect(await faultsOf(page)).toEqual([])
})

test('the terminal’s summary has a row a layer, the goals not met, and no control characters', () => {
  const text = summaryText({ ...quality, title: { sv: 'Ex\u001b[31m', en: 'Ex' } }, 'sv')
  expect(text).toMatch(/^buildings +1\u00a0500 +1\u00a0254 +1\u00a0240 +1\u00a0239 +1 +1 +12$/m)
  expect(text).toContain('2 av 4 mål är inte uppfyllda')
  expect(text).toContain('Block som svävar: 3 block (≤ 0 block)')
  expect(text).toContain('12 × buildings: Ett värde som ska vara ett tal är det inte (bad-number)')
  expect(text).not.toContain('\u001b')
})

/** WCAG's contrast of two colours. */
function contrast(one: string, two: string): number {
  const luminance = (hex: string) => {
    const full = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex
    const [r, g, b] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(full.slice(at, at + 2), 16) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [low, high] = [luminance(one), luminance(two)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

test('text can be read on its ground, light, dark and on paper', () => {
  const schemes = [...STYLESHEET.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries([...body.matchAll(/--(\w+): (#\w+)/g)].map(([, name, colour]) => [name, colour])),
  )
  expect(schemes).toHaveLength(3)
  for (const { paper, band, ink, muted, link, bad, good, line } of schemes) {
    for (const ground of [paper, band]) for (const colour of [ink, muted, link, bad, good]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(7)
    if (line) expect(contrast(line, paper)).toBeGreaterThanOrEqual(3)
  }
})
