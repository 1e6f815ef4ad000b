/** Test support: worlds of the repository, each built once for all test files of a run. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Manifest, manifestSchema } from './model/manifest.ts'
import { REPOSITORY } from './real-data.ts'
import { kvarter } from './try-cli.ts'

export interface BuiltWorld {
  /** Root of the sources it was built from. */
  data: string
  /** What `--output` was. */
  output: string
  /** The build's last line. */
  summary: Record<string, unknown>
  release: string
  manifest: Manifest
  /** Folder of its first edition. */
  folder: string
}

const PREFIX = 'kvarter-built-'
/** Test files run in processes of their own, whose parent is the run. */
const SHARED = join(tmpdir(), `${PREFIX}${process.ppid}`)

/** The sample world, its sources made first. Nothing may be changed in it but by adding releases. */
export const builtSample = (): Promise<BuiltWorld> => built('sample-town', () => makeSample(join(SHARED, 'data')))

/** A world of the repository from sources that are there, on one worker. @throws Error if it cannot be built */
export async function built(world: string, dataOf: () => string): Promise<BuiltWorld> {
  forgetOthers()
  const place = join(SHARED, world)
  const result = join(place, 'built.json')
  mkdirSync(SHARED, { recursive: true })
  if (isFirst(place)) writeWhole(result, JSON.stringify(await build(world, dataOf(), join(place, 'output'))))
  while (!existsSync(result)) await setTimeout(200)
  const { data, output, summary, error } = JSON.parse(readFileSync(result, 'utf8')) as Awaited<ReturnType<typeof build>>
  if (error !== '') throw new Error(`${world} was not built: ${error}`)
  const release = dirname(summary['manifest'] as string)
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8')))
  return { data, output, summary, release, manifest, folder: join(release, manifest.editions[0].path) }
}

async function build(world: string, data: string, output: string) {
  const { code, err, last } = await kvarter(['build', world, '--workspace', REPOSITORY, '--data', data, '--output', output, '--workers', '1', '--json'])
  return { data, output, summary: last, error: code === 0 ? '' : err }
}

function makeSample(folder: string): string {
  execFileSync(process.execPath, ['scripts/sample-town/make.ts', folder], { cwd: REPOSITORY })
  return folder
}

/** True for the one of several processes that asks first. */
function isFirst(place: string): boolean {
  try {
    mkdirSync(place)
    return true
  } catch {
    return false
  }
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text)
  renameSync(`${path}.tmp`, path)
}

/** Removes what runs that have ended left: no test file knows that it is the last. */
function forgetOthers(): void {
  for (const name of readdirSync(tmpdir())) {
    const run = new RegExp(`^${PREFIX}(\\d+)$`).exec(name)?.[1]
    if (run !== undefined && !isRunning(Number(run))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
