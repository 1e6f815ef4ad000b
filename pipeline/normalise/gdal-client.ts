import { type ChildProcess, fork } from 'node:child_process'
import { Failure, oneLine } from '#pipeline/model/failure.ts'
import type { JobName, Jobs, Reply, Request } from './jobs.ts'
import { DAMAGED, LONGEST_QUOTE, subjectOf } from './source-failure.ts'
import { SILENCE, type SilenceLimits, type Watch, watchSilence } from './watch-silence.ts'

export interface GdalClient {
  /**
   * Runs one job in the GDAL process; jobs queue.
   * @throws Failure as the job met it; `unreadable-source` where the process died of it or hung: the next job has a new one
   */
  run<K extends JobName>(job: K, ask: Jobs[K]['ask']): Promise<Jobs[K]['answer']>
  /** Ends the process once what was asked is answered. */
  close(): Promise<void>
}

/** A job under way. */
interface Running {
  by: ChildProcess
  request: Request
  resolve(answer: never): void
  reject(failure: Failure): void
  watch: Watch
}

/** GDAL in a process of its own: its locks, its threads and its memory stay out of ours. Started on first use, and again after a death. */
export function startGdal(limits: Partial<SilenceLimits> = {}): GdalClient {
  let child: ChildProcess | undefined
  let serial = 0
  let said = ''
  let running: Running | undefined
  let last: Promise<unknown> = Promise.resolve()

  const settle = (): Running | undefined => {
    const job = running
    job?.watch.stop()
    running = undefined
    return job
  }
  const start = (): ChildProcess => {
    const started = fork(new URL('gdal-process.ts', import.meta.url), {
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--max-semi-space-size=4'],
    })
    started.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
    started.on('message', (reply: Reply) => {
      if ('alive' in reply) return running?.watch.sign()
      const job = reply.serial === running?.request.serial ? settle() : undefined
      if ('answer' in reply) job?.resolve(reply.answer as never)
      else job?.reject(new Failure(reply.failure.code, reply.failure.message, reply.failure.hint, { cause: reply.failure.stack }))
    })
    // What cannot be sent to a process that dies is told when it is dead.
    started.on('error', () => {})
    started.on('close', (code, signal) => {
      if (child === started) child = undefined
      const job = running?.by === started ? settle() : undefined
      const reading = job && subjectOf(job.request.ask)
      job?.reject(new Failure('unreadable-source', `GDAL stopped (${signal ?? `code ${code}`}) while reading ${reading}: ${lastWords(said)}`, DAMAGED))
    })
    return started
  }
  const endSilent = (silent: ChildProcess, seconds: number): void => {
    const job = settle()
    if (child === silent) child = undefined
    silent.kill('SIGKILL')
    job?.reject(new Failure('unreadable-source', `GDAL was ended while reading ${subjectOf(job.request.ask)}: it was silent for ${seconds} s`, DAMAGED))
  }
  const runNow = <K extends JobName>(job: K, ask: Jobs[K]['ask']): Promise<Jobs[K]['answer']> => {
    child ??= start()
    said = ''
    const request = { serial: ++serial, job, ask } as Request
    const started = child
    return new Promise((resolve, reject) => {
      const watch = watchSilence(started.pid ?? 0, { ...SILENCE, ...limits }, (seconds) => endSilent(started, seconds))
      running = { by: started, request, resolve, reject, watch }
      started.send(request)
    })
  }

  return {
    run(job, ask) {
      const turn = last.then(() => runNow(job, ask))
      last = turn.catch(() => {})
      return turn
    },
    async close() {
      await last
      const ending = child
      if (!ending) return
      child = undefined
      if (ending.exitCode !== null || ending.signalCode !== null) return
      // Not 'close', which never comes where we disconnect ourselves.
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      if (ending.connected) ending.disconnect()
      await gone
    },
  }
}

/** The line that says what went wrong: the error's own where there is one, else the last. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n')
  return oneLine(lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '', LONGEST_QUOTE) || 'without a word'
}
