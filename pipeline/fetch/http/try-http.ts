/** A client for tests: it waits for nothing, and writes down how long it would have. */
import type { Auth, Limits } from '#pipeline/model/source.ts'
import { createHttpClient, type ServiceClient } from './client.ts'
import type { Clock } from './clock.ts'

export const LIMITS: Limits = { megabytes: 2, seconds: 30, retries: 3, redirects: 5, archiveRatio: 200, archiveEntries: 50 }

export interface TryClock extends Clock {
  pauses: number[]
  advance(ms: number): void
}

export function tryClock(): TryClock {
  let now = Date.parse('2026-01-02T03:04:05Z')
  const pauses: number[] = []
  return {
    pauses,
    now: () => now,
    advance: (ms) => (now += ms),
    random: () => 0.5,
    sleep: async (ms) => {
      now += ms
      pauses.push(ms)
    },
  }
}

interface Tried {
  auth?: Auth
  limits?: Partial<Limits>
  env?: Record<string, string>
  clock?: Clock
  idleMs?: number
  signal?: AbortSignal
}

export const tryHttp = (url: string, { auth, limits, env = {}, clock = tryClock(), ...rest }: Tried = {}): ServiceClient =>
  createHttpClient({ service: { url, auth, limits: { ...LIMITS, ...limits } }, layer: 'roads', env, clock, ...rest })
