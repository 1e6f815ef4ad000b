import { readFileSync } from 'node:fs'

export interface SilenceLimits {
  /** A process at work that gives no sign and moves no bytes for so long hangs, in milliseconds. */
  silentMs: number
  /** Moving bytes is no sign for longer than this: a damaged file can be read in a circle. */
  signlessMs: number
}

/**
 * How long GDAL may be silent. What it does between two signs, reading one feature or one row, takes well under a second in sources
 * of many gigabytes; what takes longer, such as finding the features that pass a filter or the columns of a GML file, moves bytes all the
 * time: 5 GB from a slow network disk, twice, is half an hour. The time for a whole job has no bound.
 */
export const SILENCE: SilenceLimits = { silentMs: 300_000, signlessMs: 7_200_000 }

export interface Watch {
  /** The process has said that it goes on. */
  sign(): void
  stop(): void
}

/** Watches a process at work and tells once when it has been silent too long. */
export function watchSilence(pid: number, { silentMs, signlessMs }: SilenceLimits, onSilent: (seconds: number) => void): Watch {
  let signed = performance.now()
  let [moved, movedAt] = [bytesMoved(pid), signed]
  const look = () => {
    const now = performance.now()
    const bytes = bytesMoved(pid)
    if (bytes !== moved) [moved, movedAt] = [bytes, now]
    const quiet = now - Math.max(signed, movedAt)
    if (quiet < silentMs && now - signed < signlessMs) return
    clearInterval(timer)
    onSilent(Math.round((quiet < silentMs ? now - signed : quiet) / 1000))
  }
  const timer = setInterval(look, Math.min(10_000, silentMs / 4)).unref()
  return { sign: () => (signed = performance.now()), stop: () => clearInterval(timer) }
}

/** Bytes that a process has read and written, from disk or from memory; always the same where the system does not tell. */
function bytesMoved(pid: number): number {
  try {
    const [, read, written] = /^rchar: (\d+)\nwchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'latin1')) ?? []
    return Number(read) + Number(written)
  } catch {
    return 0
  }
}
