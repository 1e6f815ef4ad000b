/** Definitions with something wrong in them, read and checked as a build does before it fetches. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { layersOf } from '#pipeline/run.ts'
import { openWorkspace } from '#pipeline/workspace.ts'
import { changeBytes } from './inputs-bytes.ts'
import type { Chance } from './inputs-chance.ts'
import type { CaseMeans } from './inputs-files.ts'
import { changeJson } from './inputs-json.ts'
import { type Outcome, outcomeOfFailure } from './inputs-outcome.ts'

const FILES = { dataset: 'datasets/sample/sample-town/dataset.json', world: 'worlds/sample-town.json', style: 'worlds/styles/nordic.json' } as const
export type DefinitionClass = keyof typeof FILES
export const DEFINITION_CLASSES = Object.keys(FILES) as DefinitionClass[]

export async function tryDefinition(kind: DefinitionClass, chance: Chance, { folder, gdal, isWell }: CaseMeans): Promise<Outcome> {
  for (const file of Object.values(FILES)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(REPOSITORY, file), join(folder, file))
  }
  const text = readFileSync(join(folder, FILES[kind]), 'utf8')
  if (!isWell) writeFileSync(join(folder, FILES[kind]), chance.below(5) === 0 ? changeBytes(Buffer.from(text), chance, 'text') : changeJson(text, chance))
  try {
    const workspace = openWorkspace(folder)
    const world = await workspace.world('sample-town')
    const dataset = await workspace.dataset(world.dataset)
    await workspace.style(world.style)
    layersOf(world, dataset)
    await gdal.run('area', { area: world.area, gridCrs: dataset.grid.crs, what: 'worlds/sample-town.json, area' })
    await gdal.run('transform', {
      from: world.spawn.crs,
      to: dataset.grid.crs,
      points: [world.spawn.at, world.spawn.facing.at],
      what: 'worlds/sample-town.json, spawn',
    })
    return { end: 'ok', ...spoiled() }
  } catch (error) {
    return { ...outcomeOfFailure(error, ['dataset.json', 'sample-town', 'nordic', 'worlds/']), ...spoiled() }
  }
}

/** Whether a definition came to what all objects share. */
function spoiled(): { finding?: string } {
  const keys = Object.keys(Object.prototype)
  const found = keys.length > 0 || 'admin' in {}
  return found ? { finding: `all objects have got: ${keys.join(', ') || 'admin'}` } : {}
}
