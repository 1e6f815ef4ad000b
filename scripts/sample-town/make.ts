/**
 * Writes the sample town as the GIS files a municipality might hand over, faults and all.
 * Usage: node scripts/sample-town/make.ts OUTDIR [--tiles N]   (N × N copies of the town, which join without a seam)
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { canopyOf } from './canopy.ts'
import { coverOf } from './cover.ts'
import { plantFaults, SURFACE_HOLE } from './faults.ts'
import { groundOf } from './ground.ts'
import { CORNER, EPSG, type Point, SIZE, toMap } from './place.ts'
import { FINE, surfaceOf } from './surface.ts'
import { pointWkt, type Table, type Tile } from './table.ts'
import { areas, buildings, crossings, paths, places, plans, roads, streams, tracks, waterAreas } from './tables.ts'
import { buildTown, paved, type Town } from './town.ts'
import { registered, type Tree, wild } from './trees.ts'
import { writeRaster } from './write-rasters.ts'
import { writeVectors } from './write-vectors.ts'

const NODATA = -9999
const WORLD = new URL('../../worlds/sample-town.json', import.meta.url)

function trees(standing: readonly Tree[], tile: Tile): Table {
  const comma = (metres: number) => metres.toFixed(1).replace('.', ',')
  const rows = standing.map(({ at, species, height, crown }, i) => ({
    values: [`T${String(i + 1).padStart(4, '0')}${tile.suffix}`, species, comma(height), comma(crown)],
    wkt: pointWkt(at, tile),
  }))
  return {
    file: 'trad.csv',
    layer: 'trad',
    fields: [
      ['TRAD_ID', 'text'],
      ['ART', 'text'],
      ['HOJD', 'text'],
      ['KRONA', 'text'],
    ],
    geometry: 'point',
    rows,
  }
}

function tablesOf(town: Town, standing: readonly Tree[], tile: Tile): Table[] {
  return [
    buildings(town, tile),
    roads(town, tile),
    paths(town, tile),
    waterAreas(tile),
    streams(tile),
    tracks(tile),
    areas(tile),
    places(tile),
    plans(tile),
    crossings(town, tile),
    trees(standing, tile),
  ]
}

/** The town's tables with those of its copies added. */
function repeated(town: Town, standing: readonly Tree[], tiles: number): { tables: Table[]; faults: ReturnType<typeof plantFaults> } {
  const tables = tablesOf(town, standing, { place: toMap, suffix: '' })
  const faults = plantFaults(tables)
  for (let row = 0; row < tiles; row++)
    for (let column = row === 0 ? 1 : 0; column < tiles; column++) {
      const place = ([u, v]: Point) => toMap([u + column * SIZE, v + row * SIZE])
      tablesOf(town, standing, { place, suffix: `-${row}-${column}` }).forEach((copy, i) => tables[i].rows.push(...copy.rows))
    }
  return { tables, faults }
}

function write(folder: string, tiles: number): void {
  const town = buildTown()
  const ground = groundOf(town)
  const cover = coverOf(town, ground)
  const surface = surfaceOf(town.houses, ground)
  const open = paved(town)
  const standing = registered(open)
  const canopy = canopyOf([...standing, ...wild(town, open, ground)], cover)
  for (let row = 0; row < SURFACE_HOLE.side; row++)
    surface.fill(
      NODATA,
      (SURFACE_HOLE.row + row) * SIZE * FINE + SURFACE_HOLE.column,
      (SURFACE_HOLE.row + row) * SIZE * FINE + SURFACE_HOLE.column + SURFACE_HOLE.side,
    )
  writeRaster(join(folder, 'markhojd.tif'), { values: ground, perMetre: 1, nodata: NODATA }, tiles)
  writeRaster(join(folder, 'ytmodell.tif'), { values: surface, perMetre: FINE, nodata: NODATA }, tiles)
  writeRaster(join(folder, 'kronhojd.tif'), { values: canopy, perMetre: 1, nodata: NODATA }, tiles)
  writeRaster(join(folder, 'marktacke.tif'), { values: cover, perMetre: 1 }, tiles)
  const { tables, faults } = repeated(town, standing, tiles)
  writeVectors(folder, tables)
  writeFileSync(join(folder, 'faults.json'), `${JSON.stringify(faults, null, 2)}\n`)
  if (tiles > 1) writeFileSync(join(folder, 'world.json'), worldOf(tiles))
}

/** The sample's world, made as large as the tiling. */
function worldOf(tiles: number): string {
  const world = JSON.parse(readFileSync(WORLD, 'utf8')) as { area: unknown }
  world.area = { crs: `EPSG:${EPSG}`, bbox: [CORNER[0], CORNER[1] - tiles * SIZE, CORNER[0] + tiles * SIZE, CORNER[1]] }
  return `${JSON.stringify(world, null, 2)}\n`
}

/** What the files depend on: this folder's sources, and how many tiles. */
function stampOf(tiles: number): string {
  const hash = createHash('sha256').update(String(tiles))
  for (const name of readdirSync(import.meta.dirname).sort()) if (!name.endsWith('.test.ts')) hash.update(readFileSync(join(import.meta.dirname, name)))
  return hash.digest('hex')
}

/** Makes the files in a folder, whole or not at all; does nothing where they are there already. */
export function makeSampleTown(folder: string, tiles = 1): void {
  const stamp = join(folder, '.made-by')
  const wanted = stampOf(tiles)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const making = `${folder}.${process.pid}.tmp`
  mkdirSync(dirname(folder), { recursive: true })
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making)
  write(making, tiles)
  writeFileSync(join(making, '.made-by'), wanted)
  rmSync(folder, { recursive: true, force: true })
  renameSync(making, folder)
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { tiles: { type: 'string', default: '1' } }, allowPositionals: true })
  const tiles = Number(values.tiles)
  if (!positionals[0] || !Number.isInteger(tiles) || tiles < 1 || tiles > 16) {
    process.stderr.write('usage: make.ts OUTDIR [--tiles 1…16]\n')
    process.exitCode = 2
  } else makeSampleTown(resolve(positionals[0]), tiles)
}
