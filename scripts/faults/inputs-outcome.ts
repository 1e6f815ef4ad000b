import { basename } from 'node:path'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { Feature } from '#pipeline/model/feature.ts'
import { asFailure } from '#pipeline/model/failure.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { PROBLEM_CODES, type Problem } from '#pipeline/model/problem.ts'
import { stat } from 'node:fs/promises'

/** How one input ended. */
export interface Outcome {
  end: 'ok' | 'problems' | 'failure'
  code?: string
  /** GDAL's process died of it, or fell silent, and that was told. */
  gdal?: 'died' | 'silent'
  message?: string
  /** Features read, and problems told. */
  read?: number
  told?: number
  /** What must not be: absent where all is as it should be. */
  finding?: string
}

const LONGEST_MESSAGE = 1000

/** What became of an input that failed, and what is wrong with how it was told. `names` is what the message may name, one of them. */
export function outcomeOfFailure(error: unknown, names: readonly string[]): Outcome {
  const { code, message, hint, cause, stack } = asFailure(error)
  const finding = faultOf({ code, message, hint }, names)
  const gdal = message.startsWith('GDAL stopped') ? ('died' as const) : message.startsWith('GDAL was ended') ? ('silent' as const) : undefined
  return {
    end: 'failure',
    code,
    ...(gdal ? { gdal } : {}),
    message: `${message} (${hint})`.slice(0, 2000),
    ...(finding
      ? { finding: code === 'internal' ? `${finding}: ${String((cause as Error | undefined)?.stack ?? cause ?? stack).slice(0, 900)}` : finding }
      : {}),
  }
}

function faultOf({ code, message, hint }: { code: string; message: string; hint: string }, names: readonly string[]): string | undefined {
  if (code === 'internal') return 'internal'
  if (/\p{Cc}|[\u2028\u2029]/u.test(`${message}${hint}`)) return 'the message holds a line break or a control character'
  if (message.length > LONGEST_MESSAGE) return `the message has ${message.length} characters`
  if (hint.trim() === '') return 'no hint'
  if (!names.some((name) => `${message} ${hint}`.includes(name))) return `the message names none of: ${names.join(', ')}`
  return undefined
}

/** Whether a normalised layer can be used, by reading all of it. */
export async function outcomeOfLayer(layer: NormalisedLayer): Promise<Outcome> {
  const finding = (await faultOfResult(layer)) ?? faultOfProblems(layer.problems)
  const told = layer.problems.length
  return { end: told > 0 ? 'problems' : 'ok', told, read: layer.features?.counts.read ?? 0, ...(finding ? { finding } : {}) }
}

async function faultOfResult({ layer, features, raster }: NormalisedLayer): Promise<string | undefined> {
  if (raster) {
    const { size } = await stat(raster.path)
    return size === raster.width * raster.height * 4 ? undefined : `${basename(raster.path)} has ${size} bytes for ${raster.width} × ${raster.height} cells`
  }
  if (!features) return undefined
  let count = 0
  const ids = new Set<string>()
  for await (const { id, geometry } of readFeatures(features.path, { layer: layer.id, kind: layer.kind })) {
    count++
    if (typeof id !== 'string' || id === '' || ids.has(id)) return `feature ${count} has the id ${JSON.stringify(id)}, which is empty or there twice`
    ids.add(id)
    for (const run of runsIn(geometry)) if (run.length === 0 || !run.every(Number.isFinite)) return `feature ${id} has coordinates that are no numbers`
  }
  return count === features.counts.used ? undefined : `${features.counts.used} features are counted, and ${count} are there`
}

function runsIn(geometry: Feature['geometry']): Float64Array[] {
  if (geometry.type === 'point') return [geometry.points]
  return geometry.type === 'line' ? geometry.lines : geometry.polygons.flat()
}

function faultOfProblems(problems: readonly Problem[]): string | undefined {
  const unknown = problems.find(({ code }) => !Object.hasOwn(PROBLEM_CODES, code))
  if (unknown) return `a problem has the code ${unknown.code}`
  const long = problems.find(({ message, featureId = '' }) => message.length > LONGEST_MESSAGE || featureId.length > LONGEST_MESSAGE)
  if (long) return `a problem (${long.code}) has a message of ${long.message.length} characters, an id of ${long.featureId?.length ?? 0}`
  const nowhere = problems.find(({ where }) => where && !where.every(Number.isFinite))
  return nowhere && `a problem (${nowhere.code}) lies at ${String(nowhere.where)}`
}
