import { gatherQuality, type ReportInput } from './gather.ts'
import { page } from './page.ts'
import { type Quality, qualitySchema } from './quality.ts'

export type { AccuracyFigure, LookFigure, ReportInput } from './gather.ts'

/** Where a release keeps its report, and the file in it that programs read. */
export const REPORT_FOLDER = 'report'
export const REPORT_DATA = 'quality.json'

export type ReportFiles = Record<'quality.json' | 'quality.sv.html' | 'quality.en.html', string>

/** What was wrong in the data, how true the world is and how it looks: for programs, and for people in two languages. */
export function writeReport(input: ReportInput): ReportFiles {
  const quality = gatherQuality(input)
  return { 'quality.json': `${JSON.stringify(quality, null, 1)}\n`, 'quality.sv.html': page(quality, 'sv'), 'quality.en.html': page(quality, 'en') }
}

/** @throws when the text is no report of this version */
export const readQuality = (text: string): Quality => qualitySchema.parse(JSON.parse(text))
