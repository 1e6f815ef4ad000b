/**
 * Lets the disk fill at points that follow from a seed, and looks whether the build says so, the current releases stay whole, and the next build ends
 * with the right bytes once there is space again; one JSON object at the end.
 * Usage: node scripts/faults/disk-full.ts [TIMES = 50] [SEED = 1] [MINUTES]     exit 1 where anything is wrong
 * The output lies on a tmpfs of limited size, in a mount namespace of this script's own, which is gone with it.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillUp } from './disk-full-ballast.ts'
import { type Ended, startBuild } from './kills-builds.ts'
import { chanceOf } from './kills-chance.ts'
import { readerFaults, recordFaults, strays } from './kills-outputs.ts'
import { makeSmallTown, type Variant, WORLDS, type WorldId } from './kills-town.ts'
import { buildWanted, faultsAfter, wordsOf } from './kills-undisturbed.ts'

const INSIDE = 'KVARTER_FAULTS_INSIDE'
const SIZE_MB = 256

if (!process.env[INSIDE]) {
  const args = ['--mount', '--propagation', 'private', process.execPath, ...process.argv.slice(1)]
  // Who is not root may have a mount namespace inside a user namespace.
  const inside = spawnSync('unshare', [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), ...args], {
    env: { ...process.env, [INSIDE]: '1' },
    stdio: 'inherit',
  })
  if (inside.error) throw inside.error
  process.exit(inside.status ?? 1)
}

const [times = 50, seed = 1, minutes = Infinity] = process.argv.slice(2).map(Number)
const until = performance.now() + minutes * 60_000
const folder = mkdtempSync(join(tmpdir(), 'kvarter-disk-full-'))
const disk = join(folder, 'disk')
mkdirSync(disk)
execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=700`, 'tmpfs', disk])
const [output, ballast] = [join(disk, 'output'), join(disk, 'ballast')]
mkdirSync(output)

const chance = chanceOf(seed)
const began = performance.now()
const COMMANDS: Record<string, { args: string[]; worlds: WorldId[] }> = {
  build: { args: ['build', 'market', '--publish'], worlds: ['market'] },
  run: { args: ['run'], worlds: WORLDS },
}
const report = { seed, full: 0, byStage: {} as Record<string, number>, fitted: 0, completed: 0, strays: 0, violations: [] as string[], seconds: 0 }
const wrong = (what: string, faults: readonly string[]) => {
  for (const fault of faults) {
    report.violations.push(`${what}: ${fault}`)
    process.stderr.write(`${what}: ${fault}\n`)
  }
}
const usedBytes = () => {
  const { blocks, bfree, bsize } = statfsSync(disk)
  return (blocks - bfree) * bsize
}

const town = makeSmallTown(folder)
const wanted = await buildWanted(town, folder)
let variant: Variant = 'A'

async function undisturbed(name: string, what: string): Promise<void> {
  const { args, worlds } = COMMANDS[name]
  const ended = await startBuild(town, output, args).ended
  wrong(what, await faultsAfter(ended, output, worlds, wanted[variant]))
  report.completed++
  variant = variant === 'A' ? 'B' : 'A'
  town.turnTo(variant)
}

/** What is wrong with how a build without space ended. */
function faultsOf(ended: Ended): string[] {
  const faults: string[] = []
  if (ended.code !== 1) faults.push(`it ended otherwise: ${wordsOf(ended)}`)
  const codes = failureCodes(ended)
  if (codes.length === 0 || codes.some((code) => code !== 'disk-full')) faults.push(`it failed of ${codes.join(', ') || 'nothing it names'}: ${wordsOf(ended)}`)
  const lines = ended.err.split('\n').filter((line) => line.trim())
  if (lines.length === 0 || lines.some((line) => !line.startsWith('kvarter: '))) faults.push(`it says more than a line: ${ended.err.slice(0, 500)}`)
  if (!lines.some((line) => /free some disk/i.test(line))) faults.push(`it does not say what to do: ${ended.err.slice(0, 500)}`)
  return faults
}

/** Of the run as a whole, or of its worlds. */
const failureCodes = ({ events }: Ended): string[] =>
  events.flatMap((event) => {
    if (event['event'] === 'failed') return [String(event['code'])]
    const failure = event['failure'] as { code: string } | string | undefined
    return event['event'] === 'world' && failure ? [typeof failure === 'string' ? failure : failure.code] : []
  })

async function fillOnce(need: number): Promise<void> {
  const name = chance.one(['build', 'run'])
  const gone = chance.one([['cache', 'snapshots'], ['cache/regions'], []])
  for (const each of gone) rmSync(join(output, each), { recursive: true, force: true })
  const share = gone.length === 0 ? 0.15 : 1
  const free = Math.floor(chance.number(need * share * (chance.is(0.2) ? 0.02 : 1)))
  fillUp(disk, ballast, free)
  const { args, worlds } = COMMANDS[name]
  const ended = await startBuild(town, output, args).ended
  const what = `disk ${report.full + 1} (${name}, ${free} bytes free, ${ended.stage})`
  rmSync(ballast)
  if (ended.code === 0) {
    report.fitted++
    wrong(what, await faultsAfter(ended, output, worlds, wanted[variant]))
    variant = variant === 'A' ? 'B' : 'A'
    return town.turnTo(variant)
  }
  report.full++
  report.byStage[ended.stage] = (report.byStage[ended.stage] ?? 0) + 1
  wrong(what, [...faultsOf(ended), ...readerFaults(output), ...(await recordFaults(output))])
  await undisturbed(name, `the build after ${what}`)
}

try {
  town.turnTo(variant)
  await undisturbed('run', 'the first run')
  const need = usedBytes()
  while (report.full < times && performance.now() < until) {
    // Old releases are not pruned here: the worlds' newest are what the next builds compare with.
    if (usedBytes() > (SIZE_MB << 20) - 2 * need) {
      rmSync(output, { recursive: true })
      mkdirSync(output)
      await undisturbed('run', 'the first run in a new output')
    }
    await fillOnce(need)
  }
  await undisturbed('run', 'the last run')
  report.strays = strays(output).length
} finally {
  execFileSync('umount', [disk])
  rmSync(folder, { recursive: true, force: true })
  report.seconds = Math.round((performance.now() - began) / 1000)
  console.log(JSON.stringify(report, undefined, 2))
}
process.exitCode = report.violations.length > 0 ? 1 : 0
