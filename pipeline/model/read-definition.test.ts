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
