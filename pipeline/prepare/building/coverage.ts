/** Twice the signed area of a closed ring, x, z interleaved. */
export function ringArea2(ring: Float64Array): number {
  let sum = 0
  const x0 = ring[0]
  const z0 = ring[1]
  for (let i = 0; i + 3 < ring.length; i += 2) sum += (ring[i] - x0) * (ring[i + 3] - z0) - (ring[i + 2] - x0) * (ring[i + 1] - z0)
  return sum
}

/** Area of polygons in square blocks: outer rings less holes. */
export function polygonsArea(polygons: Float64Array[][]): number {
  let area = 0
  for (const rings of polygons) for (let r = 0; r < rings.length; r++) area += (Math.abs(ringArea2(rings[r])) / 2) * (r === 0 ? 1 : -1)
  return Math.max(0, area)
}

/**
 * The exact share of each cell that polygons cover, row by row, clamped to 0…1. Rings may turn either way.
 * Each edge is cut at cell borders; a piece that descends by d at a mean distance m from its cell's west side
 * adds d·(1−m) to that cell and d to all cells east of it, which a running sum along the row completes.
 */
export function coverage(polygons: Float64Array[][], box: { minX: number; minZ: number; width: number; depth: number }): Float32Array {
  const stride = box.width + 1
  const sums = new Float64Array(stride * box.depth + 1)
  for (const rings of polygons)
    for (let r = 0; r < rings.length; r++) {
      const ring = rings[r]
      const weight = ringArea2(ring) > 0 === (r === 0) ? -1 : 1
      for (let i = 0; i + 3 < ring.length; i += 2)
        addEdge(sums, stride, weight, ring[i] - box.minX, ring[i + 1] - box.minZ, ring[i + 2] - box.minX, ring[i + 3] - box.minZ)
    }
  const share = new Float32Array(box.width * box.depth)
  for (let z = 0; z < box.depth; z++) {
    let sum = 0
    for (let x = 0; x < box.width; x++) {
      sum += sums[z * stride + x]
      share[z * box.width + x] = sum < 1e-9 ? 0 : sum > 1 ? 1 : sum
    }
  }
  return share
}

function addEdge(sums: Float64Array, stride: number, weight: number, xa: number, za: number, xb: number, zb: number): void {
  if (za === zb) return
  const down = za < zb
  const topX = down ? xa : xb
  const topZ = down ? za : zb
  const endX = down ? xb : xa
  const endZ = down ? zb : za
  const sign = down ? weight : -weight
  const slope = (endX - topX) / (endZ - topZ)
  for (let row = Math.floor(topZ); row < endZ; row++) {
    const from = topZ > row ? topZ : row
    const to = endZ < row + 1 ? endZ : row + 1
    const fromX = topX + (from - topZ) * slope
    const toX = to === endZ ? endX : topX + (to - topZ) * slope
    const left = fromX < toX ? fromX : toX
    const right = fromX < toX ? toX : fromX
    const fall = (to - from) * sign
    const first = Math.floor(left)
    const at = row * stride
    if (right <= first + 1) {
      const offset = (left + right) / 2 - first
      sums[at + first] += fall * (1 - offset)
      sums[at + first + 1] += fall * offset
      continue
    }
    const perX = fall / (right - left)
    for (let col = first; col < right; col++) {
      const west = left > col ? left : col
      const east = right < col + 1 ? right : col + 1
      const piece = perX * (east - west)
      const offset = (west + east) / 2 - col
      sums[at + col] += piece * (1 - offset)
      sums[at + col + 1] += piece * offset
    }
  }
}
