import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { runPages } from './page.ts'
import type { RunFacts } from './run-facts.ts'
import { RUN_WORDS } from './words.ts'

const validator = new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:document'], rules: { 'void-style': 'off', 'doctype-style': 'off' } })
async function faultsOf(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page)
  return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`))
}

const RUN: RunFacts = {
  run: '000017-20261101T030000Z',
  started: '2026-11-01T03:00:00.000Z',
  seconds: 1234.56,
  outcome: 'failed',
  worlds: [
    {
      world: 'town',
      outcome: 'published',
      release: 'town-20261101T030500Z-1a2b3c4d',
      seconds: 300.04,
      stages: [
        { stage: 'fetch', seconds: 1.5 },
        { stage: 'voxelise and encode java-1.21.4', seconds: 200 },
      ],
      sources: [
        { layer: 'terrain', date: '2021', fetched: '2026-11-01T03:00:01.000Z' },
        { layer: 'roads', fetched: '2026-10-30T03:00:01.000Z', staleSince: '2026-10-31T03:00:00.000Z', why: 'the service answered <503> & "sorry"' },
      ],
      problems: [
        { layer: 'terrain', count: 0, before: 0 },
        { layer: 'roads', count: 1500, before: 1512 },
        { layer: 'trees', count: 4, before: 1 },
        { layer: 'new', count: 2 },
      ],
    },
    {
      world: 'village',
      outcome: 'failed',
      failure: { code: 'missing-file', message: '<script>alert(1)</script> is not there', hint: 'check source.path' },
      seconds: 0.1,
      stages: [],
      sources: [],
      problems: [],
    },
    { world: 'harbour', outcome: 'held', release: 'harbour-1', seconds: 2, stages: [], sources: [], problems: [{ layer: 'roads', count: 7, before: 7 }] },
  ],
}

const pages = Object.entries(runPages(RUN))

describe.each(pages)('%s', (name, page) => {
  const [mine, other] = name === 'run.sv.html' ? (['sv', 'en'] as const) : (['en', 'sv'] as const)
  const words = RUN_WORDS[mine]

  test('is valid and accessible HTML', async () => {
    expect(await faultsOf(page)).toEqual([])
  })

  test('shows what comes from outside as text', () => {
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; is not there')
    expect(page).toContain('&lt;503&gt; &amp; &quot;sorry&quot;')
  })

  test('tells each outcome in words, what is stale, and the problems against last time', () => {
    for (const outcome of ['published', 'failed', 'held'] as const) expect(page).toContain(`>${words[outcome]}</span>`)
    expect(page).toContain(words.staleText.replace('{since}', '2026-10-31'))
    expect(page).toMatch(/<td\s+class="n">−12<\/td>/)
    expect(page).toMatch(/<td\s+class="n">\+3<\/td>/)
    expect(page).toMatch(/<dd>−9<\/dd>/)
    expect(page).toContain(`>${words.same}</td>`)
  })

  test('links to the other language and the data, and names each world’s section', () => {
    expect(page).toContain(`<html lang="${mine}">`)
    expect(page).toContain(`<a href="run.${other}.html" hreflang="${other}" lang="${other}">`)
    expect(page).toContain('<a href="run.json">')
    for (const i of [0, 1, 2]) expect(page).toContain(`<a href="#world-${i}">`)
  })

  test('leaves no place unfilled and no word out', () => {
    expect(page).not.toMatch(/\{\w+\}|undefined|NaN|\[object/)
  })
})

test('a run of no worlds, and one of the first time, are valid too', async () => {
  const first = { ...RUN, worlds: RUN.worlds.map((world) => ({ ...world, problems: world.problems.map(({ layer, count }) => ({ layer, count })) })) }
  for (const run of [{ ...RUN, worlds: [] }, first]) for (const page of Object.values(runPages(run))) expect(await faultsOf(page)).toEqual([])
  expect(runPages(first)['run.en.html']).toContain('nothing to compare with')
})

test('the same places are filled in either language', () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
  for (const [name, text] of Object.entries(RUN_WORDS.sv)) expect(places(RUN_WORDS.en[name as keyof typeof RUN_WORDS.en])).toEqual(places(text))
})
