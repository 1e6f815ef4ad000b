import type { Geometry } from '#pipeline/model/feature.ts'
import { boxOf, fillPolygons } from '#pipeline/model/scanline.ts'
import { gdal } from './gdal.ts'
import { fromWkb } from './wkb.ts'

/**
 * A shape on a coarse grid, whose cells are counted from the CRS's origin, so that no cell tells where a zone lies: points in the middle of
 * their cells, lines from middle to middle, polygons as the cells whose middle they cover. Undefined where a line shrinks to a point.
 */
export function coarse(geometry: Geometry, toM: number): Geometry | undefined {
  const middle = (value: number) => (Math.floor(value / toM) + 0.5) * toM
  if (geometry.type === 'point') return { type: 'point', points: geometry.points.map(middle) }
  if (geometry.type === 'line') {
    const lines = geometry.lines.map((line) => withoutRepeats(line.map(middle))).filter((line) => line.length >= 4)
    return lines.length > 0 ? { type: 'line', lines } : undefined
  }
  return outline(coveredCells(geometry.polygons, toM), toM)
}

/** Runs of cells as row, first, last + 1; rows count northwards. */
type CellRun = [row: number, from: number, to: number]

function coveredCells(polygons: readonly Float64Array[][], toM: number): CellRun[] {
  const inCells = polygons.map((rings) => rings.map((ring) => ring.map((value) => value / toM)))
  const found: CellRun[] = []
  for (const rings of inCells) {
    const before = found.length
    fillPolygons([rings], boxOf(rings), (row, from, to) => found.push([row, from, to]))
    const [x, y] = [Math.floor(rings[0][0]), Math.floor(rings[0][1])]
    if (found.length === before) found.push([y, x, x + 1])
  }
  return found
}

function outline(runs: readonly CellRun[], toM: number): Geometry | undefined {
  const boxes = runs.map(([row, from, to]) => {
    const [south, north, west, east] = [row * toM, (row + 1) * toM, from * toM, to * toM]
    return `((${west} ${south},${east} ${south},${east} ${north},${west} ${north},${west} ${south}))`
  })
  const cells = gdal.Geometry.fromWKT(`MULTIPOLYGON(${boxes.join()})`) as gdal.MultiPolygon
  return fromWkb(cells.unionCascaded().simplifyPreserveTopology(0).toWKB('LSB'))
}

function withoutRepeats(line: Float64Array): Float64Array {
  const kept: number[] = []
  for (let i = 0; i < line.length; i += 2) if (line[i] !== kept.at(-2) || line[i + 1] !== kept.at(-1)) kept.push(line[i], line[i + 1])
  return Float64Array.from(kept)
}
