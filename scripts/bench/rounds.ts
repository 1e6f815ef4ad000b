/** One contender's measure in one round, in any unit. */
export type Measure = () => Promise<number> | number

/** Runs contenders in turn, round after round, so that a noisy machine troubles all alike; gives each one's median. The first round warms up and is dropped. */
export async function interleave<K extends string>(rounds: number, contenders: Record<K, Measure>): Promise<Record<K, number>> {
  const names = Object.keys(contenders) as K[]
  const seen = Object.fromEntries(names.map((name) => [name, [] as number[]])) as unknown as Record<K, number[]>
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const value = await contenders[name]()
      if (round > 0) seen[name].push(value)
    }
  return Object.fromEntries(names.map((name) => [name, median(seen[name])])) as unknown as Record<K, number>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Microseconds of this process's CPU, all threads, that a piece of work takes. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
