import type { HoldReason } from '#pipeline/model/release-state.ts'
import { PERSONAL_PATTERNS, type PersonalPattern } from '#pipeline/model/protect.ts'
import { isDayFirst, matchesIn } from './patterns.ts'

/** A text that would be published, and where. */
export interface PublishedText {
  layer: string
  /** Name of the attribute, or of the field of a definition. */
  attribute: string
  text: string
  /** Patterns that the definition says may stand here. */
  mayHold?: readonly PersonalPattern[] | undefined
}

/** Personal data that would be published: where, of which form and how often; never what. */
export interface PersonalDataFound {
  layer: string
  attribute: string
  pattern: PersonalPattern
  count: number
}

/** Fewer values than this say nothing of chance: every one counts. */
const ENOUGH = 50
/** Where more of the values that begin with a day have the right check digit than chance gives (one in ten), they are no ids. */
const CHECKED_SHARE = 0.3
/** Of ids drawn at random one in 270 looks like a personnummer. */
const CHANCE_SHARE = 0.02

/** What is counted of one attribute. */
interface Column {
  layer: string
  attribute: string
  counts: Map<PersonalPattern, number>
  /** Values that are ten or twelve digits and nothing else, those of them that begin with a day, and those that match. */
  digits: number
  dayFirst: number
  bare: Map<PersonalPattern, number>
}

/** Looks through texts one by one; memory grows with the number of attributes only. */
export async function findPersonalData(texts: AsyncIterable<PublishedText> | Iterable<PublishedText>): Promise<PersonalDataFound[]> {
  const columns = new Map<string, Column>()
  for await (const text of texts) look(text, columns)
  return [...columns.values()].flatMap(foundIn).sort(byPlace)
}

function look({ layer, attribute, text, mayHold = [] }: PublishedText, columns: Map<string, Column>): void {
  const key = `${layer}\0${attribute}`
  let column = columns.get(key)
  if (!column) columns.set(key, (column = { layer, attribute, counts: new Map(), digits: 0, dayFirst: 0, bare: new Map() }))
  const isDigits = (text.length === 10 || text.length === 12) && /^\d+$/.test(text)
  if (isDigits) column.digits++
  if (isDigits && isDayFirst(text)) column.dayFirst++
  for (const pattern of new Set(matchesIn(text).map((match) => match.pattern))) {
    if (mayHold.includes(pattern)) continue
    const counts = isDigits ? column.bare : column.counts
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  }
}

function foundIn({ layer, attribute, counts, digits, dayFirst, bare }: Column): PersonalDataFound[] {
  return PERSONAL_PATTERNS.flatMap((pattern) => {
    const alone = bare.get(pattern) ?? 0
    const byChance = pattern === 'telephone' ? CHANCE_SHARE * digits : Math.max(CHANCE_SHARE * digits, CHECKED_SHARE * dayFirst)
    const count = (counts.get(pattern) ?? 0) + (digits >= ENOUGH && alone <= byChance ? 0 : alone)
    return count > 0 ? [{ layer, attribute, pattern, count }] : []
  })
}

const byPlace = (a: PersonalDataFound, b: PersonalDataFound): number =>
  a.layer < b.layer ? -1 : a.layer > b.layer ? 1 : a.attribute < b.attribute ? -1 : a.attribute > b.attribute ? 1 : 0

/** Why a release with personal data is held; what was found is not told. */
export const personalReason = ({ layer, attribute, pattern, count }: PersonalDataFound): HoldReason => ({
  code: 'personal-data',
  layer,
  text: {
    sv: `personuppgifter (${pattern}) i ${attribute}, ${count} gånger`,
    en: `personal data (${pattern}) in ${attribute}, ${count} times`,
  },
})
