import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SmallTown } from './kills-town.ts'

const PROGRAM = resolve(import.meta.dirname, '../../pipeline/cli.ts')
const PRELOAD = new URL('kills-preload.ts', import.meta.url).href
/** In the environment of every process of a build, so that it is known however its parent ended. */
const MARK = 'KVARTER_FAULTS_MARK'
/** Longest that a build may take; one that hangs is a fault too. */
const LONGEST_MS = 180_000

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  err: string
  /** JSON lines of standard output. */
  events: Record<string, unknown>[]
  /** What it was at when it ended. */
  stage: string
  seconds: number
}

/** A build under way. */
export interface Build {
  ended: Promise<Ended>
  /** Ends it at once: with all its processes, or its first only, so that the others must end by themselves. */
  kill(what: 'tree' | 'parent'): void
  /** Its processes that still run. */
  living(): number[]
}

export function startBuild(town: SmallTown, output: string, args: readonly string[]): Build {
  const mark = randomUUID()
  const began = performance.now()
  const places = ['--workspace', town.workspace, '--data', town.data, '--output', output, '--workers', '2', '--json']
  const child = spawn(process.execPath, [PROGRAM, ...args, ...places], {
    env: { ...process.env, [MARK]: mark, NODE_OPTIONS: `--import=${PRELOAD}`, KVARTER_OPERATOR: 'faults' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const killAll = () => {
    for (const pid of marked(mark)) killOne(pid)
  }
  const watchdog = setTimeout(killAll, LONGEST_MS)
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      clearTimeout(watchdog)
      // What an orphan writes later is not waited for: it may hold the pipe.
      const end = () => {
        const events = eventsIn(out)
        done({ code, signal, err, events, stage: stageAfter(events), seconds: (performance.now() - began) / 1000 })
      }
      if (code === null) setTimeout(end, 20)
      else child.on('close', end)
    })
  })
  return {
    ended,
    kill(what) {
      if (what === 'parent') child.kill('SIGKILL')
      else killAll()
    },
    living: () => marked(mark),
  }
}

/** Waits until no process of it runs. @returns those that still do after so long */
export async function waitForEnd(build: Build, mostMs: number): Promise<number[]> {
  for (const from = performance.now(); ; await pause(20)) {
    const living = build.living()
    if (living.length === 0 || performance.now() - from > mostMs) return living
  }
}

/** Processes with the mark in the environment they were started with, proc_pid_environ(5); those that have ended and wait to be noticed have none. */
function marked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${mark}`)
      } catch {
        return false
      }
    })
    .map(Number)
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function eventsIn(out: string): Record<string, unknown>[] {
  return out.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Record<string, unknown>]
    } catch {
      return []
    }
  })
}

/** The stage begun last; after a stage's end, what comes after it. */
function stageAfter(events: readonly Record<string, unknown>[]): string {
  const last = events.findLast(({ event }) => ['stage', 'stage-end', 'world', 'done'].includes(String(event)))
  if (!last) return 'start'
  if (last['event'] === 'stage') return String(last['stage'])
  return last['event'] === 'stage-end' ? `after ${String(last['stage'])}` : `after ${String(last['event'])}`
}
