import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { LayerKind } from '#pipeline/model/kind.ts'
import type { FlatRaster } from '#pipeline/model/normalised.ts'
import type { Zone } from '#pipeline/model/protect.ts'
import { coveringBlocks } from './covering-blocks.ts'
import { readZoneFiles } from './zones.ts'

/** What a raster must hide, and the bare ground that takes its place. */
export interface RasterProtection {
  /** Files of zones, and of the shapes of standing things that zones touch. */
  zones: string[]
  /** Terrain by falling order, on the same cells. */
  ground: { raster: FlatRaster; offsetM: number }[]
}

/**
 * Cells this far around a hidden shape are levelled too, in metres: a roof hangs up to 1 m over the walls that maps show, maps and
 * laser points disagree by up to 1 m, and between cells of 1 to 2 m a roof's edge is smeared by one of them.
 */
const MARGIN_M = 4
/** What is levelled is made of squares with this side, in metres, so that the level place does not draw the outline it hides. */
const SQUARE_M = 4

/** Which kinds of things a raster shows; terrain shows none, it is bare ground. */
const SHOWN: Partial<Record<LayerKind, readonly LayerKind[]>> = {
  surface: ['surface', 'building', 'tree'],
  canopy: ['canopy', 'building', 'tree'],
  landcover: ['landcover', 'area', 'building', 'tree', 'water', 'road', 'rail'],
}

/** Hides in a flat raster, in its place, what is protected. */
export async function protectRaster(raster: FlatRaster, layer: LayerDefinition, { zones: paths, ground }: RasterProtection): Promise<void> {
  const shown = SHOWN[layer.kind]
  if (layer.kind === 'terrain') return
  const zones = (await readZoneFiles(paths)).filter(({ kinds }) => !shown || !kinds || kinds.some((kind) => shown.includes(kind)))
  const level = zones.filter(({ action }) => action === 'drop' || (action === 'flatten' && layer.kind !== 'landcover'))
  const edit = openEdit(raster, ground)
  try {
    const bare = bareOf(layer)
    if (level.length > 0) levelCells(edit, level, bare)
    for (const [toM, group] of Map.groupBy(
      zones.filter(({ action }) => action === 'coarsen'),
      (zone) => zone.toM,
    ))
      if (layer.kind === 'landcover') blur(edit, group, toM, commonest)
      else blur(edit, group, toM, mean(bare))
  } finally {
    edit.close()
  }
}

/** A stored value where nothing stands, by the ground's height over the grid's datum. */
function bareOf({ kind, height }: LayerDefinition): (groundM: number) => number {
  const offset = height?.offsetM ?? 0
  if (kind === 'canopy' || (kind === 'surface' && height?.above === 'ground')) return () => 0 - offset
  return kind === 'surface' ? (groundM) => groundM - offset : () => Number.NaN
}

type Edit = ReturnType<typeof openEdit>

function openEdit(raster: FlatRaster, ground: RasterProtection['ground']) {
  const { width, height, cellM, minE, maxN } = raster
  const file = openSync(raster.path, 'r+')
  const terrains = ground.map(({ raster: each, offsetM }) => ({
    file: openSync(each.path, 'r'),
    offsetM,
    width: each.width,
    height: each.height,
    left: Math.round((each.minE - minE) / cellM),
    top: Math.round((maxN - each.maxN) / cellM),
  }))
  const groundRow = (row: number): Float32Array => {
    const values = new Float32Array(width).fill(Number.NaN)
    for (const { file: terrain, offsetM, width: wide, height: high, left, top } of terrains) {
      if (row < top || row >= top + high) continue
      const found = new Float32Array(wide)
      readSync(terrain, new Uint8Array(found.buffer), 0, wide * 4, (row - top) * wide * 4)
      for (let i = Math.max(0, left); i < Math.min(width, left + wide); i++) if (Number.isNaN(values[i])) values[i] = found[i - left] + offsetM
    }
    return values
  }
  /** Gives the cells of the rows that squares cover to `visit`, and writes back those that it says it changed. */
  const eachRow = (
    squares: ReturnType<typeof coveringBlocks>,
    visit: (values: Float32Array, ground: Float32Array, squareOf: (i: number) => number) => boolean,
  ): void => {
    const values = new Float32Array(width)
    const bytes = new Uint8Array(values.buffer)
    for (let row = 0; row < height; row++) {
      const northing = maxN - (row + 0.5) * cellM
      if (!squares.hasRow(northing)) continue
      readSync(file, bytes, 0, bytes.length, row * bytes.length)
      const isChanged = visit(values, groundRow(row), (i) => squares.at(minE + (i + 0.5) * cellM, northing))
      if (!isChanged) continue
      // A write may take part of the bytes: what is left out would stay readable.
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, row * bytes.length + at)
    }
  }
  return { raster, eachRow, close: () => [file, ...terrains.map((terrain) => terrain.file)].forEach((each) => closeSync(each)) }
}

function levelCells({ raster, eachRow }: Edit, zones: readonly Zone[], bare: (groundM: number) => number): void {
  eachRow(coveringBlocks(raster, zones, SQUARE_M, MARGIN_M), (values, ground, squareOf) => {
    let isChanged = false
    for (let i = 0; i < values.length; i++) {
      if (squareOf(i) < 0) continue
      values[i] = bare(ground[i])
      isChanged = true
    }
    return isChanged
  })
}

/** Takes the values of a square, and gives one for each cell. */
interface Blur {
  add(square: number, value: number, groundM: number): void
  of(square: number, groundM: number): number
}

/** Gives all cells of a square that zones touch what is common to them. */
function blur({ raster, eachRow }: Edit, zones: readonly Zone[], toM: number, how: () => Blur): void {
  const squares = coveringBlocks(raster, zones, toM, 0)
  const { add, of } = how()
  eachRow(squares, (values, ground, squareOf) => {
    for (let i = 0; i < values.length; i++) if (squareOf(i) >= 0 && !Number.isNaN(values[i])) add(squareOf(i), values[i], ground[i])
    return false
  })
  eachRow(squares, (values, ground, squareOf) => {
    for (let i = 0; i < values.length; i++) if (squareOf(i) >= 0) values[i] = of(squareOf(i), ground[i])
    return true
  })
}

/** The mean height above what is bare: the ground itself keeps its shape. */
const mean = (bare: (groundM: number) => number) => (): Blur => {
  const sums = new Map<number, { sum: number; count: number }>()
  const floor = (groundM: number) => bare(groundM) || 0
  return {
    add(square, value, groundM) {
      const each = sums.get(square) ?? { sum: 0, count: 0 }
      sums.set(square, { sum: each.sum + value - floor(groundM), count: each.count + 1 })
    },
    of(square, groundM) {
      const { sum, count } = sums.get(square) ?? { sum: Number.NaN, count: 1 }
      return floor(groundM) + sum / count
    },
  }
}

/** The code that most cells have; of two the lower. */
function commonest(): Blur {
  const counts = new Map<number, Map<number, number>>()
  const best = new Map<number, number>()
  return {
    add(square, value) {
      let each = counts.get(square)
      if (!each) counts.set(square, (each = new Map()))
      each.set(value, (each.get(value) ?? 0) + 1)
    },
    of(square) {
      let code = best.get(square)
      if (code === undefined) {
        code = [...(counts.get(square) ?? [])].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? Number.NaN
        best.set(square, code)
      }
      return code
    },
  }
}
