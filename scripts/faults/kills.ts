/**
 * Kills builds at moments that follow from a seed, and looks after every kill whether all is whole; one JSON object at the end.
 * Usage: node scripts/faults/kills.ts [KILLS = 1000] [SEED = 1] [MINUTES]     exit 1 where anything is wrong
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Build, startBuild, waitForEnd } from './kills-builds.ts'
import { chanceOf } from './kills-chance.ts'
import { chooseMoment, makePlaces, type Moment, type Usual, waitFor } from './kills-moments.ts'
import { readerFaults, recordFaults, strays } from './kills-outputs.ts'
import { makeSmallTown, type Variant, WORLDS, type WorldId } from './kills-town.ts'
import { buildWanted, faultsAfter } from './kills-undisturbed.ts'

/** So long may a process live on whose build was killed. */
const LIVE_ON_MS = 5000
/** After so many kills the output begins anew, so that its releases do not fill the disk. */
const KILLS_AN_OUTPUT = 100

const [kills = 1000, seed = 1, minutes = Infinity] = process.argv.slice(2).map(Number)
const until = performance.now() + minutes * 60_000
const folder = mkdtempSync(join(tmpdir(), 'kvarter-kills-'))
const town = makeSmallTown(folder)
const chance = chanceOf(seed)
const COMMANDS: Record<string, { args: string[]; worlds: WorldId[] }> = {
  build: { args: ['build', 'market', '--publish'], worlds: ['market'] },
  run: { args: ['run'], worlds: WORLDS },
}
const report = {
  seed,
  kills: 0,
  byStage: {} as Record<string, number>,
  byHow: {} as Record<string, number>,
  completed: 0,
  strays: 0,
  violations: [] as string[],
  seconds: 0,
}
const began = performance.now()
const wanted = await buildWanted(town, folder)
const usual: Record<string, Usual> = {}
let output = ''
let variant: Variant = 'A'
let outputs = 0
const watched: Promise<void>[] = []

const wrong = (what: string, faults: readonly string[]) => {
  for (const fault of faults) {
    report.violations.push(`${what}: ${fault}`)
    process.stderr.write(`${what}: ${fault}\n`)
  }
}

/** A build that nothing disturbs must end as if nothing ever had. */
async function undisturbed(name: string, moment?: Moment): Promise<void> {
  const { args, worlds } = COMMANDS[name]
  const stop = waitFor(moment, output, () => {})
  const ended = await startBuild(town, output, args).ended
  usual[name] = { seconds: ended.seconds, events: stop() }
  await completed(name, await faultsAfter(ended, output, worlds, wanted[variant]))
}

async function completed(name: string, faults: readonly string[]): Promise<void> {
  wrong(`completed ${name} after ${report.kills} kills`, faults)
  report.completed++
  variant = variant === 'A' ? 'B' : 'A'
  town.turnTo(variant)
  // What there is to do differs: all, or the regions, or what cannot be taken from before.
  const gone = chance.one([['cache', 'snapshots'], ['cache/regions'], ['cache/prepared', 'cache/normalised'], []])
  for (const name of gone) rmSync(join(output, name), { recursive: true, force: true })
}

/** No process may live on; looked at while the next build begins, or before. */
const watchEnd = async (build: Build, what: string) => {
  const living = await waitForEnd(build, LIVE_ON_MS)
  wrong(
    what,
    living.map((pid) => `process ${pid} lives on`),
  )
}

async function beginOutput(): Promise<void> {
  if (output) {
    report.strays += strays(output).length
    rmSync(output, { recursive: true })
  }
  output = join(folder, `output-${++outputs}`)
  town.turnTo(variant)
  makePlaces(output)
  await undisturbed('run')
  const { seconds, events } = usual['run']
  usual['build'] ??= { seconds: seconds / WORLDS.length, events: { all: events.all / WORLDS.length, pointers: events.pointers / WORLDS.length } }
}

async function killOnce(): Promise<void> {
  const name = chance.one(['build', 'run'])
  const how = chance.one(['tree', 'parent'] as const)
  const isWaitedFor = chance.is(0.5)
  const moment = chooseMoment(chance, usual[name])
  const { args, worlds } = COMMANDS[name]
  let isKilled = false
  const build = startBuild(town, output, args)
  const stop = waitFor(moment, output, () => {
    isKilled = true
    build.kill(how)
  })
  const ended = await build.ended
  stop()
  if (!isKilled || ended.code !== null) return completed(name, await faultsAfter(ended, output, worlds, wanted[variant]))
  report.kills++
  report.byStage[ended.stage] = (report.byStage[ended.stage] ?? 0) + 1
  const way = `${'afterMs' in moment ? 'time' : moment.where}, ${how}`
  report.byHow[way] = (report.byHow[way] ?? 0) + 1
  const what = `kill ${report.kills} (${name}, ${how}, ${JSON.stringify(moment)}, ${ended.stage})`
  wrong(what, [...readerFaults(output), ...(await recordFaults(output))])
  const end = watchEnd(build, what)
  if (isWaitedFor) await end
  else watched.push(end)
  if (chance.is(0.25)) await undisturbed(chance.one(['build', 'run']))
}

try {
  await beginOutput()
  while (report.kills < kills && performance.now() < until) {
    await killOnce()
    if (report.kills > 0 && report.kills % KILLS_AN_OUTPUT === 0 && report.kills < kills) await beginOutput()
  }
  await undisturbed('run')
  await Promise.all(watched)
  report.strays += strays(output).length
} finally {
  await pause(100)
  rmSync(folder, { recursive: true, force: true })
  report.seconds = Math.round((performance.now() - began) / 1000)
  console.log(JSON.stringify(report, undefined, 2))
}
process.exitCode = report.violations.length > 0 ? 1 : 0
