import { describe, expect, test } from 'vitest'
import { findPersonalData, type PublishedText } from './find.ts'

const PERSON = '640823-3234'
const texts = (attribute: string, values: readonly string[], more: Partial<PublishedText> = {}): PublishedText[] =>
  values.map((text) => ({ layer: 'houses', attribute, text, ...more }))
/** Ten digits that are neither drawn by chance nor equal each time. */
const numbers = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => String((BigInt(i + 1) * 6_364_136_223_846_793_005n) % 10n ** BigInt(length)).padStart(length, '9'))

test('tells where and how often, never what', async () => {
  const found = await findPersonalData([
    ...texts('name', ['Storgatan 1', `Hos ${PERSON}`, `${PERSON} och ${PERSON}`, 'a@example.org']),
    ...texts('id', ['ring 031-123 45 67']),
  ])
  expect(found).toEqual([
    { layer: 'houses', attribute: 'id', pattern: 'telephone', count: 1 },
    { layer: 'houses', attribute: 'name', pattern: 'personnummer', count: 2 },
    { layer: 'houses', attribute: 'name', pattern: 'email', count: 1 },
  ])
  expect(JSON.stringify(found)).not.toMatch(/3234|example\.org/)
})

test('an exception holds for its pattern and its attribute only', async () => {
  const values = ['a@example.org', PERSON]
  expect(await findPersonalData(texts('name', values, { mayHold: ['email'] }))).toEqual([
    { layer: 'houses', attribute: 'name', pattern: 'personnummer', count: 1 },
  ])
  expect(await findPersonalData(texts('name', values))).toHaveLength(2)
})

describe('bare digits', () => {
  test('that look like ids of which some fit by chance are none', async () => {
    expect(await findPersonalData(texts('id', numbers(20_000, 10)))).toEqual([])
    const times = Array.from({ length: 2000 }, (_, i) => `20240${1 + (i % 9)}${String(1 + (i % 28)).padStart(2, '0')}${String(i % 10_000).padStart(4, '0')}`)
    expect(await findPersonalData(texts('id', times))).toEqual([])
  })

  test('that are such numbers all are found, and one among names', async () => {
    expect(await findPersonalData(texts('id', Array<string>(60).fill('6408233234')))).toMatchObject([{ pattern: 'personnummer', count: 60 }])
    expect(await findPersonalData(texts('id', Array<string>(60).fill('0701234567')))).toMatchObject([{ pattern: 'telephone' }])
    expect(await findPersonalData(texts('name', [...Array.from({ length: 500 }, (_, i) => `Hus ${i}`), '6408233234']))).toMatchObject([
      { pattern: 'personnummer', count: 1 },
    ])
  })
})

test('texts are taken as they come', async () => {
  async function* stream() {
    for (let i = 0; i < 100_000; i++) yield { layer: 'a', attribute: 'name', text: i === 77_777 ? PERSON : `Parkgatan ${i}` }
  }
  expect(await findPersonalData(stream())).toEqual([{ layer: 'a', attribute: 'name', pattern: 'personnummer', count: 1 }])
})
