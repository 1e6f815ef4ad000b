import { execFile } from 'node:child_process'
import { mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isPublished } from '#pipeline/model/check-dataset.ts'
import type { Bilingual, Dataset, LayerDefinition } from '#pipeline/model/dataset.ts'
import { asFailure } from '#pipeline/model/failure.ts'
import { variablesOf } from '#pipeline/model/source.ts'
import { exampleFaults } from '#pipeline/normalise/check-examples.ts'
import { type Definitions, type Io, layersOf } from '#pipeline/run.ts'
import type { Workspace } from '#pipeline/workspace.ts'
import { terrainFit } from './doctor-terrain.ts'
import { estimate } from './plan.ts'

/** One row of what doctor tells. */
export interface Finding {
  state: 'ok' | 'warn' | 'fail'
  check: Bilingual
  detail: Bilingual
}

const LEAST_NODE = 24
/** Builds share files with the cache, but a new one is whole before the old one goes. */
const ROOM = 3

const same = (text: string): Bilingual => ({ sv: text, en: text })
const finding = (state: Finding['state'], check: Bilingual, detail: Bilingual): Finding => ({ state, check, detail })
const failed = (check: Bilingual, error: unknown): Finding => {
  const { message, hint } = asFailure(error)
  return finding('fail', check, same(`${message}: ${hint}`))
}

export function checkNode(): Finding {
  const { node } = process.versions
  const isNew = Number(node.split('.')[0]) >= LEAST_NODE
  return finding(
    isNew ? 'ok' : 'fail',
    same('Node'),
    isNew ? same(node) : { sv: `${node}; minst ${LEAST_NODE} behövs`, en: `${node}; at least ${LEAST_NODE} is needed` },
  )
}

/** Loads GDAL as a build does, in a process of its own, and looks up every coordinate system the datasets name. */
export async function checkGdal(datasets: readonly Dataset[]): Promise<Finding> {
  const codes = new Set(datasets.flatMap(({ grid, layers }) => [grid.crs, ...layers.map((layer) => layer.source.crs ?? grid.crs)]))
  const program = fileURLToPath(new URL('../normalise/about-gdal.ts', import.meta.url))
  const check = same('GDAL, PROJ')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...codes], { timeout: 60_000 })
    const { version, drivers, unknown } = JSON.parse(stdout) as { version: string; drivers: number; unknown: string[] }
    if (unknown.length > 0)
      return finding('fail', check, {
        sv: `PROJ:s databas känner inte ${unknown.join(', ')}: rätta koden, eller peka PROJ_LIB på databasen`,
        en: `PROJ's database does not know ${unknown.join(', ')}: correct the code, or point PROJ_LIB at the database`,
      })
    return finding('ok', check, {
      sv: `${version}, ${drivers} format; ${codes.size} koordinatsystem funna`,
      en: `${version}, ${drivers} formats; ${codes.size} coordinate systems found`,
    })
  } catch (error) {
    const why = String((error as { stderr?: string }).stderr ?? error).match(/^\w*Error.*$/m)?.[0] ?? (error as Error).message
    return finding('fail', check, { sv: `går inte att ladda (${why}): kör scripts/setup`, en: `does not load (${why}): run scripts/setup` })
  }
}

/** Reads every definition of the workspace and tries the examples; what is valid is handed on. */
export async function checkDefinitions(workspace: Workspace): Promise<{ findings: Finding[]; datasets: Dataset[]; worlds: Definitions[] }> {
  const findings: Finding[] = []
  const datasets: Dataset[] = []
  const worlds: Definitions[] = []
  const folders = await readdir(join(workspace.root, 'datasets'), { recursive: true }).catch(() => [])
  const ids = folders.map((path) => path.replaceAll('\\', '/')).filter((path) => posix.basename(path) === 'dataset.json')
  for (const id of ids.map((path) => posix.dirname(path)).sort()) {
    const check = same(`datasets/${id}`)
    try {
      const dataset = await workspace.dataset(id)
      const faults = exampleFaults(dataset)
      const examples = dataset.layers.reduce((sum, layer) => sum + layer.examples.length, 0)
      if (faults.length === 0) datasets.push(dataset)
      const right = { sv: `${dataset.layers.length} lager, ${examples} exempel stämmer`, en: `${dataset.layers.length} layers, ${examples} examples hold` }
      findings.push(faults.length === 0 ? finding('ok', check, right) : finding('fail', check, same(faults.slice(0, 3).join('; '))))
    } catch (error) {
      findings.push(failed(check, error))
    }
  }
  for (const id of await workspace.worlds()) {
    const check = same(`worlds/${id}`)
    try {
      const world = await workspace.world(id)
      const definitions = { world, dataset: await workspace.dataset(world.dataset), style: await workspace.style(world.style) }
      const layers = layersOf(world, definitions.dataset)
      worlds.push(definitions)
      findings.push(finding('ok', check, { sv: `${layers.length} lager ur ${world.dataset}`, en: `${layers.length} layers of ${world.dataset}` }))
    } catch (error) {
      findings.push(failed(check, error))
    }
  }
  if (findings.length === 0)
    findings.push(
      finding('fail', same(workspace.root), { sv: 'ingen arbetsyta: gör en med kvarter init DIR', en: 'no workspace: make one with kvarter init DIR' }),
    )
  return { findings, datasets, worlds }
}

/** Looks for the file of every layer, or the credentials of its service: one that a world needs and that is missing is a fault, any other is told. */
export async function checkFiles(
  datasets: readonly Dataset[],
  worlds: readonly Definitions[],
  dataRoot: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const dataset of datasets) {
    const needed = new Set(worlds.filter(({ world }) => world.dataset === dataset.id).flatMap(({ world }) => layersOf(world, dataset).map((layer) => layer.id)))
    const check: Bilingual = { sv: `filer, ${dataset.id}`, en: `files, ${dataset.id}` }
    const before = findings.length
    for (const layer of dataset.layers) {
      const lack = await lackOf(layer, dataRoot, env)
      if (lack) findings.push(finding(needed.has(layer.id) && isPublished(layer) ? 'fail' : 'warn', check, lack))
    }
    const count = dataset.layers.length
    if (findings.length === before) findings.push(finding('ok', check, { sv: `${count} av ${count} finns`, en: `${count} of ${count} are there` }))
  }
  return findings
}

/** What a layer's source is without; undefined when it is ready. Services are not asked here: that is what a build does. */
async function lackOf({ id, source }: LayerDefinition, dataRoot: string, env: NodeJS.ProcessEnv): Promise<Bilingual | undefined> {
  if (source.path === undefined) {
    const unset = variablesOf(source.service!).filter((name) => !env[name])
    if (unset.length === 0) return undefined
    return {
      sv: `lagret ${id} behöver miljövariabeln ${unset.join(', ')}, som inte är satt`,
      en: `layer ${id} needs the environment variable ${unset.join(', ')}, which is not set`,
    }
  }
  const path = join(dataRoot, source.path)
  if (await stat(path).catch(() => undefined)) return undefined
  return {
    sv: `${path} (lagret ${id}) finns inte: lägg den där, eller ange datamappen med --data eller KVARTER_DATA`,
    en: `${path} (layer ${id}) is not there: put it there, or name the data folder with --data or KVARTER_DATA`,
  }
}

/** Whether a world's ground fits between the lowest and the highest block; where it does not, a zeroY that would do. */
export async function checkTerrain({ world, dataset }: Definitions, io: Io): Promise<Finding[]> {
  const check: Bilingual = { sv: `höjder, ${world.id}`, en: `heights, ${world.id}` }
  try {
    const fit = await terrainFit(world, dataset, io)
    if (!fit) return []
    const range = `${fit.lowestM.toFixed(1)} – ${fit.highestM.toFixed(1)} m = y ${fit.lowestY} – ${fit.highestY}`
    if (fit.fits) return [finding('ok', check, same(range))]
    const wish = `zeroY ${fit.zeroY}${fit.verticalScale === world.verticalScale ? '' : `, verticalScale ${fit.verticalScale}`}`
    return [finding('fail', check, { sv: `${range}, och det ryms inte: sätt ${wish}`, en: `${range}, which does not fit: set ${wish}` })]
  } catch (error) {
    return [failed(check, error)]
  }
}

/** Free disk where outputs go, against what all worlds would take. */
export async function checkDisk(worlds: readonly Definitions[], io: Io): Promise<Finding> {
  const folder = dirname(io.snapshots)
  const check: Bilingual = { sv: 'diskutrymme', en: 'disk space' }
  try {
    await mkdir(folder, { recursive: true })
    const { bavail, bsize } = await statfs(folder)
    let bytes = 0
    for (const world of worlds) {
      const { worldBytes, cacheBytes } = await estimate(world, io)
      bytes += worldBytes + cacheBytes
    }
    const free = bavail * bsize
    const [freeGb, needGb] = [free, bytes].map((value) => (value / 1e9).toFixed(1))
    const state = free < bytes ? 'fail' : free < ROOM * bytes ? 'warn' : 'ok'
    return finding(state, check, {
      sv: `${freeGb} GB fritt i ${folder}; arbetsytans världar tar omkring ${needGb} GB`,
      en: `${freeGb} GB free in ${folder}; the workspace's worlds take about ${needGb} GB`,
    })
  } catch (error) {
    return failed(check, error)
  }
}
