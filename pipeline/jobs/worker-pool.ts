import { Worker } from 'node:worker_threads'
import { Failure, type FailureCode } from '#pipeline/model/failure.ts'

/** What a worker says: how far it is, its result, or what it failed of. Failures cross threads as plain values. */
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
}

/** Young objects die young here: a small nursery keeps each thread's memory flat. In MB. */
const LIMITS = { maxYoungGenerationSizeMb: 24 }

/**
 * Runs tasks on worker threads, one at a time each, in the order given; results come as they are ready.
 * The first failure ends the pool and is thrown. Ends the threads, and with them their memory, before it returns.
 */
export async function runOnWorkers<T, R>(entry: URL, options: PoolOptions, tasks: readonly T[], onResult: (result: R) => void): Promise<void> {
  const { workers, data, signal } = options
  const threads = Array.from({ length: Math.max(1, Math.min(workers, tasks.length)) }, () => new Worker(entry, { workerData: data, resourceLimits: LIMITS }))
  let next = 0
  const serve = (thread: Worker) =>
    new Promise<void>((resolve, reject) => {
      const give = () => {
        if (signal?.aborted) reject(signal.reason)
        else if (next < tasks.length) thread.postMessage(tasks[next++])
        else resolve()
      }
      thread.on('message', (reply: WorkerReply<R>) => {
        if ('total' in reply) return options.onProgress?.(reply.done, reply.total)
        if ('failure' in reply) return reject(new Failure(reply.failure.code, reply.failure.message, reply.failure.hint, { cause: reply.failure.stack }))
        onResult(reply.result)
        return give()
      })
      thread.on('error', reject)
      thread.on('exit', (code) => reject(new Error(`a worker thread ended with code ${code} before its work was done`)))
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      give()
    })
  try {
    await Promise.all(threads.map(serve))
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}
