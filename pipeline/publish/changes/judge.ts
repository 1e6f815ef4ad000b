import type { Facts, Judgement, LayerExpectation, LayerFacts, Reason, WorldExpectation } from '#pipeline/model/expectation.ts'
import { reason } from './reason-texts.ts'

export interface Case {
  expectations: {
    layers: Readonly<Record<string, LayerExpectation | undefined>>
    world?: WorldExpectation | undefined
  }
  /** Of the current release, where there is one. */
  before?: Facts | 'unreadable' | undefined
  after: Facts
  /** Regions of both releases together, and those that differ. */
  regions?: { touched: number; total: number } | undefined
}

const DAY_MS = 86_400_000

/** Says whether a candidate is held, and why. Without a release before it, only what needs none is judged. */
export function judge({ expectations, before: current, after, regions }: Case): Judgement {
  const reasons: Reason[] = []
  const before = current === 'unreadable' ? undefined : current
  if (current === 'unreadable') reasons.push(reason({ expectation: 'not-comparable', allowed: null, found: null }))
  for (const layer of [...new Set([...Object.keys(before?.layers ?? {}), ...Object.keys(after.layers)])].sort()) {
    const [was, is] = [ofLayer(before?.layers, layer), ofLayer(after.layers, layer)]
    const expected = ofLayer(expectations.layers, layer) ?? {}
    if (is) reasons.push(...judgeAlone(layer, expected, is, after.made))
    if (was) reasons.push(...judgeAgainst(layer, expected, was, is))
  }
  const most = expectations.world?.greatestChangedRegionsPercent
  if (before && regions && most !== undefined && 100 * regions.touched > most * regions.total)
    reasons.push(reason({ expectation: 'changed-regions', allowed: most, found: percent(regions.touched, regions.total) }))
  return { held: reasons.length > 0, reasons }
}

/** A layer may have any name, those of Object's own parts too. */
const ofLayer = <T>(record: Readonly<Record<string, T>> | undefined, layer: string): T | undefined =>
  record && Object.hasOwn(record, layer) ? record[layer] : undefined

function judgeAlone(layer: string, expected: LayerExpectation, is: LayerFacts, made: string): Reason[] {
  const reasons: Reason[] = []
  const { leastFeatures, requiredColumns, greatestAgeDays, greatestDroppedPercent } = expected
  if (leastFeatures !== undefined && !((is.featuresIn ?? Number.NaN) >= leastFeatures))
    reasons.push(reason({ layer, expectation: 'least-features', allowed: leastFeatures, found: is.featuresIn ?? null }))
  if (requiredColumns) {
    const missing = is.columns ? requiredColumns.filter((column) => !is.columns!.includes(column)) : null
    if (missing === null || missing.length > 0) reasons.push(reason({ layer, expectation: 'required-columns', allowed: requiredColumns, found: missing }))
  }
  if (greatestAgeDays !== undefined) {
    const days = is.fetched === undefined ? null : (Date.parse(made) - Date.parse(is.fetched)) / DAY_MS
    if (days === null || !(days <= greatestAgeDays))
      reasons.push(reason({ layer, expectation: 'greatest-age', allowed: greatestAgeDays, found: days === null ? null : upTo(days, 10) }))
  }
  if (greatestDroppedPercent !== undefined) {
    const share = droppedPercent(is)
    if (share === undefined || share > greatestDroppedPercent)
      reasons.push(reason({ layer, expectation: 'greatest-dropped', allowed: greatestDroppedPercent, found: share === undefined ? null : upTo(share, 100) }))
  }
  return reasons
}

function judgeAgainst(layer: string, { greatestChangePercent }: LayerExpectation, was: LayerFacts, is: LayerFacts | undefined): Reason[] {
  if (!is) return [reason({ layer, expectation: 'layer-gone', allowed: was.used ?? null, found: null })]
  const reasons: Reason[] = []
  const isEmptied = (was.used ?? 0) > 0 && (is.used ?? 0) === 0
  if (isEmptied) reasons.push(reason({ layer, expectation: 'layer-emptied', allowed: was.used!, found: 0 }))
  const [old, now] = [was.featuresIn ?? 0, is.featuresIn ?? 0]
  if (greatestChangePercent !== undefined && old !== now && 100 * Math.abs(now - old) > greatestChangePercent * old)
    reasons.push(reason({ layer, expectation: 'greatest-change', allowed: greatestChangePercent, found: old === 0 ? null : percent(Math.abs(now - old), old) }))
  if (was.licence !== undefined && was.licence !== is.licence) {
    const expectation = is.licence === undefined ? 'licence-removed' : 'licence-changed'
    reasons.push(reason({ layer, expectation, allowed: was.licence, found: is.licence ?? null }))
  }
  return reasons
}

/** The greater of two shares: of what was read, and of what was to be drawn. */
function droppedPercent({ featuresIn, used = 0, dropped = 0, undrawn = 0 }: LayerFacts): number | undefined {
  if (featuresIn === undefined) return undefined
  return Math.max((100 * dropped) / Math.max(1, featuresIn), (100 * undrawn) / Math.max(1, used))
}

const percent = (part: number, whole: number): number => upTo((100 * part) / Math.max(1, whole), 100)

/** Rounded up, so that what is too much never reads as what is allowed. */
const upTo = (value: number, steps: number): number => Math.ceil(Math.round(value * steps * 1e6) / 1e6) / steps
