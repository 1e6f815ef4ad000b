import type { LayerKind } from '#pipeline/model/kind.ts'
import { type Html, html } from './html.ts'
import { UNIT_TEXTS } from './measure-texts.ts'
import { facts, link, table, type Voice } from './parts.ts'
import type { Quality, QualityLayer, QualityMeasure } from './quality.ts'
import { fill, KIND_TEXTS, PICTURE_TEXTS } from './words.ts'

const kindText = (kind: string, { language }: Voice): string => KIND_TEXTS[kind as LayerKind]?.[language] ?? kind

/** A title, and under it the id that people at the publisher know it by. */
const named = (title: string, id: string): Html => html`${title}<br /><code>${id}</code>`

export function summary(quality: Quality, { language, words, number }: Voice): Html {
  const measures = [...quality.accuracy, ...quality.looks].filter(({ met, value }) => met !== undefined && value !== null)
  const missed = measures.filter(({ met }) => !met).length
  const { features } = quality.problems
  const total = (outcome: string) => number(features.filter(({ properties }) => properties.outcome === outcome).length)
  const changing = quality.layers.filter((layer) => layer.features?.stableIds === false).map(({ title }) => title[language])
  const problems =
    features.length === 0
      ? words.noProblems
      : fill(words.someProblems, { problems: number(features.length), dropped: total('dropped'), repaired: total('repaired'), ignored: total('ignored') })
  return html`<ul>
    ${measures.length > 0 && html`<li>${fill(missed > 0 ? words.notMet : words.allMet, { missed: number(missed), goals: number(measures.length) })}</li> `}
    <li>${problems}</li>
    <li>${coverageText(quality, { language, words, number })}</li>
    ${changing.length > 0 && html`<li>${fill(words.changingIds, { layers: changing.join('; ') })}</li> `}
  </ul> `
}

function coverageText({ coverage: { columns, covered } }: Quality, { words, number }: Voice): string {
  return fill(words.coverageText, { share: `${number(Math.floor((1000 * covered) / Math.max(1, columns)) / 10, 1)} %`, columns: number(columns) })
}

export function about(quality: Quality, voice: Voice): Html {
  const { words, language } = voice
  const { grid, publisher, municipality } = quality
  const { easting, northing } = grid.origin
  return facts([
    [words.municipality, `${municipality.name[language]} (${municipality.code})`],
    [words.publisher, link(publisher.url, publisher.name)],
    [
      words.grid,
      fill(words.gridText, { easting, northing, crs: grid.crs, scale: voice.number(grid.scale, 3), verticalScale: voice.number(grid.verticalScale, 3) }),
    ],
    [words.heights, fill(words.heightsText, { name: grid.heightDatum.name, crs: grid.heightDatum.crs, zeroY: grid.zeroY })],
    [words.coverage, coverageText(quality, voice)],
    [words.inputs, html`<code>${quality.worldInputs}</code>`],
  ])
}

export function layers({ layers: all, skipped }: Quality, voice: Voice): Html {
  const { words, language, number } = voice
  const count = (head: string, of: (layer: QualityLayer) => number | undefined) => ({
    head,
    isNumber: true,
    cell: (layer: QualityLayer) => (of(layer) === undefined ? '–' : number(of(layer)!)),
  })
  const left = table(
    'layers-skipped',
    words.skipped,
    [
      { head: words.layer, cell: ({ title, id }) => named(title[language], id) },
      { head: words.kind, cell: ({ kind }) => kindText(kind, voice) },
      { head: words.reason, cell: ({ reason }) => words[reason] },
    ],
    skipped,
  )
  return html`${table(
    'layers-used',
    words.layersCaption,
    [
      { head: words.layer, cell: ({ title, id }) => named(title[language], id) },
      {
        head: words.kind,
        cell: ({ kind, raster }) =>
          html`${kindText(kind, voice)}${raster && html`<br /><span class="muted">${fill(words.rasterText, { width: number(raster.width), height: number(raster.height), cellM: number(raster.cellM, 2) })}</span>`}`,
      },
      count(words.read, ({ features }) => features?.read),
      count(words.inArea, ({ features }) => features?.inArea),
      count(words.used, ({ features }) => features?.used),
      count(words.drawn, ({ features }) => features?.drawn),
      count(words.repaired, ({ repaired }) => repaired),
      count(words.dropped, ({ dropped }) => dropped),
      count(words.ignored, ({ ignored }) => ignored),
      { head: words.ids, cell: ({ features }) => (features ? (features.stableIds ? words.stable : html`<span class="bad">${words.unstable}</span>`) : '–') },
    ],
    all,
  )}${skipped.length > 0 && left}`
}

export function measureTable(id: string, caption: string, found: readonly QualityMeasure[], voice: Voice): Html {
  const { words, language, number } = voice
  return table(
    id,
    caption,
    [
      { head: words.measure, cell: ({ label, of }) => html`${label[language]}${of !== undefined && html` <code>${of}</code>`}` },
      {
        head: words.value,
        isNumber: true,
        cell: (measure) => (measure.value === null ? html`<span class="muted">${words.nothing}</span>` : figure(measure.value, measure, voice)),
      },
      { head: words.goal, isNumber: true, cell: (measure) => goalText(measure, voice) },
      {
        head: words.met,
        cell: ({ met, value }) =>
          met === undefined || value === null ? '–' : met ? html`<span class="good">${words.yes}</span>` : html`<span class="bad">${words.no}</span>`,
      },
      { head: words.measured, isNumber: true, cell: ({ n }) => (n === undefined ? '–' : number(n)) },
      { head: words.worst, cell: ({ worst }) => (worst ? `E ${plain(worst.easting)} N ${plain(worst.northing)} (x ${worst.x} z ${worst.z})` : '–') },
    ],
    found,
  )
}

/** Coordinates are copied into other programs: no spaces, a point. */
export const plain = (metres: number): string => String(Math.round(metres * 10) / 10)

function figure(value: number, { unit }: QualityMeasure, { language, number }: Voice): string {
  return `${number(unit === 'share' ? 100 * value : value, 3)}\u00a0${UNIT_TEXTS[unit]?.[language] ?? unit}`
}

function goalText(measure: QualityMeasure, voice: Voice): string {
  const { min, max } = measure.goal ?? {}
  const { words, number } = voice
  if (min !== undefined && max !== undefined) return fill(words.between, { min: number(min, 3), max: figure(max, measure, voice) })
  if (max !== undefined) return fill(words.atMost, { max: figure(max, measure, voice) })
  return min === undefined ? '–' : fill(words.atLeast, { min: figure(min, measure, voice) })
}

export function pictures({ pictures: names }: Quality, { language }: Voice): Html {
  const known = Object.entries(PICTURE_TEXTS).filter(([name]) => names.includes(name))
  return html`<div class="gallery">
    ${known.map(
      ([name, text]) =>
        html`<figure>
          <img src="../pictures/${name}" alt="${text[language]}" />
          <figcaption>${text[language]}</figcaption>
        </figure> `,
    )}
  </div> `
}

export function sources({ sources: all }: Quality, { words, language }: Voice): Html {
  return table(
    'sources-all',
    words.sourcesCaption,
    [
      { head: words.layer, cell: ({ title, layer }) => named(title[language], layer) },
      { head: words.licence, cell: ({ licence }) => link(licence.url, licence.name) },
      {
        head: words.attribution,
        cell: ({ attribution, permit }) =>
          html`${attribution ?? '–'}${permit !== undefined && html`<br /><span class="muted">${words.permit}: ${permit}</span>`}`,
      },
      { head: words.date, cell: ({ date }) => date ?? words.undated },
      { head: words.digest, cell: ({ digest }) => html`<code title="${digest}">${digest.slice(0, 12)}…</code>` },
    ],
    all,
  )
}
