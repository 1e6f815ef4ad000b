import { expect, test } from 'vitest'
import type { Problem } from './problem.ts'
import { concealProblems, type Secrets, type Zone } from './protect.ts'

const zone: Zone = { shape: { type: 'point', points: Float64Array.of(1000, 2000) }, action: 'drop', radiusM: 50, toM: 100, keep: [] }
const secrets: Secrets = { zones: [zone], ids: new Set(['g0123456789ab']) }
const problem = (more: Partial<Problem>): Problem => ({ code: 'no-height', layer: 'houses', message: 'it has 4.5', ...more })
const bare = { code: 'no-height', layer: 'houses', message: '' }

test.each<[string, Partial<Problem>]>([
  ['by its id', { featureId: 'g0123456789ab' }],
  ['by its place', { where: [1000, 2049] }],
  ['near its place', { where: [1000, 2074] }],
  ['by another that names it', { featureId: '7', message: 'it overlaps g0123456789ab by 3 m²' }],
])('a protected feature is told of without anything but the code: %s', (_, more) => {
  expect(concealProblems([problem(more)], secrets)).toEqual([bare])
})

test('others are told whole, and all where nothing is protected', () => {
  const others = [problem({ featureId: 'g0123456789ac', where: [1000, 2200] }), problem({ message: 'it overlaps g0123456789ac' })]
  expect(concealProblems(others, secrets)).toEqual(others)
  const near = [problem({ where: [1000, 2000] })]
  expect(concealProblems(near, { zones: [], ids: new Set() })).toEqual(near)
})
