/** What can be wrong with data, and what was done about it. Text for people is in `publish/report`. */
export const PROBLEM_CODES = {
  'null-geometry': 'dropped',
  'empty-geometry': 'dropped',
  'invalid-geometry': 'repaired',
  'unrepairable-geometry': 'dropped',
  'wrong-geometry-type': 'dropped',
  'curved-geometry': 'repaired',
  'outside-area': 'dropped',
  'duplicate-id': 'repaired',
  'duplicate-geometry': 'dropped',
  'missing-id': 'repaired',
  'bad-number': 'ignored',
  'unknown-value': 'ignored',
  'bad-text': 'repaired',
  'implausible-value': 'ignored',
  'too-small': 'dropped',
  'no-height': 'ignored',
  'overlaps-another': 'ignored',
  'nodata-inside': 'ignored',
  'above-limit': 'dropped',
  'hidden-by-another': 'ignored',
  'layer-empty': 'ignored',
  underground: 'dropped',
  'no-ground': 'dropped',
} as const

export type ProblemCode = keyof typeof PROBLEM_CODES

/** Something wrong in data: a value, counted and reported, never a reason to stop. */
export interface Problem {
  code: ProblemCode
  layer: string
  featureId?: string
  /** What was found, in plain English, with the value. */
  message: string
  /** Easting, northing in the grid's CRS, where one place can be named. */
  where?: [number, number]
}

/** Takes problems as they are met. */
export type ReportProblem = (problem: Problem) => void
