/** Tries one input after the other, in a process that may be ended when one hangs or takes it down. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startGdal } from '#pipeline/normalise/gdal-client.ts'
import { REPOSITORY } from '#pipeline/real-data.ts'
import { openWorkspace } from '#pipeline/workspace.ts'
import { type Case, openCases } from './inputs-case.ts'
import type { Outcome } from './inputs-outcome.ts'

export interface WorkerAsk {
  input: Case
  /** Not there yet. */
  folder: string
  town: string
  keep: boolean
}
export type WorkerReply = Outcome & { seconds: number }

/** GDAL is ended after so long without a sign of life, in milliseconds: far sooner than in a run, whose files are larger. */
const SILENT_MS = 6000

const gdal = startGdal({ silentMs: SILENT_MS })
const cases = openCases()
const { layers } = await openWorkspace(REPOSITORY).dataset('sample/sample-town')
const byId = new Map(layers.map((layer) => [layer.id, layer]))

process.on('message', ({ input, folder, town, keep }: WorkerAsk) => {
  mkdirSync(folder, { recursive: true })
  const started = performance.now()
  void cases.try(input, { folder, gdal, town, layers: byId }).then((outcome) => {
    process.send!({ ...outcome, seconds: (performance.now() - started) / 1000 } satisfies WorkerReply)
    if (!keep) rmSync(join(folder), { recursive: true, force: true })
  })
})
process.on('disconnect', () => void Promise.all([gdal.close(), cases.close()]).finally(() => process.exit(0)))
process.send!('ready')
