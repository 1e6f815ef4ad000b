import type { Bilingual } from '#pipeline/model/dataset.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'

/** What a world says of itself, as data: no time of making and no release, so that equal inputs give equal worlds. */
export function worldFacts(manifest: Pick<Manifest, 'world' | 'title' | 'municipality' | 'publisher' | 'worldInputs' | 'grid' | 'area' | 'sources'>): string {
  const { world, title, municipality, publisher, worldInputs, grid, area, sources } = manifest
  return `${JSON.stringify({ kvarter: 1, world, title, municipality, publisher, worldInputs, grid, area, sources }, null, 2)}\n`
}

const WORDS = {
  sv: {
    from: 'Utgivare',
    grid: 'Rutnät',
    level: 'Höjdsystem',
    sources: 'Källor, licenser och datum',
    undated: 'datum okänt',
    zero: 'block 0, 0 är',
    up: 'höjd 0 är y',
    note: 'Världen är gjord av öppna geodata. Den är ingen karta att lita på vid beslut.',
  },
  en: {
    from: 'Publisher',
    grid: 'Grid',
    level: 'Height system',
    sources: 'Sources, licences and dates',
    undated: 'date unknown',
    zero: 'block 0, 0 is',
    up: 'height 0 is y',
    note: 'The world is made from open geodata. It is no map to base decisions on.',
  },
} as const

/** The same for people: licences, attribution, sources and grid in one language after the other. */
export function worldNotice(manifest: Pick<Manifest, 'title' | 'publisher' | 'grid' | 'sources'>): string {
  return (['sv', 'en'] as const).map((language) => noticeIn(language, manifest)).join('\n')
}

function noticeIn(language: keyof Bilingual, { title, publisher, grid, sources }: Parameters<typeof worldNotice>[0]): string {
  const words = WORDS[language]
  const { easting, northing } = grid.origin
  return [
    title[language],
    words.note,
    `${words.from}: ${publisher.name}${publisher.url ? ` (${publisher.url})` : ''}`,
    `${words.grid}: ${grid.crs}, ${words.zero} E ${easting} N ${northing}; ${grid.scale} × ${grid.verticalScale}`,
    `${words.level}: ${grid.heightDatum.name} (${grid.heightDatum.crs}), ${words.up} ${grid.zeroY}`,
    `${words.sources}:`,
    ...sources.map(
      ({ title: name, attribution, licence, date }) =>
        `- ${name[language]}: ${[attribution, `${licence.name} (${licence.url})`, date ?? words.undated].filter(Boolean).join(', ')}`,
    ),
    '',
  ].join('\n')
}
