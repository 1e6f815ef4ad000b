import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPublished } from '#pipeline/model/check-dataset.ts'
import { columnAt, toBlocks } from '#pipeline/model/grid.ts'
import { manifestSchema } from '#pipeline/model/manifest.ts'
import { startGdal } from '#pipeline/normalise/gdal-client.ts'
import { REPOSITORY, realData } from '#pipeline/real-data.ts'
import { openWorkspace } from '#pipeline/workspace.ts'
import { openWorld } from '../read/world.ts'
import { measuredStyle } from './blocks.ts'
import { type Accuracy, accuracySchema, type FigureId } from './figures.ts'
import { measureAccuracy } from './measure.ts'

const WORLD = 'goteborg-innerstaden'
const data = realData('goteborg/innerstaden_2m/torgg_dem.tif')

describe.skipIf(!data)('the inner city of Göteborg', () => {
  const output = mkdtempSync(join(tmpdir(), 'kvarter-real-'))
  const gdal = startGdal()
  let accuracy: Accuracy
  let release: string

  beforeAll(async () => {
    const build = ['pipeline/cli.ts', 'build', WORLD, '--data', data!, '--output', output, '--json']
    const lines = execFileSync(process.execPath, build, { cwd: REPOSITORY, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    release = dirname((JSON.parse(lines.trim().split('\n').at(-1)!) as { manifest: string }).manifest)
    const workspace = openWorkspace(REPOSITORY)
    const world = await workspace.world(WORLD)
    const dataset = await workspace.dataset(world.dataset)
    const { grid, area, editions } = manifestSchema.parse(JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8')))
    accuracy = await measureAccuracy({
      world: openWorld(join(release, editions[0].path)),
      grid,
      area,
      layers: dataset.layers.filter(isPublished).map((layer) => ({ layer, files: [join(data!, layer.source.path!)] })),
      gdal,
      style: measuredStyle(await workspace.style(world.style)),
    })
    console.table(Object.fromEntries(accuracy.figures.map(({ id, value, unit, n, met }) => [id, { value, unit, n, met }])))
  }, 600_000)

  afterAll(async () => {
    await gdal.close()
    rmSync(output, { recursive: true })
  })

  test('meets every gate', () => {
    expect(accuracySchema.parse(accuracy).figures.filter(({ met }) => met === false)).toEqual([])
    expect(accuracy.met).toBe(true)
  })

  test('is measured on enough of it', () => {
    const count = (id: FigureId) => accuracy.figures.find((figure) => figure.id === id)?.n ?? 0
    expect(count('ground.rmse')).toBeGreaterThan(80_000)
    expect(count('road.rmse')).toBeGreaterThan(10_000)
    expect(count('footprint.iou')).toBeGreaterThan(120)
    expect(count('roof.roughness')).toBeGreaterThan(30_000)
  })

  const hasProj = process.env['REQUIRE_REAL_DATA'] === '1' || spawnSync('cs2cs').error === undefined
  if (!hasProj) console.warn('SKIPPED: there is no cs2cs (Debian: proj-bin) to compare with')

  test.skipIf(!hasProj)('20 control points lie in the blocks that PROJ’s own command puts them in', async () => {
    const { grid } = manifestSchema.parse(JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8')))
    const points = Array.from({ length: 20 }, (_, i): [number, number] => [318_500 + 83.7 * i, 6_399_450 + ((i * 487.3) % 1200)])
    // Both systems are northing first by definition, and so the command speaks.
    const text = execFileSync('cs2cs', ['-f', '%.6f', 'EPSG:3006', grid.crs], { input: points.map(([e, n]) => `${n} ${e}`).join('\n'), encoding: 'utf8' })
    const expected = text
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
    const ours = await gdal.run('transform', { from: 'EPSG:3006', to: grid.crs, points })
    for (const [i, [northing, easting]] of expected.entries()) {
      const proj = toBlocks(grid, easting, northing)
      const column = columnAt(grid, ...ours[i])
      expect(Math.abs(column.x + 0.5 - proj.x)).toBeLessThanOrEqual(0.5)
      expect(Math.abs(column.z + 0.5 - proj.z)).toBeLessThanOrEqual(0.5)
    }
    expect(expected).toHaveLength(20)
  })
})
