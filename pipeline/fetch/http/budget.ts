import { beyondLimit, type Place } from './faults.ts'

/** Bytes that a layer may still cost, on the line and unpacked. */
export interface Budget {
  /** @throws Failure `service-limit` where there are not so many left */
  take(bytes: number, place: Place): void
  /** What was thrown away. */
  giveBack(bytes: number): void
  /** @throws Failure `service-limit` where so many more would be too many */
  check(bytes: number, place: Place): void
}

export function openBudget(megabytes: number): Budget {
  const most = megabytes * 1e6
  let taken = 0
  const check = (bytes: number, place: Place) => {
    if (taken + bytes > most)
      throw beyondLimit(place, `sends more than the ${megabytes} MB allowed`, 'if the layer is so large, raise source.service.limits.megabytes')
  }
  return {
    check,
    take(bytes, place) {
      check(bytes, place)
      taken += bytes
    },
    giveBack: (bytes) => (taken -= bytes),
  }
}
