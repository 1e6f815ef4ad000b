import { expect, test } from 'vitest'
import { z } from 'zod'
import { datasetSchema } from './dataset.ts'
import { Failure } from './failure.ts'
import { readDefinition } from './read-definition.ts'
import { worldSchema } from './world.ts'

const schema = z.strictObject({
  title: z.string(),
  layers: z.array(z.strictObject({ kind: z.enum(['road', 'tree']), order: z.number().int().max(9).default(0) })),
})
const failureOf = (text: string, of: z.ZodType = schema): Failure => {
  try {
    readDefinition('worlds/x.json', text, of)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}
const message = (value: unknown, of: z.ZodType = schema) => failureOf(JSON.stringify(value), of).message

test('what fits is read, with its defaults; a byte order mark is no fault', () => {
  expect(readDefinition('x', '\uFEFF{"title":"a","layers":[{"kind":"road"}]}', schema)).toEqual({ title: 'a', layers: [{ kind: 'road', order: 0 }] })
})

test('a fault names the file, the place, what was found and what is allowed', () => {
  expect(message({ title: 'a', layers: [{ kind: 'road' }, { kind: 'rode' }] })).toBe('worlds/x.json, layers[1].kind: found "rode", allowed: road, tree')
  expect(message({ layers: [] })).toBe('worlds/x.json, title: found nothing, expected string')
  expect(message({ title: 'a', layers: [{ kind: 'tree', order: 12 }] })).toMatch(/^worlds\/x\.json, layers\[0\]\.order: found 12, too big/)
  expect(message({ title: 'a', layers: [], colour: 1 })).toBe('worlds/x.json, the whole file: unknown field "colour"')
  expect(failureOf('[]').code).toBe('bad-definition')
})

test('more than three faults are counted', () => {
  expect(message({ title: 1, layers: [{ kind: 'a' }, { kind: 'b' }, { kind: 'c' }, { kind: 'd' }] })).toMatch(/; .*; .* \(and 2 more\)$/)
})

test('what is not JSON is said to be so', () => {
  expect(failureOf('{"title": }').message).toMatch(/^worlds\/x\.json is not JSON: /)
  expect(failureOf('').code).toBe('bad-definition')
})

test('of a choice between shapes the one nearest is told', () => {
  expect(message({ area: { crs: 'EPSG:1', bbox: [1, 2, 3] } }, worldSchema.pick({ area: true }))).toMatch(/area: .*bbox/)
})

test.each([
  ['/etc/passwd', false],
  ['../up.tif', false],
  ['a/../../up.tif', false],
  ['a\\b.tif', false],
  ['', false],
  ['heights/a..b.tif', true],
])('the path %j of a source', (path, isAllowed) => {
  expect(datasetSchema.shape.layers.element.shape.source.shape.path.safeParse(path).success).toBe(isAllowed)
})

test('brackets too deep inside each other, keys too long and line breaks in them end in one short line', () => {
  const deep = (depth: number) => `{"title":${'['.repeat(depth)}0${']'.repeat(depth)},"layers":[]}`
  for (const depth of [99, 100, 200_000])
    expect(failureOf(deep(depth)).message).toMatch(depth < 100 ? /title: found \[+…, expected string$/ : /has more than 100 brackets/)
  expect(failureOf(`{"title":"${'['.repeat(500)}\\"[","layers":[],"b":1}`).message).toContain('unknown field "b"')
  const { message: long } = failureOf(JSON.stringify({ title: 'a', layers: [], [`x\n${'y'.repeat(10_000)}`]: 1 }))
  expect(long).toMatch(/^worlds\/x\.json, the whole file: unknown field "x y+…"$/)
  expect(long.length).toBeLessThan(150)
})
