import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { makeSampleTown } from '../sample-town/make.ts'
import { chanceOf } from './inputs-chance.ts'
import { changeBytes } from './inputs-bytes.ts'
import { type Case, INPUT_CLASSES } from './inputs-case.ts'
import { changeJson } from './inputs-json.ts'
import { runCases } from './inputs-run.ts'

const SEED = '20'
const TOWN = join(REPOSITORY, '.data', 'sample-town')
/** Inputs that once ended as they must not. */
const ONCE_WRONG: Case[] = [
  { kind: 'wfs', number: 339, seed: '21' },
  { kind: 'dataset', number: 173, seed: '21' },
  { kind: 'arcgis', number: 82, seed: '20' },
  { kind: 'dataset', number: 9, seed: '1' },
  { kind: 'style', number: 3, seed: '1' },
  { kind: 'world', number: 12, seed: '1' },
]

test('inputs of every class with something wrong in them end with a usable result or one failure', { timeout: 120_000 }, async () => {
  makeSampleTown(TOWN)
  const numbers = Array.from({ length: 10 }, (_, number) => number)
  const cases = numbers.flatMap((number) => INPUT_CLASSES.map((kind): Case => ({ kind, number, seed: SEED })))
  const { tried, findings, classes } = await runCases([...ONCE_WRONG, ...cases], { town: TOWN })
  expect(findings).toEqual([])
  expect(tried).toBe(ONCE_WRONG.length + INPUT_CLASSES.length * numbers.length)
  expect(Object.keys(classes).sort()).toEqual([...INPUT_CLASSES].sort())
})

test('the same seed makes the same inputs, another seed others', () => {
  const text = JSON.stringify({ layers: [{ id: 'a', at: [1, 2, { b: 'c' }] }], grid: { crs: 'x' } })
  const made = (seed: string) =>
    Array.from({ length: 200 }, (_, n) => [
      changeJson(text, chanceOf(`${seed} ${n}`)),
      changeBytes(Buffer.from(text), chanceOf(`${seed} ${n}`), n % 2 === 0 ? 'text' : 'binary').toString('hex'),
    ])
  expect(made('a')).toEqual(made('a'))
  expect(made('a')).not.toEqual(made('b'))
  expect(new Set(made('a').flat()).size).toBeGreaterThan(300)
})
