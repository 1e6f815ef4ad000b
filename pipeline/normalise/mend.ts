import { gdal } from './gdal.ts'

/** A closed ring has at least this many points, the first counted again as the last. */
const LEAST_POINTS = 4
/** A face of less area is upright but for rounding; in square units of its CRS. */
const LEAST_FACE = 1e-6

/** A polygon made valid; undefined where nothing of it can be. */
export function mend(shape: gdal.Geometry): gdal.Geometry | undefined {
  try {
    const mended = withoutShortRings(shape).makeValid()
    return mended.isEmpty() ? undefined : mended
  } catch {
    return undefined
  }
}

/** What the faces of a body cover on the ground; faces that stand upright cover nothing. */
export function footprint(faces: gdal.MultiPolygon): gdal.Geometry | null {
  let covered: gdal.Geometry | null = null
  for (const face of faces.children.map((each) => each as gdal.Polygon)) {
    const flat = face.isValid() ? face : mend(face)
    if (!flat || !(flat instanceof gdal.Polygon || flat instanceof gdal.MultiPolygon) || flat.getArea() < LEAST_FACE) continue
    covered = covered ? covered.union(flat) : flat
  }
  return covered
}

/** The polygons without the rings that no repair takes; a polygon goes with its outer ring. */
function withoutShortRings(shape: gdal.Geometry): gdal.Geometry {
  if (!(shape instanceof gdal.Polygon || shape instanceof gdal.MultiPolygon)) return shape
  const polygons = shape instanceof gdal.Polygon ? [shape] : shape.children.map((part) => part as gdal.Polygon)
  const whole = new gdal.MultiPolygon()
  for (const { rings } of polygons) {
    const [outer, ...holes] = rings.map((ring) => ring as gdal.LinearRing)
    if (!outer || outer.points.count() < LEAST_POINTS) continue
    const polygon = new gdal.Polygon()
    polygon.rings.add(outer)
    for (const hole of holes) if (hole.points.count() >= LEAST_POINTS) polygon.rings.add(hole)
    whole.children.add(polygon)
  }
  return whole
}
