import type { TaskKey, TaskLog } from '#pipeline/jobs/task-log.ts'
import type { Progress } from '#pipeline/progress.ts'

export interface WatchedStages {
  progress: Progress
  /** The stages so far, in the order they first began; of one that came in parts, all its time. */
  stages(): { stage: string; seconds: number }[]
  /** The world failed of this: so did the stage that was under way. */
  failed(code: string): void
}

/** Passes on what a world's build tells of its stages, times them, and tells the ledger. */
export function watchStages(world: string, progress: Progress, log: TaskLog, clock: () => number = () => performance.now()): WatchedStages {
  const times = new Map<string, number>()
  let current: { key: TaskKey; from: number } | undefined
  const finish = (state: 'done' | 'failed', detail?: object) => {
    if (!current) return
    const { key, from } = current
    times.set(key.stage, (times.get(key.stage) ?? 0) + (clock() - from) / 1000)
    log.set(key, state, detail)
    current = undefined
  }
  return {
    progress: {
      stage(name, total, unit) {
        finish('done')
        current = { key: { world, stage: name, subject: '' }, from: clock() }
        times.set(name, times.get(name) ?? 0)
        log.set(current.key, 'running')
        progress.stage(name, total, unit)
      },
      done: (count) => progress.done(count),
      note: (text) => progress.note(text),
      end() {
        finish('done')
        progress.end()
      },
    },
    stages: () => [...times].map(([stage, seconds]) => ({ stage, seconds: Math.round(seconds * 1000) / 1000 })),
    failed(code) {
      finish('failed', { code })
      progress.end()
    },
  }
}
