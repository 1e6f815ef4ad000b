import type { Clock } from './clock.ts'
import { isPassing, type PassingFault } from './faults.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000
/** A service that asks for a longer pause gets this one. */
const LONGEST_ASKED_MS = 300_000

/** Statuses that may pass. */
export const PASSING_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504]

export interface Patience {
  retries: number
  clock: Clock
  /** When all must be done, by the clock. */
  deadlineMs: number
  signal: AbortSignal
  /** What to throw when patience is at its end. */
  giveUp: (fault: PassingFault, tries: number) => Error
  /** What to throw where the next pause is longer than the time left. */
  tooLate: (fault: PassingFault) => Error
}

/** Tries until it succeeds, fails for good, or patience ends. */
export async function repeat<T>(attempt: () => Promise<T>, { retries, clock, deadlineMs, signal, giveUp, tooLate }: Patience): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await attempt()
    } catch (error) {
      if (!isPassing(error)) throw error
      if (tries > retries) throw giveUp(error, tries)
      const pause = pauseMs(tries, error.afterMs, clock.random())
      if (clock.now() + pause > deadlineMs) throw tooLate(error)
      await clock.sleep(pause, signal)
    }
}

/** Pause after the nth try: by chance between nothing and a bound that doubles, and no shorter than asked for. */
export function pauseMs(tries: number, askedMs: number | undefined, random: number): number {
  const bound = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1))
  return Math.max(random * bound, Math.min(askedMs ?? 0, LONGEST_ASKED_MS))
}

/** Retry-After, in seconds or as a date, as milliseconds from now. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
