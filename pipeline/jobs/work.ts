import { parentPort } from 'node:worker_threads'
import { asFailure } from '#pipeline/model/failure.ts'
import type { WorkerReply } from './worker-pool.ts'

/** Makes this thread a worker of the pool: each task is answered with its result, or with what it failed of. */
export function work<T, R>(perform: (task: T, tick: (done: number, total: number) => void) => R | Promise<R>): void {
  const port = parentPort
  if (!port) throw new Error('a worker runs in a thread of the pool only')
  const reply = (message: WorkerReply<R>) => port.postMessage(message)
  port.on('message', (task: T) => {
    void (async () => {
      try {
        reply({ result: await perform(task, (done, total) => reply({ done, total })) })
      } catch (error) {
        const { code, message, hint, stack } = asFailure(error)
        reply({ failure: { code, message, hint, stack } })
      }
    })()
  })
}
