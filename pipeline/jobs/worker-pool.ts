import { fork, type ForkOptions } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, type FailureCode } from '#pipeline/model/failure.ts'

/** What a worker is told: first the data all its tasks share, then one task after another. */
export type WorkerOrder<D, T> = { data: D } | { task: T }

/** What a worker says: how far it is, its result, or what it failed of. */
export type WorkerReply<R> =
  | { done: number; total: number }
  | { result: R }
  | { failure: { code: FailureCode; message: string; hint: string; stack?: string | undefined } }

export interface PoolOptions {
  workers: number
  /** Given to every worker as it starts. */
  data?: unknown
  signal?: AbortSignal | undefined
  onProgress?: (done: number, total: number) => void
  /** Told the index of each task as a worker is given it. */
  onStart?: (index: number) => void
}

/** How workers run: with compiled code from before, a small nursery (in MB) and one heap for all threads, which halve what a process holds at no cost in time. */
const SMALL: ForkOptions = {
  serialization: 'advanced',
  // A group of its own: Ctrl-C reaches the one who started it, who says when to stop.
  detached: true,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  execArgv: ['--max-semi-space-size=4'],
  env: { NODE_COMPILE_CACHE: join(tmpdir(), 'kvarter-compile-cache'), ...process.env, MALLOC_ARENA_MAX: '1' },
}

/**
 * Runs tasks in worker processes, one at a time each, in the order given; results come as they are ready.
 * Processes, so that a worker's memory is gone when it ends. The first failure ends the pool and is thrown.
 */
export async function runOnWorkers<T, R>(entry: URL, options: PoolOptions, tasks: readonly T[], onResult: (result: R) => void): Promise<void> {
  const { workers, data, signal, onProgress, onStart } = options
  const count = Math.min(Math.max(1, workers), tasks.length)
  const processes = Array.from({ length: count }, () => fork(entry, SMALL))
  let next = 0
  const serve = (worker: (typeof processes)[number]) =>
    new Promise<void>((resolve, reject) => {
      const order = (message: WorkerOrder<unknown, T>) => worker.send(message)
      const give = () => {
        if (signal?.aborted) reject(signal.reason)
        else if (next < tasks.length) {
          onStart?.(next)
          order({ task: tasks[next++] })
        } else resolve()
      }
      worker.on('message', (reply: WorkerReply<R>) => {
        if ('total' in reply) return onProgress?.(reply.done, reply.total)
        if ('failure' in reply) return reject(new Failure(reply.failure.code, reply.failure.message, reply.failure.hint, { cause: reply.failure.stack }))
        onResult(reply.result)
        return give()
      })
      worker.on('error', reject)
      worker.on('exit', (code, name) => reject(new Error(`a worker ended (${name ?? `code ${code}`}) before its work was done`)))
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      order({ data })
      give()
    })
  try {
    await Promise.all(processes.map(serve))
  } finally {
    await Promise.all(processes.map(end))
  }
}

/** Ends a worker at once: what it writes has its name only when whole. */
function end(worker: ReturnType<typeof fork>): Promise<unknown> {
  if (worker.exitCode !== null || worker.signalCode !== null) return Promise.resolve()
  const gone = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGKILL')
  return gone
}
