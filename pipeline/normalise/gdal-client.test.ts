import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { type GdalClient, startGdal } from './gdal-client.ts'
import { watchSilence } from './watch-silence.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvarter-gdal-'))
  writeFileSync(
    join(folder, 'whole.geojson'),
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[12,57]}}]}',
  )
  // Opening a pipe that nobody writes into lasts for ever.
  execFileSync('mkfifo', [join(folder, 'pipe.geojson')])
})
afterAll(() => rmSync(folder, { recursive: true }))

const layer = (id: string) =>
  ({ id, kind: 'tree', order: 0, attributes: {}, examples: [], source: { path: 'x', band: 1, nodata: [] } }) as unknown as LayerDefinition
const read = (gdal: GdalClient, id: string, name: string) =>
  gdal.run('vector', {
    layer: layer(id),
    files: [join(folder, name)],
    gridCrs: 'EPSG:4326',
    extent: { minE: 11, minN: 56, maxE: 13, maxN: 58 },
    out: join(folder, `${id}.ndjson`),
  })

/** Ids of the GDAL processes that this process started. */
function gdalProcesses(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const parent = Number(/^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'latin1'))?.[1])
      return parent === process.pid && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('gdal-process') ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

test('a process that is silent is ended, the layer is named, and what waited is read by a new one', { timeout: 60_000 }, async () => {
  const gdal = startGdal({ silentMs: 3000 })
  try {
    const [hung, waited] = await Promise.allSettled([read(gdal, 'hanging', 'pipe.geojson'), read(gdal, 'waiting', 'whole.geojson')])
    expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'unreadable-source', message: expect.stringContaining('layer hanging (pipe.geojson)') } })
    expect(waited).toMatchObject({ status: 'fulfilled', value: { read: 1, used: 1 } })
  } finally {
    await gdal.close()
  }
  expect(gdalProcesses()).toEqual([])
})

test('a process that dies fails the layer it read, by name, and no other', { timeout: 60_000 }, async () => {
  const gdal = startGdal()
  try {
    await read(gdal, 'before', 'whole.geojson')
    const [pid, ...others] = gdalProcesses()
    expect(others).toEqual([])
    const both = Promise.allSettled([read(gdal, 'dying', 'pipe.geojson'), read(gdal, 'waiting', 'whole.geojson')])
    process.kill(pid, 'SIGSEGV')
    const [died, waited] = await both
    expect(died).toMatchObject({
      status: 'rejected',
      reason: { code: 'unreadable-source', message: expect.stringMatching(/SIGSEGV.*layer dying \(pipe\.geojson\)/) },
    })
    expect(waited).toMatchObject({ status: 'fulfilled', value: { read: 1, used: 1 } })
    process.kill(gdalProcesses()[0], 'SIGKILL')
    await expect(read(gdal, 'after', 'whole.geojson').catch(() => read(gdal, 'after', 'whole.geojson'))).resolves.toMatchObject({ used: 1 })
  } finally {
    await gdal.close()
  }
})

test('bytes that move are a sign of life, but not for ever', { timeout: 30_000 }, async () => {
  const ended = (limits: { silentMs: number; signlessMs: number }) =>
    new Promise<number>((resolve) => {
      const started = performance.now()
      const moving = setInterval(() => readFileSync(join(folder, 'whole.geojson')), 20)
      watchSilence(process.pid, limits, () => {
        clearInterval(moving)
        resolve(performance.now() - started)
      })
    })
  expect(await ended({ silentMs: 500, signlessMs: 2500 })).toBeGreaterThanOrEqual(2500)
})
