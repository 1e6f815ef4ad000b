/** First row of each storey above the floor: as many storeys as fit their usual height, spread over the real height in whole blocks. Null is one tall room. */
export function storeyRows(eaves: number, storeyHeight: number | null, given?: number): number[] {
  if (storeyHeight === null) return [0]
  const most = Math.max(1, Math.floor(eaves / 2.5))
  const storeys = Math.min(most, Math.max(1, Math.round(given ?? eaves / storeyHeight)))
  return Array.from({ length: storeys }, (_, storey) => Math.round((storey * eaves) / storeys))
}
