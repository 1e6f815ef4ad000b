import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangeSet } from '#pipeline/model/change-set.ts'
import type { Judgement } from '#pipeline/model/expectation.ts'
import { documentText } from '../report/document.ts'
import type { Html } from '../report/html.ts'
import { voiceOf } from '../report/parts.ts'
import type { Language } from '../report/words.ts'
import { allRegions } from './compare-regions.ts'
import { type PicturePaths, type Pictures, pictures, readPictures } from './pictures.ts'
import { MAP_STYLES, regionMap } from './region-map.ts'
import { type DifferenceVoice, judgement, layers, problems, type Side, type Sides } from './sections.ts'
import { DIFFERENCE_WORDS } from './words.ts'

export interface Difference extends Sides {
  judgement: Judgement
  changes: ChangeSet
}

export const differencePage = (language: Language): `difference.${Language}.html` => `difference.${language}.html`

/** Writes what differs between a candidate and the current release, for people, in both languages. Each page is whole by itself. */
export async function writeDifference(folder: string, difference: Difference, paths: PicturePaths = {}): Promise<void> {
  const found = await readPictures(paths)
  for (const language of ['sv', 'en'] as const) await writeFile(join(folder, differencePage(language)), differenceText(difference, found, language))
}

/** The page in one language: no script, nothing from elsewhere. */
export function differenceText(difference: Difference, found: Pictures, language: Language): string {
  const { before, after, changes } = difference
  const voice: DifferenceVoice = { language, words: DIFFERENCE_WORDS[language], number: voiceOf(language).number }
  const { words } = voice
  const map = { grid: after.manifest.grid, area: after.manifest.area, regions: regionsOfBoth(before, after), changes: Object.values(changes.regions) }
  const sections: [id: string, title: string, content: Html][] = [
    ['judgement', words.judgement, judgement(difference.judgement, difference, voice)],
    ['layers', words.layers, layers(difference, changes, voice)],
    ['problems', words.problems, problems(difference, voice)],
    ['regions', words.regions, regionMap(map, voice)],
  ]
  if (found.before ?? found.after) sections.push(['pictures', words.pictures, pictures(found, voice)])
  return documentText({
    ...{ language, sections, words, nameOf: differencePage, styles: MAP_STYLES, images: 'data:' },
    title: `${words.difference}: ${after.manifest.title[language]}`,
  })
}

function regionsOfBoth(before: Side | undefined, after: Side): [x: number, z: number][] {
  const both = new Map([...allRegions(before?.manifest), ...allRegions(after.manifest)].map((region) => [region.join(), region]))
  return [...both.values()].sort(([ax, az], [bx, bz]) => az - bz || ax - bx)
}
