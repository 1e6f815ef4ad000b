import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case, InputClass } from './inputs-case.ts'
import { endTree, forgetPeaks, peakMb } from './inputs-tree.ts'
import type { WorkerAsk, WorkerReply } from './inputs-worker.ts'

/** What holds of each input. */
const MOST_SECONDS = 10
const MOST_MB = 700
/** A worker is ended well after the time is up, so that one that is late is told from one that hangs. */
const HANG_MS = 20_000
const LOOK_MS = 50

export interface Tally {
  tried: number
  ok: number
  problems: number
  /** By code. */
  failures: Record<string, number>
  /** Of failures: GDAL's process died, or was ended for its silence, and that was told. */
  gdalDied: number
  gdalSilent: number
  crashes: number
  hangs: number
  slowestSeconds: number
  peakMb: number
}

export interface Finding {
  input: string
  what: string
  message?: string | undefined
}

export interface Report {
  seed: string
  tried: number
  classes: Partial<Record<InputClass, Tally>>
  findings: Finding[]
}

interface Setting {
  town: string
  /** A folder in which the inputs stay; else they are removed. */
  keep?: string | undefined
  onFinding?: (finding: Finding) => void
  /** Ends the run before the next input. */
  isOver?: () => boolean
}

/** Tries inputs one after the other and counts how they end. */
export async function runCases(cases: Iterable<Case>, { town, keep, onFinding, isOver }: Setting): Promise<Report> {
  const report: Report = { seed: '', tried: 0, classes: {}, findings: [] }
  const place = keep ?? mkdtempSync(join(tmpdir(), 'kvarter-faults-'))
  let worker: ChildProcess | undefined
  for (const input of cases) {
    if (isOver?.()) break
    worker ??= await startWorker()
    const { pid } = worker
    const { ended, mb } = await tryOne(worker, { input, folder: join(place, `${input.kind}-${input.number}`), town, keep: keep !== undefined })
    const tally = (report.classes[input.kind] ??= emptyTally())
    const found = count(tally, ended, mb)
    report.seed = input.seed
    report.tried++
    if (found !== undefined) {
      const finding = { input: `${input.kind}:${input.number}`, what: found, message: 'message' in ended ? ended.message : undefined }
      report.findings.push(finding)
      onFinding?.(finding)
    }
    // A fresh one, where this one is gone or has grown.
    if ('what' in ended || mb > MOST_MB) {
      endTree(pid!)
      worker = undefined
    }
  }
  if (worker?.connected) {
    const gone = once(worker, 'exit')
    worker.disconnect()
    await gone
  }
  if (keep === undefined) rmSync(place, { recursive: true, force: true })
  return report
}

type Ended = WorkerReply | { end: 'hang' | 'crash'; what: string }

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(new URL('inputs-worker.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  await once(worker, 'message')
  return worker
}

async function tryOne(worker: ChildProcess, ask: WorkerAsk): Promise<{ ended: Ended; mb: number }> {
  const pid = worker.pid!
  forgetPeaks(pid)
  let [mb, said] = [0, '']
  const look = setInterval(() => (mb = Math.max(mb, peakMb(pid))), LOOK_MS)
  const hear = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-1000))
  worker.stderr!.on('data', hear)
  const over = new AbortController()
  const { signal } = over
  const never = () => new Promise<never>(() => {})
  const hang = new Promise<Ended>((resolve) => {
    const timer = setTimeout(() => resolve({ end: 'hang', what: `no answer within ${HANG_MS / 1000} s` }), HANG_MS)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })
  try {
    worker.send(ask)
    const ended = await Promise.race([
      once(worker, 'message', { signal }).then(([reply]) => reply as WorkerReply, never),
      once(worker, 'exit', { signal }).then(([code, how]) => ({ end: 'crash', what: `ended with ${String(how ?? code)}: ${said}` }) as const, never),
      hang,
    ])
    mb = Math.max(mb, peakMb(pid))
    return { ended, mb }
  } finally {
    clearInterval(look)
    worker.stderr!.off('data', hear)
    over.abort()
  }
}

const emptyTally = (): Tally => ({
  ...{ tried: 0, ok: 0, problems: 0, failures: {}, gdalDied: 0, gdalSilent: 0, crashes: 0, hangs: 0 },
  ...{ slowestSeconds: 0, peakMb: 0 },
})

/** Counts an end in; what must not be is given back. */
function count(tally: Tally, ended: Ended, mb: number): string | undefined {
  tally.tried++
  tally.peakMb = Math.max(tally.peakMb, Math.round(mb))
  if ('what' in ended) {
    tally[ended.end === 'hang' ? 'hangs' : 'crashes']++
    return `${ended.end}: ${ended.what}`
  }
  tally.slowestSeconds = Math.max(tally.slowestSeconds, Math.round(ended.seconds * 100) / 100)
  if (ended.end === 'failure') tally.failures[ended.code!] = (tally.failures[ended.code!] ?? 0) + 1
  else tally[ended.end]++
  if (ended.gdal === 'died') tally.gdalDied++
  if (ended.gdal === 'silent') tally.gdalSilent++
  if (ended.finding !== undefined) return ended.finding
  if (ended.seconds > MOST_SECONDS) return `took ${ended.seconds.toFixed(1)} s`
  return mb > MOST_MB ? `took ${Math.round(mb)} MB` : undefined
}
