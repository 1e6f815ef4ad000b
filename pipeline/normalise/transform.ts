import { Failure } from '#pipeline/model/failure.ts'
import { crs, gdal } from './gdal.ts'
import type { Jobs } from './jobs.ts'

/** Longest side of a transformed outline: over it a straight line in one CRS bends less than a millimetre in another. */
const DENSE = 32

export function transformPoints({ from, to, points }: Jobs['transform']['ask']): [number, number][] {
  const transformation = new gdal.CoordinateTransformation(crs(from), crs(to))
  return points.map(([x, y]) => {
    try {
      const moved = transformation.transformPoint(x, y)
      if (Number.isFinite(moved.x) && Number.isFinite(moved.y)) return [moved.x, moved.y]
    } catch {}
    throw new Failure('bad-definition', `${x}, ${y} in ${from} does not exist in ${to}`, 'check the order (easting or longitude first) and the CRS')
  })
}

export function densifyArea({ area, gridCrs }: Jobs['area']['ask']): [number, number][] {
  const corners: [number, number][] = 'polygon' in area ? area.polygon : boxRing(area.bbox)
  const ring: [number, number][] = []
  for (let i = 0; i + 1 < corners.length; i++) {
    const [ax, ay] = corners[i]
    const [bx, by] = corners[i + 1]
    for (let step = 0; step < DENSE; step++) ring.push([ax + ((bx - ax) * step) / DENSE, ay + ((by - ay) * step) / DENSE])
  }
  ring.push(ring[0])
  return transformPoints({ from: area.crs, to: gridCrs, points: ring })
}

export function boxRing([minX, minY, maxX, maxY]: readonly [number, number, number, number]): [number, number][] {
  return [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ]
}
