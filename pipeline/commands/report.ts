import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { Quality } from '#pipeline/publish/report/quality.ts'
import { readQuality, REPORT_DATA, REPORT_FOLDER } from '#pipeline/publish/report/report.ts'
import { summaryText } from '#pipeline/publish/report/summary-text.ts'
import type { Release } from '#pipeline/publish/release-store.ts'
import type { Command } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

const MORE = { sv: 'Hela rapporten', en: 'The whole report' } as const

export const report: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, current: { type: 'boolean' } },
  about: { sv: 'Visa vad som var fel i data och hur bra världen blev.', en: 'Show what was wrong in the data and how good the world is.' },
  optionTexts: {
    '--current': { sv: 'den gällande utgåvans rapport, i stället för kandidatens', en: 'the current release’s report instead of the candidate’s' },
    ...PLACE_TEXTS,
    '--json': { sv: 'rapporten som JSON på en rad', en: 'the report as JSON on one line' },
  },
  examples: ['report sample-town', 'report sample-town --current --json'],
  async run(context) {
    const { values, positionals, out, language } = context
    const world = positionals[0]
    const which = values['current'] ? 'current' : 'candidate'
    const release = await ioOf(context, workspaceOf(context)).releases.find(world, which)
    if (!release)
      throw new Failure('not-found', `${world} has no ${which === 'current' ? 'current release' : 'candidate'}`, `make one with: kvarter build ${world}`)
    const quality = await qualityOf(release)
    const page = join(release.folder, REPORT_FOLDER, `quality.${language}.html`)
    out.write(values['json'] ? `${JSON.stringify(quality)}\n` : `${summaryText(quality, language)}\n${MORE[language]}: ${page}\n`)
    return 0
  },
}

async function qualityOf({ id, folder }: Release): Promise<Quality> {
  try {
    return readQuality(await readFile(join(folder, REPORT_FOLDER, REPORT_DATA), 'utf8'))
  } catch (cause) {
    throw new Failure('not-found', `release ${id} has no report that can be read`, 'build the world again', { cause })
  }
}
