import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFeatures } from '#pipeline/formats/feature-file.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { Geometry } from '#pipeline/model/feature.ts'
import { bareProblem, type Zone } from '#pipeline/model/protect.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import { runsOf } from '#pipeline/model/touch.ts'
import { coarse } from './coarse.ts'
import { HIDDEN_FILE, PROTECTED_FILE, type Protected } from './protected-files.ts'
import { actsOn, readZoneFiles, writeZone, zoneFinder } from './zones.ts'

/** Kinds that stand up from the ground: rasters show them too, so that their whole shape is hidden there. */
const STANDING: ReadonlySet<string> = new Set(['building', 'tree'])
/** Half of the widest crown that a tree may have, in metres: what a protected tree says of its own is not read. */
const CROWN_M = 15

export interface Treatment {
  drop: boolean
  flatten: boolean
  /** Side of the cells; 0 leaves the shape exact. */
  toM: number
  keep: readonly string[]
}

/** What stands between a source's features and everything that is made of them. */
export interface Guard {
  /** What is to be done with a feature; one of unknown place is treated as if it were protected. Undefined: nothing. */
  treat(shape: Geometry | undefined): Treatment | undefined
  /** The shape, id and permitted definition of a feature that is kept; undefined where nothing of it is left. */
  change(geometry: Geometry, treatment: Treatment, layer: LayerDefinition): { geometry: Geometry; id: string; layer: LayerDefinition } | undefined
  /** Notes what was done, hides the shape in rasters, and gives the problems that may be told. */
  settle(shape: Geometry | undefined, treatment: Treatment, problems: readonly Problem[]): Promise<Problem[]>
  close(): Promise<void>
}

/** Makes the guard of a layer from a file of zones; undefined where none acts on its kind. `out` is the layer's file of features. */
export async function openGuard(zonesFile: string | undefined, layer: LayerDefinition, out: string): Promise<Guard | undefined> {
  if (zonesFile === undefined) return undefined
  const zones = (await readZoneFiles([zonesFile])).filter((zone) => actsOn(zone, layer.kind))
  const find = zoneFinder(zones)
  const done: Protected = { dropped: 0, flattened: 0, coarsened: 0, placeless: 0, problems: 0, ids: [] }
  const hidden = writeFeatures(join(dirname(out), HIDDEN_FILE))
  const ids = new Set<string>()

  const nameOf = (geometry: Geometry): string => {
    const hash = shapeId(geometry)
    let id = hash
    for (let i = 2; ids.has(id); i++) id = `${hash}-${i}`
    ids.add(id)
    return id
  }

  return {
    treat(shape) {
      if (shape === undefined) return zones.length > 0 ? { drop: false, flatten: false, toM: 0, keep: [] } : undefined
      return treatmentOf(find(shape))
    },
    change(geometry, { flatten, toM, keep }, definition) {
      const changed = toM > 0 ? coarse(geometry, toM) : geometry
      // The same exact shape twice is one feature; the same coarse shape twice is two.
      if (!changed || (toM === 0 && ids.has(shapeId(changed)))) return undefined
      const attributes = flatten ? {} : Object.fromEntries(Object.entries(definition.attributes).filter(([name]) => keep.includes(name)))
      return { geometry: changed, id: nameOf(changed), layer: { ...definition, attributes } }
    },
    async settle(shape, { drop, flatten, toM }, problems) {
      done.problems += problems.length
      if (!shape) done.placeless++
      else if (drop) done.dropped++
      else if (toM > 0) done.coarsened++
      else done.flattened++
      if (shape && STANDING.has(layer.kind)) {
        const radiusM = layer.kind === 'tree' ? CROWN_M : 0
        const action = drop ? 'drop' : flatten || toM === 0 ? 'flatten' : 'coarsen'
        await writeZone(hidden, { shape, action, radiusM, kinds: [layer.kind], toM, keep: [] })
      }
      return drop ? [] : problems.map(bareProblem)
    },
    async close() {
      await hidden.close()
      done.ids = [...ids]
      await writeFile(join(dirname(out), PROTECTED_FILE), JSON.stringify(done))
    },
  }
}

/** The strictest of what several zones want: dropped by one is dropped, the coarsest cells, and only what all of them keep. */
export function treatmentOf(zones: readonly Zone[]): Treatment | undefined {
  if (zones.length === 0) return undefined
  const coarsening = zones.filter(({ action }) => action === 'coarsen')
  return {
    drop: zones.some(({ action }) => action === 'drop'),
    flatten: zones.some(({ action }) => action === 'flatten'),
    toM: Math.max(0, ...coarsening.map(({ toM }) => toM)),
    keep: coarsening.map(({ keep }) => keep).reduce((kept, more) => kept.filter((name) => more.includes(name)), coarsening[0]?.keep ?? []),
  }
}

function shapeId(geometry: Geometry): string {
  const hash = createHash('sha256')
  for (const run of runsOf(geometry)) hash.update(Float64Array.from(run, (value) => Math.round(value * 1000)))
  return `g${hash.digest('hex').slice(0, 12)}`
}
