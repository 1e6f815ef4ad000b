import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Judgement } from '#pipeline/model/expectation.ts'
import { Failure } from '#pipeline/model/failure.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { CHANGES_FILE, changeSetText, type ComparedRelease, type Hides, makeChangeSet } from './change-set.ts'
import { countRegions } from './compare-regions.ts'
import { writeDifference } from './difference.ts'
import { type FactsInput, gatherFacts } from './facts.ts'
import { type Case, judge } from './judge.ts'
import type { PicturePaths } from './pictures.ts'
import { readRecords, writeJudgement, writeRecords } from './records.ts'

export interface Comparison {
  manifest: Manifest
  /** Folder of the release, where the change set is put. */
  folder: string
  /** Folder of its records, which are private. */
  records: string
  normalised: readonly NormalisedLayer[]
  problems: FactsInput['problems']
  fetches: FactsInput['fetches']
  expectations: Case['expectations']
  /** The current release, where there is one. */
  current?: { manifest: Manifest; records: string } | undefined
  pictures?: PicturePaths | undefined
  hides?: Hides | undefined
}

/** Compares a candidate with the current release and judges it: writes `changes.json` into the release, and its records, the judgement and the page of the difference beside it. */
export async function compareRelease({
  manifest,
  folder,
  records,
  normalised,
  current,
  expectations,
  pictures,
  hides,
  ...found
}: Comparison): Promise<Judgement> {
  const { release, made, sources } = manifest
  const own = await writeRecords(records, gatherFacts({ release, made, sources, normalised, ...found }), normalised)
  const after = { manifest, indexes: own.indexes }
  const known = current && (await compareWith(current, after, hides).catch(asUnreadable))
  const { before, changes } = known && known !== 'unreadable' ? known : { before: undefined, changes: await makeChangeSet(undefined, after, hides) }
  await writeFile(join(folder, CHANGES_FILE), changeSetText(changes))
  const regions = countRegions(current?.manifest, manifest)
  const judgement = judge({ expectations, before: known === 'unreadable' ? known : before?.facts, after: own.facts, regions })
  await writeDifference(records, { before, after: { manifest, facts: own.facts }, judgement, changes }, pictures)
  await writeJudgement(records, judgement)
  return judgement
}

async function compareWith({ manifest, records }: NonNullable<Comparison['current']>, after: ComparedRelease, hides: Hides | undefined) {
  const before = { manifest, ...(await readRecords(records)) }
  return { before, changes: await makeChangeSet(before, after, hides) }
}

/** Records that are lost or broken stop no run: they hold the candidate. */
function asUnreadable(error: unknown): 'unreadable' {
  if (error instanceof Failure && error.code === 'not-found') return 'unreadable'
  throw error
}
