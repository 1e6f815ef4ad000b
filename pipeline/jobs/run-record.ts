import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const count = z.number().int().min(0)
const seconds = z.number().min(0)

const sourceSchema = z.strictObject({
  layer: z.string(),
  /** Date of the data, as the publisher states it. */
  date: z.string().optional(),
  fetched: z.iso.datetime().optional(),
  /** Since when the last good bytes are used in place of new ones, and why. */
  staleSince: z.iso.datetime().optional(),
  why: z.string().optional(),
})
export type SourceRecord = z.infer<typeof sourceSchema>

export const WORLD_OUTCOMES = ['published', 'unchanged', 'held', 'failed', 'interrupted'] as const

const worldSchema = z.strictObject({
  world: z.string(),
  outcome: z.enum(WORLD_OUTCOMES),
  release: z.string().optional(),
  /** What it failed of. */
  failure: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
  seconds,
  stages: z.array(z.strictObject({ stage: z.string(), seconds })),
  sources: z.array(sourceSchema),
  /** By layer; `before` is absent where the world or the layer was not built before. */
  problems: z.array(z.strictObject({ layer: z.string(), count, before: count.optional() })),
})
export type WorldRecord = z.infer<typeof worldSchema>

export const RUN_OUTCOMES = ['done', 'stale', 'held', 'failed', 'interrupted'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

/** What a run did, world by world: for programs in run.json, for people in the pages beside it. Private: it names failures and their paths. */
export const runRecordSchema = z.strictObject({
  kvarter: z.literal(1),
  run: z.string(),
  started: z.iso.datetime(),
  ended: z.iso.datetime(),
  seconds,
  outcome: z.enum(RUN_OUTCOMES),
  worlds: z.array(worldSchema),
})
export type RunRecord = z.infer<typeof runRecordSchema>

/** Run ids begin with their number, so that they sort as they ran. */
const RUN_ID = /^(\d{6,})-\d{8}T\d{6}Z$/

/** The records of an output folder's runs: `runs/<run id>/run.json`, and pages beside it. */
export interface RunRecords {
  /** Run ids, newest first. */
  list(): Promise<string[]>
  read(id: string): Promise<RunRecord | undefined>
  /** How many problems a world's layers had when it was last built; undefined where no record says. */
  lastProblems(world: string): Promise<ReadonlyMap<string, number> | undefined>
  /** Writes a record and its pages, all or nothing. @returns its folder */
  write(record: RunRecord, pages: Readonly<Record<string, string>>): Promise<string>
  /** Removes all but the newest. */
  prune(keep: number): Promise<void>
}

export function openRunRecords(output: string): RunRecords {
  const root = join(output, 'runs')
  const list = async () => (await readdir(root).catch(() => [])).filter((name) => RUN_ID.test(name)).sort((a, b) => runNumber(b) - runNumber(a))
  const read = async (id: string) => {
    try {
      return runRecordSchema.parse(JSON.parse(await readFile(join(root, id, 'run.json'), 'utf8')))
    } catch {
      // One that is damaged, or of another version, says nothing of what came before.
      return undefined
    }
  }
  return {
    list,
    read,
    async lastProblems(world) {
      for (const id of await list()) {
        const found = (await read(id))?.worlds.find((each) => each.world === world && each.release !== undefined)
        if (found) return new Map(found.problems.map(({ layer, count }) => [layer, count]))
      }
      return undefined
    },
    async write(record, pages) {
      const folder = join(root, record.run)
      const making = `${folder}.${process.pid}.tmp`
      await rm(making, { recursive: true, force: true })
      await mkdir(making, { recursive: true })
      await writeFile(join(making, 'run.json'), `${JSON.stringify(runRecordSchema.parse(record), null, 1)}\n`)
      for (const [name, text] of Object.entries(pages)) await writeFile(join(making, name), text)
      if (existsSync(folder)) await rm(folder, { recursive: true })
      await rename(making, folder)
      return folder
    },
    async prune(keep) {
      for (const id of (await list()).slice(Math.max(1, keep))) await rm(join(root, id), { recursive: true, force: true })
    },
  }
}

/** The number a run id begins with. */
export const runNumber = (id: string): number => Number(RUN_ID.exec(id)?.[1] ?? 0)

/** Problems of a run, and how many more than last time: of the layers that were there last time, and of all of a world that was. */
export function countProblems(worlds: readonly Pick<WorldRecord, 'problems'>[]): { problems: number; difference: number | undefined } {
  const all = worlds.flatMap((world) => world.problems)
  const known = all.filter(({ before }) => before !== undefined)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    problems: sum(all.map(({ count }) => count)),
    difference: known.length > 0 ? sum(known.map(({ count, before }) => count - before!)) : undefined,
  }
}
