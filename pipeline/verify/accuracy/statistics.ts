/** The value below which a share of the values lies, between neighbours; NaN of none. Sorts a copy. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(sorted.length - 1, low + 1)
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low)
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5)

export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2
  return Math.sqrt(sum / values.length)
}

export const absolute = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, Math.abs)

export const shareOf = <T>(items: readonly T[], holds: (item: T) => boolean): number => items.filter(holds).length / items.length
