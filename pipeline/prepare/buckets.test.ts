import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HALO, type PreparedTree } from '#pipeline/model/shard.ts'
import { type Buckets, openBuckets } from './buckets.ts'

let folder = ''
let buckets: Buckets
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  buckets = openBuckets(join(folder, 'buckets'), new Set(['0.0', '1.0', '-1.0']))
})
afterEach(() => {
  buckets.close()
  rmSync(folder, { recursive: true, force: true })
})
const tree = (x: number, id = `t${x}`): PreparedTree => {
  return { layer: 'trees', id, box: { minX: x - 2, minZ: 10, maxX: x + 3, maxZ: 15 }, x, z: 12, species: 'oak', height: 9, crown: 4, canopy: false }
}
const idsIn = (x: number) => buckets.take({ x, z: 0 }).map(({ object }) => object.id)

test('an object goes to every wanted region it touches with its margin, and to no other', () => {
  for (const x of [100, 510, 512 + 2 * HALO, 512 + 2 * HALO + 2, -2 * HALO - 4, 1100]) buckets.put('trees', tree(x))
  expect(idsIn(0)).toEqual(['t100', 't510', 't544'])
  expect(idsIn(1)).toEqual(['t510', 't544', 't546'])
  expect(idsIn(-1)).toEqual(['t-36'])
  expect(buckets.take({ x: 5, z: 5 })).toEqual([])
})

test('objects come back as they were, with their list, in the order they were put, past what is held in memory', () => {
  const ids = Array.from({ length: 3000 }, (_, i) => `tree-${i}`)
  for (const id of ids) buckets.put('trees', tree(200, id))
  const area = { layer: 'a', id: 'p', box: { minX: 0, minZ: 0, maxX: 4, maxZ: 4 }, polygons: [[Float64Array.of(0, 0, 4, 0, 4, 4, 0, 0)]], class: 'grass' }
  buckets.put('areas', area)
  const taken = buckets.take({ x: 0, z: 0 })
  expect(taken.slice(0, -1).map(({ object }) => object.id)).toEqual(ids)
  expect(taken[7]).toEqual({ list: 'trees', object: tree(200, 'tree-7') })
  expect(taken.at(-1)).toEqual({ list: 'areas', object: area })
  expect(idsIn(-1)).toEqual(['p'])
})
