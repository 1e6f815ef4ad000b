/** A closed ring without the points that lie within `tolerance` of the line between those kept (Douglas and Peucker 1973). */
export function simplifyRing(ring: Float64Array, tolerance: number): Float64Array {
  const count = ring.length / 2 - 1
  if (count < 4) return ring
  const first = farthestFrom(ring, 0, count)
  const second = farthestFrom(ring, first, count)
  const [from, to] = first < second ? [first, second] : [second, first]
  const keep = new Uint8Array(count)
  keep[from] = keep[to] = 1
  thin(ring, count, { from, to, tolerance, keep })
  thin(ring, count, { from: to, to: from + count, tolerance, keep })
  const kept: number[] = []
  for (let i = 0; i < count; i++) {
    const point = (from + i) % count
    if (keep[point] === 1) kept.push(ring[2 * point], ring[2 * point + 1])
  }
  kept.push(kept[0], kept[1])
  return Float64Array.from(kept)
}

function farthestFrom(ring: Float64Array, origin: number, count: number): number {
  let best = origin
  let most = -1
  for (let i = 0; i < count; i++) {
    const away = Math.hypot(ring[2 * i] - ring[2 * origin], ring[2 * i + 1] - ring[2 * origin + 1])
    if (away > most) [most, best] = [away, i]
  }
  return best
}

function thin(ring: Float64Array, count: number, { from, to, tolerance, keep }: { from: number; to: number; tolerance: number; keep: Uint8Array }): void {
  const stack: [number, number][] = [[from, to]]
  const x = (i: number) => ring[2 * (i % count)]
  const z = (i: number) => ring[2 * (i % count) + 1]
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [a, b] = span
    const [dx, dz] = [x(b) - x(a), z(b) - z(a)]
    const length = Math.hypot(dx, dz) || 1
    let most = tolerance
    let split = -1
    for (let i = a + 1; i < b; i++) {
      const away = Math.abs((x(i) - x(a)) * dz - (z(i) - z(a)) * dx) / length
      if (away > most) [most, split] = [away, i]
    }
    if (split < 0) continue
    keep[split % count] = 1
    stack.push([a, split], [split, b])
  }
}
