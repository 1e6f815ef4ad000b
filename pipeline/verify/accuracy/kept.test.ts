import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keptIn } from '../kept.ts'
import { openWorld, type WorldReader } from '../read/world.ts'
import { measureAccuracy } from './measure.ts'
import { input, writeWorld } from './sample-scene.ts'
import type { SourceReader } from './source.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Measures, and tells what the sources were asked for; `digest` is that of the buildings' snapshot. */
async function measure(world: WorldReader, digest: string, { also = '', anew = false } = {}) {
  const { layers, gdal, ...rest } = input(world)
  const asked: string[] = []
  const counted = {
    run(job: string, ask: { layer?: { kind: string }; want?: string[] }) {
      asked.push(job === 'outlines' ? ask.layer!.kind : ask.want!.join())
      return gdal.run(job as never, ask as never)
    },
  } as SourceReader
  const before = anew ? undefined : { kept: keptIn(join(folder, 'kept')), also }
  const sources = layers.map((each) => ({ ...each, digest: each.layer.kind === 'building' ? digest : 'a' }))
  const accuracy = await measureAccuracy({ ...rest, layers: sources, gdal: counted, before })
  return { accuracy, asked: [...new Set(asked)] }
}

test('what was measured of regions before gives what all of them give anew', { timeout: 30_000 }, async () => {
  const path = mkdtempSync(join(folder, 'w-'))
  const world = await writeWorld(path)
  const whole = await measure(world, 'a', { anew: true })
  const first = await measure(world, 'a')
  expect(first).toEqual(whole)
  expect(first.asked).toContain('building')

  // Only where the whole lies best is found again.
  expect(await measure(openWorld(path), 'a')).toEqual({ ...whole, asked: ['terrain'] })
  // A new snapshot with the same shapes, which is known from then on.
  expect(await measure(world, 'b')).toEqual({ ...whole, asked: ['building', 'terrain'] })
  expect(await measure(world, 'b')).toEqual({ ...whole, asked: ['terrain'] })
  // Other zones are hidden: all is asked again.
  expect((await measure(world, 'b', { also: 'zones' })).asked).toContain('terrain,highest,landcover')

  const moved = await writeWorld(mkdtempSync(join(folder, 'w-')), { housesEast: -1 })
  const changed = await measure(moved, 'b')
  expect(changed).toEqual(await measure(moved, 'b', { anew: true }))
  expect(changed.accuracy).not.toEqual(whole.accuracy)
})
