import { join, resolve } from 'node:path'
import type { ParseArgsOptionsConfig } from 'node:util'
import { openCache } from '#pipeline/cache.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import { startGdal } from '#pipeline/normalise/gdal-client.ts'
import { jsonProgress, type Progress, quietProgress, terminalProgress } from '#pipeline/progress.ts'
import { openReleases } from '#pipeline/publish/release-store.ts'
import type { Definitions, Io } from '#pipeline/run.ts'
import { openWorkspace, type Workspace } from '#pipeline/workspace.ts'
import { type CommandContext, text, UsageError } from './command.ts'

/** Options that say where things are; the same for every command that needs them. */
export const PLACES: ParseArgsOptionsConfig = {
  workspace: { type: 'string', short: 'w' },
  data: { type: 'string' },
  output: { type: 'string' },
  json: { type: 'boolean' },
}

export const PLACE_TEXTS: Readonly<Record<string, Bilingual>> = {
  '--workspace DIR': {
    sv: 'mapp med datasets/ och worlds/ (annars KVARTER_WORKSPACE, annars här)',
    en: 'folder with datasets/ and worlds/ (else KVARTER_WORKSPACE, else here)',
  },
  '--data DIR': {
    sv: 'rot för källornas filer (annars KVARTER_DATA, annars arbetsytans data/)',
    en: 'root of file sources (else KVARTER_DATA, else data/ in the workspace)',
  },
  '--output DIR': { sv: 'där utdata och cache ligger (annars arbetsytans .data/)', en: 'where outputs and caches lie (else .data/ in the workspace)' },
  '--json': { sv: 'JSON-rader i stället för text', en: 'JSON lines instead of text' },
}

export function workspaceOf({ values, env }: CommandContext): Workspace {
  return openWorkspace(resolve(text(values['workspace']) ?? env['KVARTER_WORKSPACE'] ?? '.'))
}

export async function definitionsOf(context: CommandContext, workspace: Workspace): Promise<Definitions> {
  const world = await workspace.world(context.positionals[0])
  return { world, dataset: await workspace.dataset(world.dataset), style: await workspace.style(world.style) }
}

export function ioOf({ values, env, out, err, signal }: CommandContext, workspace: Workspace): Io {
  const output = resolve(text(values['output']) ?? env['KVARTER_OUTPUT'] ?? join(workspace.root, '.data'))
  const progress: Progress = values['json'] ? jsonProgress((line) => out.write(line)) : err.isTTY ? terminalProgress(err) : quietProgress
  return {
    dataRoot: resolve(text(values['data']) ?? env['KVARTER_DATA'] ?? join(workspace.root, 'data')),
    output,
    snapshots: join(output, 'snapshots'),
    env,
    cache: openCache(join(output, 'cache')),
    gdal: startGdal(),
    releases: openReleases(output),
    progress,
    now: () => new Date(),
    ...workersOf(values['workers']),
    signal,
  }
}

function workersOf(value: unknown): { workers?: number } {
  const given = text(value)
  if (given === undefined) return {}
  const workers = Number(given)
  if (!Number.isInteger(workers) || workers < 1 || workers > 256) throw new UsageError(`--workers takes a whole number from 1 to 256, not "${given}"`)
  return { workers }
}
