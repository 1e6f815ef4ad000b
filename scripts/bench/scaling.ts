/**
 * The whole road on a 4 × 4 tiling of the sample town (16 km²): two workers against one from shards to written regions,
 * and the memory of the process tree at sixteen times the area.
 * Usage: node scripts/bench/scaling.ts [rounds]
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runOnWorkers } from '#pipeline/jobs/worker-pool.ts'
import type { Region } from '#pipeline/model/grid.ts'
import { styleSchema } from '#pipeline/model/style.ts'
import type { RegionResult, RegionTask, RegionWorkerData } from '#pipeline/region-worker.ts'
import { interleave } from './rounds.ts'

const [rounds = '3'] = process.argv.slice(2)
const root = resolve(import.meta.dirname, '../..')
const scratch = mkdtempSync(join(tmpdir(), 'kvarter-scaling-'))
const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })

interface Summary {
  seconds: number
  peakRssMb: number
}

/** Builds a tiling from nothing, as a user would. */
function build(tiles: number): Summary & { output: string } {
  const data = join(scratch, `data-${tiles}`)
  const workspace = join(scratch, `workspace-${tiles}`)
  const output = join(scratch, `output-${tiles}`)
  node('scripts/sample-town/make.ts', data, '--tiles', String(tiles))
  for (const folder of ['datasets/sample/sample-town', 'worlds/styles']) mkdirSync(join(workspace, folder), { recursive: true })
  for (const file of ['datasets/sample/sample-town/dataset.json', 'worlds/styles/nordic.json'])
    writeFileSync(join(workspace, file), readFileSync(join(root, file)))
  writeFileSync(join(workspace, 'worlds/sample-town.json'), readFileSync(tiles === 1 ? join(root, 'worlds/sample-town.json') : join(data, 'world.json')))
  const lines = node('pipeline/cli.ts', 'build', 'sample-town', '--workspace', workspace, '--data', data, '--output', output, '--json').trim().split('\n')
  return { ...(JSON.parse(lines.at(-1)!) as Summary), output }
}

function tasksOf(output: string): RegionTask[] {
  const prepared = join(output, 'cache/prepared')
  const folder = join(prepared, readdirSync(prepared)[0])
  const { regions } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { regions: Region[] }
  return regions.map((region) => ({
    region,
    shard: join(folder, `${region.x}.${region.z}.shard`),
    outs: [join(scratch, 'regions', `r.${region.x}.${region.z}.mca`)],
  }))
}

const small = build(1)
const large = build(4)
const tasks = tasksOf(large.output)
const style = styleSchema.parse(JSON.parse(readFileSync(join(root, 'worlds/styles/nordic.json'), 'utf8')))
let chunks = 0
const seconds = (workers: number) => async () => {
  chunks = 0
  const data: RegionWorkerData = { style, editions: ['java-1.21.4'] }
  const started = performance.now()
  await runOnWorkers<RegionTask, RegionResult>(new URL('../../pipeline/region-worker.ts', import.meta.url), { workers, data }, tasks, (result) => {
    chunks += result.chunks
  })
  return (performance.now() - started) / 1000
}
const taken = await interleave(Number(rounds), { one: seconds(1), two: seconds(2) })
rmSync(scratch, { recursive: true, force: true })
const km2 = (chunks * 256) / 1e6
const round = (value: number) => Number(value.toFixed(2))
console.log(
  JSON.stringify(
    {
      km2: round(km2),
      oneWorkerSeconds: round(taken.one),
      twoWorkersSeconds: round(taken.two),
      speedUp: round(taken.one / taken.two),
      km2PerSecond: round(km2 / taken.two),
      wholeRunSeconds: { 'at 1 km²': small.seconds, 'at 16 km²': large.seconds },
      peakRssMb: { 'at 1 km²': small.peakRssMb, 'at 16 km²': large.peakRssMb },
      memoryRatio: round(large.peakRssMb / small.peakRssMb),
    },
    null,
    2,
  ),
)
