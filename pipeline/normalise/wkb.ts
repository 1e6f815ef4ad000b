import type { Geometry } from '#pipeline/model/feature.ts'

/**
 * Reads linear little-endian WKB (OGC 06-103r4 §8.2, and the 2.5D and ISO type numbers) into flat x, y runs; z and m are dropped.
 * A collection yields its members of highest dimension. Returns undefined where there is nothing.
 */
export function fromWkb(wkb: Buffer): Geometry | undefined {
  const points: number[] = []
  const lines: Float64Array[] = []
  const polygons: Float64Array[][] = []
  let at = 0

  const run = (count: number, stride: number): Float64Array => {
    const flat = new Float64Array(count * 2)
    for (let i = 0; i < count; i++, at += stride * 8) {
      flat[2 * i] = wkb.readDoubleLE(at)
      flat[2 * i + 1] = wkb.readDoubleLE(at + 8)
    }
    return flat
  }
  const count = (): number => wkb.readUInt32LE((at += 4) - 4)

  const read = (): void => {
    at += 1
    const code = count()
    const kind = (code & 0xffff) % 1000
    const stride = 2 + (code & 0x80000000 || Math.floor((code & 0xffff) / 1000) % 2 === 1 ? 1 : 0) + ((code & 0xffff) >= 2000 ? 1 : 0)
    if (kind === 1) points.push(...run(1, stride))
    else if (kind === 2) lines.push(run(count(), stride))
    else if (kind === 3) polygons.push(Array.from({ length: count() }, () => run(count(), stride)))
    else for (let n = count(); n > 0; n--) read()
  }
  read()

  const solid = polygons.filter((rings) => (rings[0]?.length ?? 0) >= 8)
  if (solid.length > 0) return { type: 'polygon', polygons: solid }
  const long = lines.filter((line) => line.length >= 4)
  if (long.length > 0) return { type: 'line', lines: long }
  const found = points.filter((value) => Number.isFinite(value))
  return found.length > 0 ? { type: 'point', points: Float64Array.from(found) } : undefined
}
