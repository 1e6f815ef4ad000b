import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, startBuild } from './kills-builds.ts'
import { bytesOf, differences, halfMade, readerFaults, recordFaults } from './kills-outputs.ts'
import { type SmallTown, type Variant, VARIANTS, WORLDS, type WorldId } from './kills-town.ts'

/** What the worlds' releases are like where nothing was ever disturbed. */
export type Wanted = Record<Variant, Record<WorldId, ReadonlyMap<string, string>>>

/** Builds both variants in clean outputs of their own. */
export async function buildWanted(town: SmallTown, folder: string): Promise<Wanted> {
  const wanted: Partial<Wanted> = {}
  for (const variant of VARIANTS) {
    const output = join(folder, `clean-${variant}`)
    mkdirSync(output)
    town.turnTo(variant)
    const ended = await startBuild(town, output, ['run']).ended
    if (ended.code !== 0) throw new Error(`an undisturbed run of variant ${variant} failed: ${wordsOf(ended)}`)
    wanted[variant] = Object.fromEntries(WORLDS.map((world) => [world, bytesOf(output, world)])) as unknown as Wanted[Variant]
  }
  for (const world of WORLDS) if (differences(wanted.A![world], wanted.B![world]).length === 0) throw new Error(`both variants of ${world} are the same`)
  return wanted as Wanted
}

/** What is wrong after a build that nothing disturbed. */
export async function faultsAfter(ended: Ended, output: string, worlds: readonly WorldId[], wanted: Wanted[Variant]): Promise<string[]> {
  if (ended.code !== 0) return [`an undisturbed build failed: ${wordsOf(ended)}`]
  const bytes = worlds.flatMap((world) =>
    differences(bytesOf(output, world), wanted[world]).map((path) => `${world}: ${path} has other bytes than undisturbed`),
  )
  return [...readerFaults(output), ...(await recordFaults(output)), ...bytes, ...halfMade(output).map((path) => `${path} is left half-made`)]
}

/** How a build ended, for the report. */
export const wordsOf = ({ code, signal, err, events }: Ended): string =>
  `${signal ?? `exit ${code}`}: ${JSON.stringify(events.findLast(({ event }) => event === 'failed' || event === 'world') ?? events.at(-1) ?? {})} ${err.trim().slice(-600)}`
