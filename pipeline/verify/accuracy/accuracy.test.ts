import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { LayerKind } from '#pipeline/model/kind.ts'
import { type Accuracy, accuracySchema, type FigureId } from './figures.ts'
import { measureAccuracy } from './measure.ts'
import { input, type Wrong, writeWorld } from './sample-scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-accuracy-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function measure(wrong: Wrong = {}, kinds?: LayerKind[]): Promise<Accuracy> {
  const world = await writeWorld(mkdtempSync(join(folder, 'w-')), wrong)
  return accuracySchema.parse(await measureAccuracy(input(world, kinds)))
}

const failed = ({ figures }: Accuracy): FigureId[] => figures.filter(({ met }) => met === false).map(({ id }) => id)
const valueOf = ({ figures }: Accuracy, id: FigureId): number | undefined => figures.find((each) => each.id === id)?.value

describe('a true world', async () => {
  const accuracy = await measure({ hasTrees: true })

  test('meets every gate', () => {
    expect(failed(accuracy)).toEqual([])
    expect(accuracy.met).toBe(true)
  })

  test('is measured on all its ground and houses', () => {
    const numbers = Object.fromEntries(accuracy.figures.map(({ id, n }) => [id, n]))
    expect(numbers).toMatchObject({ 'ground.present': 124 * 124, 'footprint.iou': 4, 'roof.median': 4 })
    expect(numbers['ground.rmse']).toBeGreaterThan(124 * 124 - 4 * 26 * 18 - 1000)
  })

  test('has the errors that whole blocks give', () => {
    expect(valueOf(accuracy, 'ground.rmse')).toBeCloseTo(Math.sqrt(1 / 12), 2)
    expect(valueOf(accuracy, 'ground.medianAbsolute')).toBeCloseTo(0.25, 1)
  })
})

describe('a world that is wrong', () => {
  test.each<[string, Wrong, FigureId[]]>([
    ['one block to the east', { east: 1 }, ['ground.shiftX', 'footprint.shiftX', 'footprint.good']],
    ['one block too high', { up: 1 }, ['ground.rmse', 'ground.mean', 'ground.median', 'roof.median']],
    ['mirrored', { isMirrored: true }, ['ground.rmse', 'footprint.iou', 'footprint.good']],
    ['with houses one block to the west', { housesEast: -1 }, ['footprint.shiftX', 'footprint.good']],
    ['with raw roofs', { hasRawRoofs: true }, ['roof.roughness', 'roof.roughnessRatio']],
  ])('%s fails', async (_, wrong, gates) => {
    const accuracy = await measure(wrong)
    expect(accuracy.met).toBe(false)
    expect(failed(accuracy)).toEqual(expect.arrayContaining(gates))
  })

  test('by one block is found to be so by one block', async () => {
    const accuracy = await measure({ east: 1 })
    expect(Math.abs(valueOf(accuracy, 'ground.shiftX')! - 1)).toBeLessThan(0.1)
    expect(Math.abs(valueOf(accuracy, 'footprint.shiftX')! - 1)).toBeLessThan(0.2)
    expect(Math.abs(valueOf(accuracy, 'ground.shiftZ')!)).toBeLessThan(0.1)
  })

  test('too high all over is not called shifted', async () => {
    expect(failed(await measure({ up: 1 }))).not.toContain('ground.shiftX')
  })
})

test('what has no source has no figure', async () => {
  const accuracy = await measure({}, ['terrain'])
  expect(accuracy.figures.map(({ id }) => id.split('.')[0]).filter((id) => id !== 'ground')).toEqual([])
})
