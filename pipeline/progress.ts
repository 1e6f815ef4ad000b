/** How a run tells what it is doing. */
export interface Progress {
  /** A stage begins; `total` in `unit`s where it is known. */
  stage(name: string, total?: number, unit?: string): void
  /** So much of the stage is done. */
  done(count: number): void
  /** Something worth a line. */
  note(text: string): void
  end(): void
}

type Clock = () => number

export const quietProgress: Progress = { stage() {}, done() {}, note() {}, end() {} }

/** One line that is written over, at most ten times a second, with rate and time left; a stage's last state stays. */
export function terminalProgress(out: NodeJS.WriteStream, now: Clock = Date.now): Progress {
  let stage: { name: string; total: number | undefined; unit: string; from: number } | undefined
  let count = 0
  let drawn = 0
  const draw = (last: boolean) => {
    if (!stage || (!last && now() - drawn < 100)) return
    drawn = now()
    const seconds = (drawn - stage.from) / 1000
    const rate = seconds > 0.5 && count > 0 ? `, ${(count / seconds).toFixed(count / seconds < 10 ? 1 : 0)} ${stage.unit}/s` : ''
    const left = !last && stage.total && count > 0 && seconds > 1 ? `, ${eta(((stage.total - count) * seconds) / count)} left` : ''
    const share = stage.total ? ` ${count}/${stage.total}` : count > 0 ? ` ${count}` : ''
    out.write(`\r\u001b[K${stage.name}${share} ${count > 0 || stage.total ? stage.unit : ''}${rate}${left}${last ? ` (${seconds.toFixed(1)} s)\n` : ''}`)
  }
  return {
    stage(name, total, unit = '') {
      draw(true)
      stage = { name, total, unit, from: now() }
      count = 0
      drawn = 0
      draw(false)
    },
    done(so) {
      count = so
      draw(false)
    },
    note: (text) => void out.write(`\r\u001b[K${text}\n`),
    end() {
      draw(true)
      stage = undefined
    },
  }
}

const eta = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`)

/** A JSON line for each stage, each tenth of it, and each note. */
export function jsonProgress(write: (line: string) => void, now: Clock = Date.now): Progress {
  let stage: { name: string; total: number | undefined; from: number } | undefined
  let told = 0
  const line = (value: object) => write(`${JSON.stringify(value)}\n`)
  const finish = () => {
    if (stage) line({ event: 'stage-end', stage: stage.name, seconds: (now() - stage.from) / 1000 })
    stage = undefined
  }
  return {
    stage(name, total, unit) {
      finish()
      stage = { name, total, from: now() }
      told = 0
      line({ event: 'stage', stage: name, ...(total === undefined ? {} : { total }), ...(unit === undefined ? {} : { unit }) })
    },
    done(count) {
      const tenth = stage?.total ? Math.floor((10 * count) / stage.total) : 0
      if (!stage || tenth <= told) return
      told = tenth
      line({
        event: 'progress',
        stage: stage.name,
        done: count,
        total: stage.total,
        secondsLeft: Math.round((((stage.total ?? 0) - count) * (now() - stage.from)) / 1000 / count),
      })
    },
    note: (text) => line({ event: 'note', text }),
    end: finish,
  }
}
