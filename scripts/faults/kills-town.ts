import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const DATASET = 'datasets/sample/sample-town/dataset.json'
/** Enough for blocks of every stage, and few enough for a build of seconds. */
const LAYERS = ['terrain', 'landcover', 'areas', 'buildings', 'roads', 'trees']

/** West and south corner, side, spawn, in the town's own system: the market square, which two regions share, and the one before the station. */
const AREAS = {
  market: { corner: [149960, 6307850], side: 96, spawn: [150005, 6307860] },
  station: { corner: [150340, 6307770], side: 64, spawn: [150368, 6307790] },
} as const
export type WorldId = keyof typeof AREAS
export const WORLDS = Object.keys(AREAS) as WorldId[]

/** What the squares are paved with. */
export const VARIANTS = ['A', 'B'] as const
export type Variant = (typeof VARIANTS)[number]
const CHANGED = 'ytor.geojson'

/** A workspace with two small worlds of the sample town, and its data, of which one file has two variants. */
export interface SmallTown {
  workspace: string
  data: string
  /** Puts a variant in place, whole. */
  turnTo(variant: Variant): void
}

export function makeSmallTown(folder: string): SmallTown {
  const [workspace, data] = [join(folder, 'workspace'), join(folder, 'data')]
  execFileSync(process.execPath, [join(ROOT, 'scripts/sample-town/make.ts'), data], { stdio: 'ignore' })
  mkdirSync(join(workspace, 'datasets/sample/sample-town'), { recursive: true })
  mkdirSync(join(workspace, 'worlds/styles'), { recursive: true })
  for (const file of [DATASET, 'worlds/styles/nordic.json']) cpSync(join(ROOT, file), join(workspace, file))
  const world = JSON.parse(readFileSync(join(ROOT, 'worlds/sample-town.json'), 'utf8')) as Record<string, unknown>
  for (const [id, { corner, side, spawn }] of Object.entries(AREAS)) {
    const facing = { ...(world['spawn'] as { facing: object }).facing, at: [spawn[0] + 5, spawn[1]] }
    const changed = {
      layers: LAYERS,
      area: { crs: 'EPSG:3007', bbox: [...corner, corner[0] + side, corner[1] + side] },
      editions: ['java-1.21.4'],
      spawn: { crs: 'EPSG:3007', at: spawn, facing },
    }
    writeFileSync(join(workspace, 'worlds', `${id}.json`), JSON.stringify({ ...world, ...changed }))
  }
  const original = readFileSync(join(data, CHANGED), 'utf8')
  const texts: Record<Variant, string> = { A: original, B: original.replaceAll('"Torg, gatsten"', '"Rivningstomt"').replaceAll('"Torg, plattor"', '"Park"') }
  if (texts.A === texts.B) throw new Error(`${CHANGED} has no squares to pave anew`)
  return {
    workspace,
    data,
    turnTo(variant) {
      writeFileSync(join(folder, CHANGED), texts[variant])
      renameSync(join(folder, CHANGED), join(data, CHANGED))
    },
  }
}
