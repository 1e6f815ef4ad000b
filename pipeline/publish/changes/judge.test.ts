import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXPECTATIONS, expectSchema, factsSchema, judgementSchema, type LayerExpectation, type LayerFacts, type Reason } from '#pipeline/model/expectation.ts'
import { SAMPLE } from '../report/sample-input.ts'
import { gatherFacts } from './facts.ts'
import { judge } from './judge.ts'
import { REASON_TEXTS } from './reason-texts.ts'
import { factsWith, MADE } from './sample-facts.ts'

const alone = (expected: LayerExpectation, is: Partial<LayerFacts> = {}) =>
  judge({ expectations: { layers: { buildings: expected } }, after: factsWith({ buildings: is }) })
const against = (expected: LayerExpectation, was: Partial<LayerFacts>, is: Partial<LayerFacts>) =>
  judge({ expectations: { layers: { buildings: expected } }, before: factsWith({ buildings: was }), after: factsWith({ buildings: is }) })
const brief = (reasons: readonly Reason[]) => reasons.map(({ expectation, allowed, found }) => [expectation, allowed, found])

test('a schema takes what is sensible and nothing else', () => {
  expect(expectSchema.parse({})).toEqual({})
  for (const wrong of [
    { leastFeatures: -1 },
    { leastFeatures: 1.5 },
    { greatestDroppedPercent: 101 },
    { greatestAgeDays: 0 },
    { requiredColumns: [] },
    { least: 1 },
  ])
    expect(expectSchema.safeParse(wrong).success).toBe(false)
})

describe('by itself', () => {
  test('a release of which nothing is expected is not held', () => {
    expect(alone({})).toEqual({ held: false, reasons: [] })
  })

  test.each<[string, LayerExpectation, Partial<LayerFacts>, unknown[] | undefined]>([
    ['as many as are least', { leastFeatures: 1000 }, {}, undefined],
    ['one fewer', { leastFeatures: 1000 }, { featuresIn: 999 }, ['least-features', 1000, 999]],
    ['a raster has none to count', { leastFeatures: 1 }, { featuresIn: undefined }, ['least-features', 1, null]],
    ['all columns', { requiredColumns: ['NAMN', 'ID'] }, {}, undefined],
    ['a column missing', { requiredColumns: ['NAMN', 'VÅN'] }, {}, ['required-columns', ['NAMN', 'VÅN'], ['VÅN']]],
    ['columns in another case', { requiredColumns: ['namn'] }, {}, ['required-columns', ['namn'], ['namn']]],
    ['columns not known', { requiredColumns: ['NAMN'] }, { columns: undefined }, ['required-columns', ['NAMN'], null]],
    ['fetched a day ago', { greatestAgeDays: 1 }, {}, undefined],
    ['fetched longer ago', { greatestAgeDays: 1 }, { fetched: '2026-03-09T02:59:59.000Z' }, ['greatest-age', 1, 1.1]],
    ['stale, but not beyond what is allowed', { greatestAgeDays: 7 }, { stale: true }, undefined],
    ['stale, with no age allowed', {}, { stale: true, fetched: '2020-01-01T00:00:00.000Z' }, undefined],
    ['fetched nobody knows when', { greatestAgeDays: 7 }, { fetched: undefined }, ['greatest-age', 7, null]],
    ['as much dropped as is allowed', { greatestDroppedPercent: 1 }, {}, undefined],
    ['more dropped of what was read', { greatestDroppedPercent: 1 }, { dropped: 11 }, ['greatest-dropped', 1, 1.1]],
    [
      'a little more than allowed never reads as what is allowed',
      { greatestDroppedPercent: 1 },
      { dropped: 100_001, featuresIn: 10_000_000 },
      ['greatest-dropped', 1, 1.01],
    ],
    ['more left out of what was to be drawn', { greatestDroppedPercent: 1 }, { undrawn: 8 }, ['greatest-dropped', 1, 2]],
    ['dropped, of a raster', { greatestDroppedPercent: 1 }, { featuresIn: undefined }, ['greatest-dropped', 1, null]],
  ])('%s', (_, expected, is, found) => {
    const { held, reasons } = alone(expected, is)
    expect(brief(reasons)).toEqual(found ? [found] : [])
    expect(held).toBe(found !== undefined)
  })

  test('a first release is not judged by what needs another', () => {
    const first = judge({
      expectations: { layers: { buildings: { greatestChangePercent: 0 } }, world: { greatestChangedRegionsPercent: 0 } },
      after: factsWith({ buildings: { used: 0 } }),
      regions: { touched: 9, total: 9 },
    })
    expect(first).toEqual({ held: false, reasons: [] })
  })
})

describe('against the current release', () => {
  test.each<[string, LayerExpectation, Partial<LayerFacts>, Partial<LayerFacts>, unknown[] | undefined]>([
    ['a change as great as allowed', { greatestChangePercent: 10 }, {}, { featuresIn: 1100 }, undefined],
    ['a greater one', { greatestChangePercent: 10 }, {}, { featuresIn: 1101 }, ['greatest-change', 10, 10.1]],
    ['a loss', { greatestChangePercent: 10 }, {}, { featuresIn: 899 }, ['greatest-change', 10, 10.1]],
    ['no change where none is allowed', { greatestChangePercent: 0 }, {}, {}, undefined],
    ['from nothing', { greatestChangePercent: 500 }, { featuresIn: 0, used: 0 }, {}, ['greatest-change', 500, null]],
    ['none left in the area', {}, {}, { used: 0 }, ['layer-emptied', 400, 0]],
    ['none before either', {}, { used: 0 }, { used: 0 }, undefined],
    ['another licence', {}, {}, { licence: 'CC-BY-4.0' }, ['licence-changed', 'CC0-1.0', 'CC-BY-4.0']],
    ['no licence any more', {}, {}, { licence: undefined }, ['licence-removed', 'CC0-1.0', null]],
    ['a first licence', {}, { licence: undefined }, {}, undefined],
  ])('%s', (_, expected, was, is, found) => {
    expect(brief(against(expected, was, is).reasons)).toEqual(found ? [found] : [])
  })

  test('a layer that is gone holds, whatever its name; one that came does not', () => {
    const { reasons } = judge({ expectations: { layers: {} }, before: factsWith({ constructor: {} }), after: factsWith({ toString: {} }) })
    expect(reasons).toMatchObject([{ layer: 'constructor', expectation: 'layer-gone' }])
  })

  test('a current release of which nothing can be read holds, and no more is said of it', () => {
    const { reasons } = judge({
      expectations: { layers: { buildings: { greatestChangePercent: 0 } } },
      before: 'unreadable',
      after: factsWith({ buildings: {} }),
    })
    expect(brief(reasons)).toEqual([['not-comparable', null, null]])
  })

  test('regions are judged for the world as a whole', () => {
    const facts = factsWith({ buildings: {} })
    const of = (touched: number) =>
      judge({ expectations: { layers: {}, world: { greatestChangedRegionsPercent: 25 } }, before: facts, after: facts, regions: { touched, total: 8 } })
    expect(of(2).held).toBe(false)
    expect(brief(of(3).reasons)).toEqual([['changed-regions', 25, 37.5]])
    expect(of(3).reasons[0]).not.toHaveProperty('layer')
  })
})

test('equal releases are never held by what compares them, and what is allowed more freely holds less', () => {
  const counts = fc.record({ featuresIn: fc.nat(500), used: fc.nat(500), dropped: fc.nat(500), undrawn: fc.nat(500) })
  fc.assert(
    fc.property(counts, counts, fc.nat(200), fc.nat(50), (was, is, most, more) => {
      expect(against({ greatestChangePercent: 0 }, was, was).held).toBe(false)
      const strict = against({ greatestChangePercent: most }, was, is).held
      const free = against({ greatestChangePercent: most + more }, was, is).held
      expect(free && !strict).toBe(false)
      for (const { allowed, found, expectation } of against({ greatestChangePercent: most }, was, is).reasons)
        if (expectation === 'greatest-change' && found !== null) expect(found).toBeGreaterThan(allowed as number)
    }),
  )
})

describe('words', () => {
  const everything: LayerExpectation = {
    leastFeatures: 5000,
    greatestChangePercent: 2.5,
    requiredColumns: ['VÅN'],
    greatestAgeDays: 0.5,
    greatestDroppedPercent: 0.1,
  }
  const judgement = against(everything, {}, { used: 0, undrawn: 0, featuresIn: 1234, licence: 'X' })

  test('are there for every expectation in both languages, with the same places', () => {
    expect(Object.keys(REASON_TEXTS).toSorted()).toEqual([...EXPECTATIONS].toSorted())
    const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
    for (const { text, unknown } of Object.values(REASON_TEXTS)) for (const each of [text, unknown ?? text]) expect(places(each.en)).toEqual(places(each.sv))
  })

  test('say what was found and what is allowed', () => {
    expect(judgementSchema.parse(judgement)).toEqual(judgement)
    expect(judgement.reasons.map(({ text }) => text.en)).toEqual([
      'The source has 1,234 features; at least 5,000 were expected.',
      'The source lacks columns that must be there: VÅN.',
      'Days since the source was last fetched whole: 1; at most 0.5 were expected.',
      '0.82 % of the features were left out; at most 0.1 % was expected.',
      'The layer has no features in the area; in the current release it has 400.',
      'The number of features in the source changed by 23.4 % from the current release; at most 2.5 % was expected.',
      'The licence is X; in the current release it is CC0-1.0.',
    ])
    expect(judgement.reasons[0].text.sv).toBe('Källan har 1\u00a0234 objekt; minst 5\u00a0000 väntades.')
  })
})

test('facts are gathered from what a run found', () => {
  const problems = [...SAMPLE.problems, { code: 'underground' as const, layer: 'buildings', message: '' }]
  const fetches = new Map([['buildings', { columns: ['ID'], fetched: MADE, stale: false }]])
  const facts = gatherFacts({ release: 'r1', made: MADE, sources: SAMPLE.head.sources, normalised: SAMPLE.normalised, problems, fetches })
  expect(factsSchema.parse(facts)).toEqual(facts)
  expect(facts.layers['buildings']).toMatchObject({
    ...{ featuresIn: 1500, used: 1240, dropped: 14, undrawn: 1, licence: 'CC0-1.0', columns: ['ID'], fetched: MADE },
    problems: { 'bad-number': 12, 'invalid-geometry': 1, 'null-geometry': 1, underground: 1 },
  })
  expect(facts.layers['terrain']).not.toHaveProperty('featuresIn')
})
