import { Worker } from 'node:worker_threads'

/** Answers of a worker: a result, or what it threw. */
export type WorkerReply<R> = { result: R } | { error: unknown }

/**
 * Runs tasks on worker threads, one at a time each, in the order given; results come as they are ready.
 * The first error ends the pool and is thrown. Ends the threads before it returns.
 */
export async function runOnWorkers<T, R>(
  entry: URL,
  options: { workers: number; data: unknown; signal?: AbortSignal | undefined },
  tasks: readonly T[],
  onResult: (result: R) => void,
): Promise<void> {
  const threads = Array.from({ length: Math.max(1, Math.min(options.workers, tasks.length)) }, () => new Worker(entry, { workerData: options.data }))
  let next = 0
  try {
    await Promise.all(
      threads.map(
        (thread) =>
          new Promise<void>((resolve, reject) => {
            const give = () => {
              if (options.signal?.aborted) reject(options.signal.reason)
              else if (next < tasks.length) thread.postMessage(tasks[next++])
              else resolve()
            }
            thread.on('message', (reply: WorkerReply<R>) => {
              if ('error' in reply) return reject(reply.error)
              onResult(reply.result)
              give()
            })
            thread.on('error', reject)
            thread.on('exit', (code) => reject(new Error(`a worker thread ended with code ${code} before its work was done`)))
            give()
          }),
      ),
    )
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}
