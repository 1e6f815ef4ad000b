import { type ChildProcess, fork } from 'node:child_process'
import { Failure } from '#pipeline/model/failure.ts'
import type { JobName, Jobs, Reply, Request } from './jobs.ts'

export interface GdalClient {
  /** Runs one job in the GDAL process; jobs queue. @throws Failure as the job met it */
  run<K extends JobName>(job: K, ask: Jobs[K]['ask']): Promise<Jobs[K]['answer']>
  /** Ends the process once what was asked is answered. */
  close(): Promise<void>
}

/** GDAL in a process of its own: its locks, its threads and its memory stay out of ours. Started on first use. */
export function startGdal(): GdalClient {
  let child: ChildProcess | undefined
  let serial = 0
  let said = ''
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Failure) => void }>()

  const start = (): ChildProcess => {
    const started = fork(new URL('gdal-process.ts', import.meta.url), {
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--max-semi-space-size=4'],
    })
    started.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
    started.on('message', (reply: Reply) => {
      const job = waiting.get(reply.serial)
      waiting.delete(reply.serial)
      if ('answer' in reply) job?.resolve(reply.answer as never)
      else job?.reject(new Failure(reply.failure.code, reply.failure.message, reply.failure.hint, { cause: reply.failure.stack }))
    })
    started.on('exit', (code, signal) => {
      child = undefined
      const how = signal ?? `code ${code}`
      for (const job of waiting.values())
        job.reject(
          new Failure(
            'unreadable-source',
            `GDAL stopped (${how}) while reading: ${said.trim().split('\n').at(-1) ?? ''}`,
            'a source file may be damaged: open it with ogrinfo or gdalinfo',
          ),
        )
      waiting.clear()
    })
    return started
  }

  return {
    run(job, ask) {
      child ??= start()
      const request = { serial: ++serial, job, ask } as Request
      const started = child
      return new Promise((resolve, reject) => {
        waiting.set(request.serial, { resolve, reject })
        started.send(request)
      })
    },
    async close() {
      const ending = child
      if (!ending) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      ending.disconnect()
      await gone
    },
  }
}
