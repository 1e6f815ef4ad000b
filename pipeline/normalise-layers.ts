import type { Cache } from './cache.ts'
import { type Snapshot, takeSnapshot } from './fetch/snapshot.ts'
import type { Dataset, LayerDefinition } from './model/dataset.ts'
import { toBlocks, toMetres, type WorldGrid } from './model/grid.ts'
import type { Extent, NormalisedLayer } from './model/normalised.ts'
import { concealProblems, type Secrets } from './model/protect.ts'
import { HALO } from './model/shard.ts'
import { NORMALISE_VERSION, normaliseLayer, readNormalised } from './normalise/normalise.ts'
import {
  hiddenFiles,
  inProtectingOrder,
  openProtection,
  type Protection,
  protectionOf,
  readProtection,
  secretsOf,
  STANDING_KINDS,
} from './normalise/protect.ts'
import type { Io } from './run.ts'

/** The layers of a world, brought into its grid, with what is protected gone from them. */
export interface Layers {
  /** In the order of the definitions. */
  normalised: NormalisedLayer[]
  snapshots: Snapshot[]
  protection: ProtectedBy
}

/** What stands between the sources and everything that is made of them; private. */
export interface ProtectedBy {
  secrets: Secrets
  /** Files that hide protected things from those who measure against the sources. */
  hidden: string[]
  /** Equal where equal things are protected; empty where nothing is. */
  digest: string
}

interface Setting {
  grid: WorldGrid
  area: readonly [number, number][]
}

/** Takes the sources of a world's layers and brings them into the grid. @throws Failure */
export async function takeLayers(layers: readonly LayerDefinition[], dataset: Dataset, { grid, area }: Setting, io: Io): Promise<Layers> {
  const protecting = dataset.layers.filter(({ kind }) => kind === 'protect')
  // A house that must not be shown stands in the heights, too, whether this world draws houses or not.
  const standing = protecting.length === 0 ? [] : dataset.layers.filter((layer) => STANDING_KINDS.includes(layer.kind) && !layers.includes(layer))
  const all = [...layers, ...standing, ...protecting]
  const taken = new Map((await fetchAll(all, io)).map((snapshot) => [snapshot.layer, snapshot]))
  const extent = extentOf(area, grid)
  const protection = await protectionBy(
    protecting.map((layer) => ({ layer, snapshot: taken.get(layer.id)! })),
    { grid, extent },
    io,
  )
  const order = inProtectingOrder([...layers, ...standing])
  io.progress.stage('normalise', order.length, 'layers')
  const done: NormalisedLayer[] = []
  for (const layer of order) {
    io.signal?.throwIfAborted()
    const { files, digest } = taken.get(layer.id)!
    const protect = protectionOf(layer, protection, done)
    const key = { version: NORMALISE_VERSION, layer, digest, crs: grid.crs, extent, scale: grid.scale, ...(protect ? { protect: protect.key } : {}) }
    const folder = await io.cache.folder('normalised', key, (making) =>
      normaliseLayer({ layer, files, gridCrs: grid.crs, extent, cellM: 1 / grid.scale, protect }, making, io.gdal),
    )
    done.push(await readNormalised(folder, layer, digest))
    io.progress.done(done.length)
  }
  const secrets = await secretsOf(protection, done)
  const told = new Map(done.map((each) => [each.layer.id, { ...each, problems: concealProblems(each.problems, secrets) }]))
  const sources = standing.map(({ id }) => taken.get(id)!.digest)
  return {
    normalised: layers.map(({ id }) => told.get(id)!),
    snapshots: layers.map(({ id }) => taken.get(id)!),
    protection: {
      secrets,
      hidden: hiddenFiles(protection, done),
      digest: protection ? [protection.digest, ...sources].join() : '',
    },
  }
}

async function fetchAll(layers: readonly LayerDefinition[], io: Io): Promise<Snapshot[]> {
  io.progress.stage('fetch', layers.length, 'layers')
  const snapshots: Snapshot[] = []
  for (const layer of layers) {
    io.signal?.throwIfAborted()
    snapshots.push(await takeSnapshot(layer, { dataRoot: io.dataRoot, store: io.snapshots, env: io.env, signal: io.signal, now: io.now }))
    io.progress.done(snapshots.length)
  }
  return snapshots
}

async function protectionBy(
  protecting: readonly { layer: LayerDefinition; snapshot: Snapshot }[],
  { grid, extent }: { grid: WorldGrid; extent: Extent },
  { cache, gdal }: { cache: Cache; gdal: Io['gdal'] },
): Promise<Protection | undefined> {
  if (protecting.length === 0) return undefined
  const layers = protecting.map(({ layer, snapshot }) => ({ layer, files: snapshot.files }))
  const key = { version: NORMALISE_VERSION, layers: protecting.map(({ layer, snapshot }) => ({ layer, digest: snapshot.digest })), crs: grid.crs, extent }
  return openProtection(await cache.folder('protection', key, (making) => readProtection({ layers, gridCrs: grid.crs, extent }, making, gdal)))
}

/** The area's box with its halo, out to whole blocks. */
function extentOf(area: readonly [number, number][], grid: WorldGrid): Extent {
  const blocks = area.map(([easting, northing]) => toBlocks(grid, easting, northing))
  const low = { x: Math.floor(Math.min(...blocks.map((p) => p.x))) - 2 * HALO, z: Math.floor(Math.min(...blocks.map((p) => p.z))) - 2 * HALO }
  const high = { x: Math.ceil(Math.max(...blocks.map((p) => p.x))) + 2 * HALO, z: Math.ceil(Math.max(...blocks.map((p) => p.z))) + 2 * HALO }
  const northWest = toMetres(grid, low.x, low.z)
  const southEast = toMetres(grid, high.x, high.z)
  return { minE: northWest.easting, maxN: northWest.northing, maxE: southEast.easting, minN: southEast.northing }
}
