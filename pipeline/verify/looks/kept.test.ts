import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Region } from '#pipeline/model/grid.ts'
import type { PreparedBuilding } from '#pipeline/model/shard.ts'
import { keptIn } from '../kept.ts'
import { SampleWorld } from '../read/sample-world.ts'
import { openWorld } from '../read/world.ts'
import { checkLooks } from './check-looks.ts'
import type { Looks } from './look.ts'
import { GRID, ground, house, raise, shardWith, STYLE, street } from './tiny-town.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))
let worlds = 0

/** Houses on a street through three regions, one of them on the border of two. */
function town(wall: string): { sample: SampleWorld; buildings: PreparedBuilding[] } {
  const sample = new SampleWorld()
  ground(sample, [480, 0], [560, 32])
  ground(sample, [1000, 0], [1060, 32])
  const buildings = [490, 506, 530, 1030].map((minX, i) => house({ id: String(i), minX, minZ: 2 }))
  buildings.forEach((building, i) =>
    raise(sample, building, { glassEvery: wall === 'bricks' || i > 0 ? 3 : 0, wall: i === 0 ? wall : 'bricks', roof: i === 2 ? 'stone' : 'gray_concrete' }),
  )
  sample.set(540, 0, 20, 'stone')
  return { sample, buildings }
}

/** Saves the town; of `like`, saved before, it takes every file but that of the region with the changed house. */
async function save(wall: string, like?: string): Promise<string> {
  const path = join(folder, `w${worlds++}`)
  await town(wall).sample.save(path)
  if (like !== undefined) for (const name of ['r.1.0.mca', 'r.2.0.mca']) copyFileSync(join(like, 'region', name), join(path, 'region', name))
  return path
}

async function look(path: string, kept?: string): Promise<{ looks: Looks; read: string[] }> {
  const { buildings } = town('bricks')
  const read: string[] = []
  const roads = [street('a', 14, [484, 556])]
  const shardOf = (region: Region) => {
    read.push(`${region.x} ${region.z}`)
    return shardWith({ buildings, roads }, region)
  }
  const regions = [0, 1, 2].map((x) => ({ x, z: 0 }))
  const before = kept === undefined ? undefined : { kept: keptIn(kept), shardDigest: async () => 'the same' }
  return { looks: await checkLooks({ world: openWorld(path), regions, shardOf, grid: GRID, style: STYLE, before }), read }
}

test('what was found of regions before gives what all of them give anew', { timeout: 30_000 }, async () => {
  const kept = join(folder, 'kept')
  const plain = await save('bricks')
  const whole = await look(plain)
  expect(await look(plain, kept)).toEqual(whole)
  expect(await look(plain, kept)).toEqual({ looks: whole.looks, read: [] })

  const other = await save('stone_bricks', plain)
  const changed = await look(other, kept)
  expect(changed.looks).toEqual((await look(other)).looks)
  expect(changed.looks).not.toEqual(whole.looks)
  // The file that changed holds the next region's halo too.
  expect(changed.read).toEqual(['0 0', '1 0'])

  for (const name of readdirSync(kept)) writeFileSync(join(kept, name), 'damaged')
  expect((await look(plain, kept)).looks).toEqual(whole.looks)
})
