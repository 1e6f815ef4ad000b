import { documentText } from './document.ts'
import type { Html } from './html.ts'
import { voiceOf } from './parts.ts'
import { problems } from './problems-section.ts'
import type { Quality } from './quality.ts'
import { about, layers, measureTable, pictures, sources, summary } from './sections.ts'
import type { Language } from './words.ts'

export const pageName = (language: Language): `quality.${Language}.html` => `quality.${language}.html`

/** The report as a page on its own: no script, nothing from elsewhere but the release's pictures. */
export function page(quality: Quality, language: Language): string {
  const voice = voiceOf(language)
  const { words } = voice
  const sections: [id: string, title: string, content: Html][] = [
    ['summary', words.summary, summary(quality, voice)],
    ['about', words.about, about(quality, voice)],
  ]
  if (quality.pictures.length > 0) sections.push(['pictures', words.pictures, pictures(quality, voice)])
  sections.push(['layers', words.layers, layers(quality, voice)], ['problems', words.problems, problems(quality, voice)])
  if (quality.accuracy.length > 0) sections.push(['accuracy', words.accuracy, measureTable('accuracy-all', words.accuracyCaption, quality.accuracy, voice)])
  if (quality.looks.length > 0) sections.push(['looks', words.looks, measureTable('looks-all', words.looksCaption, quality.looks, voice)])
  sections.push(['sources', words.sources, sources(quality, voice)])
  return documentText({
    ...{ language, sections, words, nameOf: pageName },
    title: `${words.report}: ${quality.title[language]}`,
    images: "'self' file:",
    data: { file: 'quality.json', label: words.json },
  })
}
