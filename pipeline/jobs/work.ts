import { asFailure } from '#pipeline/model/failure.ts'
import type { WorkerOrder, WorkerReply } from './worker-pool.ts'

type Perform<T, R> = (task: T, tick: (done: number, total: number) => void) => R | Promise<R>

/** Makes this process a worker of the pool: `prepare` takes the data its tasks share, each task is answered with its result or with what it failed of. */
export function work<D, T, R>(prepare: (data: D) => Perform<T, R>): void {
  const reply = (message: WorkerReply<R>) => process.send?.(message)
  let perform: Perform<T, R> | undefined
  process.on('message', (order: WorkerOrder<D, T>) => {
    void (async () => {
      try {
        if ('data' in order) perform = prepare(order.data)
        else reply({ result: await perform!(order.task, (done, total) => reply({ done, total })) })
      } catch (error) {
        const { code, message, hint, stack } = asFailure(error)
        reply({ failure: { code, message, hint, stack } })
      }
    })()
  })
  process.on('disconnect', () => process.exit(0))
}
