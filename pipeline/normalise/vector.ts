import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import { Failure, oneLine } from '#pipeline/model/failure.ts'
import type { Feature, Geometry } from '#pipeline/model/feature.ts'
import { kindSpec } from '#pipeline/model/kind.ts'
import type { Problem, ProblemCode } from '#pipeline/model/problem.ts'
import { alive } from './alive.ts'
import { mapAttributes, plainNumber, plainText } from './attributes.ts'
import { isFromRaster, outlineClasses } from './class-outlines.ts'
import { type Columns, columnValue, hasColumn, plainColumns, plainName } from './columns.ts'
import { readableText } from './encoding.ts'
import { type FeatureWriter, writeFeatures } from '#pipeline/formats/feature-file.ts'
import { crs, featuresOf, gdal, open, readOnly } from './gdal.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import type { Jobs, VectorResult } from './jobs.ts'
import { mend } from './mend.ts'
import { openGuard } from './guard.ts'
import { LONGEST_QUOTE } from './source-failure.ts'
import { type FeatureAt, straightened } from './straighten.ts'
import { mustHaveWholeTable } from './whole-table.ts'
import { fromWkb } from './wkb.ts'

/** Farther than this from the area a coordinate is a mistake, not another part of the country. */
const LOST_M = 200_000

type Ask = Jobs['vector']['ask']

/** Reads a vector layer's files and writes its features, in the grid's CRS, to one file. */
export async function readVector(ask: Ask): Promise<VectorResult> {
  const writer = writeFeatures(ask.out)
  try {
    return await readInto(writer, ask)
  } finally {
    await writer.close()
  }
}

async function readInto(writer: FeatureWriter, { layer, files, gridCrs, extent, out, zones }: Ask): Promise<VectorResult> {
  const result: VectorResult = { read: 0, used: 0, outside: 0, dropped: 0, problems: [], stableIds: layer.idColumn !== undefined }
  const identify = identifier(layer)
  const guard = await openGuard(zones, layer, out)
  for (const file of files) {
    const { path, encoding } = isFromRaster(layer) ? { path: outlineClasses(file, layer) } : readableText(file, layer, dirname(out))
    const dataset = open(path, encoding)
    const source = openLayer(dataset, layer, file)
    const place = placer(layer, source, gridCrs, extent, file)
    const names = source.fields.getNames().map(plainName)
    result.columns = result.columns?.filter((name) => names.includes(name)) ?? names
    const plain = plainColumns(source.fields.getNames())
    for (const record of featuresOf(source, file)) {
      alive()
      result.read++
      const before = result.problems.length
      const columns = plain(readColumns(record, file))
      const named = layer.idColumn === undefined ? undefined : plainText(columnValue(columns, layer.idColumn))
      const problem: Complain = (code, message, where) => {
        const found: Problem = { code, layer: layer.id, message: oneLine(message, LONGEST_QUOTE) }
        if (named !== undefined) found.featureId = oneLine(named, LONGEST_QUOTE)
        if (where) found.where = where
        result.problems.push(found)
        return undefined
      }
      let shape: Geometry | undefined
      const geometry = place(record, columns, problem, (met) => (shape = met))
      const treatment = guard?.treat(shape)
      if (treatment?.drop) {
        result.read--
        result.dropped++
      }
      if (geometry === 'outside' && !treatment?.drop) result.outside++
      if (guard && treatment) {
        const kept = geometry && geometry !== 'outside' && !treatment.drop ? guard.change(geometry, treatment, layer) : undefined
        if (kept) {
          const attributes = mapAttributes(kept.layer, columns, problem)
          await writer.write({ layer: layer.id, kind: layer.kind, id: kept.id, attributes, geometry: kept.geometry } satisfies Feature)
          result.used++
        }
        result.problems.push(...(await guard.settle(shape, treatment, result.problems.splice(before))))
        continue
      }
      if (!geometry || geometry === 'outside') continue
      const id = identify(named, geometry, problem)
      if (id === undefined) continue
      const where = firstPoint(geometry)
      const attributes = mapAttributes(layer, columns, (code, message) => problem(code, message, where))
      await writer.write({ layer: layer.id, kind: layer.kind, id, attributes, geometry } satisfies Feature)
      result.used++
    }
    dataset.close()
  }
  await guard?.close()
  return result
}

export function openLayer(dataset: gdal.Dataset, layer: LayerDefinition, file: string): gdal.Layer {
  mustHaveWholeTable(file, layer.id)
  const names = dataset.layers.map((each) => each.name)
  const wanted = layer.source.layer ?? names[0]
  if (wanted === undefined || !names.includes(wanted))
    throw new Failure(
      'bad-definition',
      `${basename(file)} has no layer "${wanted ?? ''}"`,
      `set source.layer of ${layer.id} to one of: ${names.slice(0, 12).join(', ') || 'none, the file has no layers'}`,
    )
  readOnly(dataset, wanted)
  const source = dataset.layers.get(wanted)
  const columns = source.fields.getNames().map(plainName)
  const known = new Set(columns)
  const { xColumn, yColumn, where } = layer.source
  const needed = [layer.idColumn, xColumn, yColumn, ...Object.values(layer.attributes).map((a) => a.column)].filter((name) => name !== undefined)
  // A GeoJSON without features has no columns either; that there is nothing is told later.
  for (const column of columns.length === 0 && source.features.count() === 0 ? [] : needed)
    if (!hasColumn(known, column))
      throw new Failure(
        'missing-column',
        `${basename(file)} has no column "${column}", which layer ${layer.id} uses`,
        `its columns are: ${columns.slice(0, 40).join(', ')}`,
      )
  try {
    source.setAttributeFilter(where ?? null)
  } catch (cause) {
    throw new Failure(
      'bad-definition',
      `the filter of layer ${layer.id} cannot be used: ${(cause as Error).message}`,
      'source.where is OGR SQL on the source columns',
      { cause },
    )
  }
  return source
}

export function readColumns(record: gdal.Feature, file: string): Columns {
  try {
    return record.fields.toObject() as Columns
  } catch (cause) {
    throw new Failure('bad-encoding', `${basename(file)}, feature ${record.fid}: its text cannot be read`, 'set source.encoding, such as ISO-8859-1', { cause })
  }
}

/** Notes a problem; gives undefined, so that what is not used can be returned with it. */
type Complain = (code: ProblemCode, message: string, where?: [number, number]) => undefined

/** Makes the function that brings one record's shape into the grid's CRS, or says why it is not used. */
export function placer(layer: LayerDefinition, source: gdal.Layer, gridCrs: string, extent: Extent, file: string) {
  const { xColumn, yColumn } = layer.source
  const from = layer.source.crs ? crs(layer.source.crs, layer.id) : source.srs
  if (!from) throw new Failure('unknown-crs', `${basename(file)} does not say its coordinate system`, `add source.crs to layer ${layer.id}`)
  const transformation = new gdal.CoordinateTransformation(from, crs(gridCrs))
  const allowed = kindSpec(layer.kind).geometry ?? []

  return (record: gdal.Feature, columns: Columns, problem: Complain, met?: (shape: Geometry) => void): Geometry | 'outside' | undefined => {
    const found =
      xColumn && yColumn
        ? pointFrom(columnValue(columns, xColumn), columnValue(columns, yColumn), problem)
        : readShape(record, problem, { file, layer: source.name })
    if (!found) return undefined
    const broken = /POLYGON/i.test(found.name) && !found.isValid()
    const shape = broken ? mend(found) : found
    if (!shape) return problem('unrepairable-geometry', 'the polygon cannot be repaired')
    try {
      shape.transform(transformation)
    } catch {
      return problem('outside-area', 'its coordinates cannot lie in the coordinate system')
    }
    const box = shape.getEnvelope()
    const away = Math.max(extent.minE - box.maxX, box.minX - extent.maxE, extent.minN - box.maxY, box.minY - extent.maxN)
    if (!(away < LOST_M)) return problem('outside-area', `it lies ${Math.round(away / 1000)} km away; are its coordinates swapped?`)
    const geometry = fromWkb(shape.toWKB('LSB'))
    if (!geometry) return problem('empty-geometry', 'it has no shape')
    met?.(geometry)
    if (broken) problem('invalid-geometry', 'the polygon crosses or touches itself and was repaired', firstPoint(geometry))
    if (away > 0) return 'outside'
    if (!allowed.includes(geometry.type))
      return problem('wrong-geometry-type', `it is a ${geometry.type}; ${layer.kind} takes ${allowed.join(' or ')}`, firstPoint(geometry))
    return geometry
  }
}

/** A record's shape, its curves made straight. */
function readShape(record: gdal.Feature, problem: Complain, at: Omit<FeatureAt, 'fid'>): gdal.Geometry | undefined {
  let shape: gdal.Geometry | null
  try {
    shape = record.getGeometry()
  } catch {
    // The binding knows no curves and no bodies: GDAL itself makes plain shapes of them.
    problem('curved-geometry', 'its arcs were made of straight lines, or its body a footprint')
    shape = straightened({ ...at, fid: record.fid })
  }
  if (!shape) return problem('null-geometry', 'it has no geometry')
  if (shape.isEmpty()) return problem('empty-geometry', 'its geometry is empty')
  return shape
}

function pointFrom(x: unknown, y: unknown, problem: Complain): gdal.Geometry | undefined {
  const [east, north] = [x, y].map((value) => plainNumber(plainText(value) ?? ''))
  if (Number.isFinite(east) && Number.isFinite(north)) return new gdal.Point(east, north)
  return problem('null-geometry', `its coordinates are "${plainText(x) ?? ''}", "${plainText(y) ?? ''}"`)
}

/** Gives each feature its id: the named column's, else the geometry's hash; drops what is there twice. */
function identifier(layer: LayerDefinition) {
  const ids = new Set<string>()
  const shapes = new Set<string>()
  return (named: string | undefined, geometry: Geometry, problem: Complain): string | undefined => {
    const shape = hashGeometry(geometry)
    const where = firstPoint(geometry)
    if (shapes.has(shape)) return problem('duplicate-geometry', 'the same shape is there twice', where)
    shapes.add(shape)
    if (layer.idColumn !== undefined && named === undefined) problem('missing-id', `${layer.idColumn} is empty; the shape's hash is used`, where)
    let id = named ?? `g${shape}`
    if (ids.has(id)) {
      problem('duplicate-id', `id ${id} is used twice; the later one got the shape's hash added`, where)
      id = `${id}~${shape}`
    }
    ids.add(id)
    return id
  }
}

function hashGeometry(geometry: Geometry): string {
  const hash = createHash('sha256')
  const add = (flat: Float64Array) => hash.update(Float64Array.from(flat, (value) => Math.round(value * 1000)))
  if (geometry.type === 'point') add(geometry.points)
  else if (geometry.type === 'line') geometry.lines.forEach(add)
  else geometry.polygons.flat().forEach(add)
  return hash.digest('hex').slice(0, 12)
}

function firstPoint(geometry: Geometry): [number, number] {
  const flat = geometry.type === 'point' ? geometry.points : geometry.type === 'line' ? geometry.lines[0] : geometry.polygons[0][0]
  return [Math.round(flat[0] * 10) / 10, Math.round(flat[1] * 10) / 10]
}
