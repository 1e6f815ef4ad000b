import type { Bilingual } from '#pipeline/model/dataset.ts'
import type { Expectation, Reason } from '#pipeline/model/expectation.ts'
import { fill } from '../report/words.ts'

/** Why a candidate is held, for people; `unknown` where what was expected cannot be told at all. */
export const REASON_TEXTS: Readonly<Record<Expectation, { text: Bilingual; unknown?: Bilingual }>> = {
  'least-features': {
    text: { sv: 'Källan har {found} objekt; minst {allowed} väntades.', en: 'The source has {found} features; at least {allowed} were expected.' },
    unknown: {
      sv: 'Minst {allowed} objekt väntades, men lagret har inga objekt att räkna.',
      en: 'At least {allowed} features were expected, but the layer has none to count.',
    },
  },
  'greatest-change': {
    text: {
      sv: 'Antalet objekt i källan ändrades med {found} % mot gällande utgåva; högst {allowed} % väntades.',
      en: 'The number of features in the source changed by {found} % from the current release; at most {allowed} % was expected.',
    },
    unknown: {
      sv: 'Gällande utgåvas källa hade inga objekt, nu har den det; högst {allowed} % ändring väntades.',
      en: 'The source had no features in the current release and has some now; a change of at most {allowed} % was expected.',
    },
  },
  'required-columns': {
    text: { sv: 'Källan saknar kolumner som ska finnas: {found}.', en: 'The source lacks columns that must be there: {found}.' },
    unknown: { sv: 'Källans kolumner är okända; dessa ska finnas: {allowed}.', en: 'The source’s columns are unknown; these must be there: {allowed}.' },
  },
  'greatest-age': {
    text: {
      sv: 'Dygn sedan källan senast hämtades hel: {found}; högst {allowed} väntades.',
      en: 'Days since the source was last fetched whole: {found}; at most {allowed} were expected.',
    },
    unknown: {
      sv: 'Det är okänt när källan senast hämtades; högst {allowed} dygn sedan väntades.',
      en: 'It is not known when the source was last fetched; at most {allowed} days ago was expected.',
    },
  },
  'greatest-dropped': {
    text: {
      sv: '{found} % av objekten är utelämnade; högst {allowed} % väntades.',
      en: '{found} % of the features were left out; at most {allowed} % was expected.',
    },
    unknown: {
      sv: 'Högst {allowed} % utelämnade objekt väntades, men lagret har inga objekt att räkna.',
      en: 'At most {allowed} % of the features left out was expected, but the layer has none to count.',
    },
  },
  'changed-regions': {
    text: {
      sv: '{found} % av världens regioner skiljer sig från gällande utgåva; högst {allowed} % väntades.',
      en: '{found} % of the world’s regions differ from the current release; at most {allowed} % was expected.',
    },
  },
  'layer-emptied': {
    text: {
      sv: 'Lagret har inga objekt i området; i gällande utgåva har det {allowed}.',
      en: 'The layer has no features in the area; in the current release it has {allowed}.',
    },
  },
  'layer-gone': {
    text: { sv: 'Lagret är inte med; i gällande utgåva är det det.', en: 'The layer is not included; in the current release it is.' },
  },
  'licence-changed': {
    text: { sv: 'Licensen är {found}; i gällande utgåva är den {allowed}.', en: 'The licence is {found}; in the current release it is {allowed}.' },
  },
  'licence-removed': {
    text: { sv: 'Lagret har ingen licens; i gällande utgåva har det {allowed}.', en: 'The layer has no licence; in the current release it has {allowed}.' },
  },
  'not-comparable': {
    text: {
      sv: 'Uppgifterna om gällande utgåva går inte att läsa, så kandidaten kan inte jämföras med den.',
      en: 'The records of the current release cannot be read, so that the candidate cannot be compared with it.',
    },
  },
}

const LOCALES = { sv: 'sv-SE', en: 'en-GB' } as const

/** A reason with its words in both languages. */
export function reason({ expectation, allowed, found, ...rest }: Omit<Reason, 'text'>): Reason {
  const { text, unknown } = REASON_TEXTS[expectation]
  const words = found === null ? (unknown ?? text) : text
  const say = (language: keyof Bilingual) => fill(words[language], { allowed: written(allowed, language), found: written(found, language) })
  return { ...rest, expectation, allowed, found, text: { sv: say('sv'), en: say('en') } }
}

function written(value: Reason['found'], language: keyof Bilingual): string {
  if (typeof value === 'number') return value.toLocaleString(LOCALES[language], { maximumFractionDigits: 2 })
  return Array.isArray(value) ? value.join(', ') : (value ?? '–')
}
