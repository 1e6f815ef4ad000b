import { CHANGES, type ChangeKind, type RegionChanges } from '#pipeline/model/change-set.ts'
import { REGION_SIZE, toBlocks, toMetres } from '#pipeline/model/grid.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { type Html, html } from '../report/html.ts'
import { table } from '../report/parts.ts'
import { plain } from '../report/sections.ts'
import { fill } from '../report/words.ts'
import type { DifferenceVoice } from './sections.ts'

/** Regions that the table lists. */
const LISTED = 500
/** Sides of a region on the page, in CSS pixels: labels stay readable, and a large map scrolls. */
const SIDE_PX = 72

export interface RegionMap {
  grid: Manifest['grid']
  /** Easting, northing in metres. */
  area: Manifest['area']
  /** All regions of both releases. */
  regions: readonly (readonly [x: number, z: number])[]
  /** Of all editions. */
  changes: readonly RegionChanges[]
}

const WORD = { added: 'isAdded', changed: 'isChanged', removed: 'isRemoved' } as const

/** The map of regions with those that differ, and the same as a table. */
export function regionMap(map: RegionMap, voice: DifferenceVoice): Html {
  const { words, number } = voice
  const found = changesByRegion(map.changes)
  const regions = map.regions.map(([x, z]) => ({ x, z, change: found.get(`${x},${z}`) }))
  const differing = regions.flatMap(({ change, ...region }) => (change ? [{ ...region, change }] : []))
  const count = (wanted: ChangeKind) => number(differing.filter(({ change }) => change === wanted).length)
  const text = fill(words.mapText, { total: number(regions.length), added: count('added'), changed: count('changed'), removed: count('removed') })
  const more = differing.length > LISTED ? fill(words.more, { shown: number(LISTED), count: number(differing.length) }) : ''
  const corner = ({ x, z }: { x: number; z: number }) => toMetres(map.grid, x * REGION_SIZE, z * REGION_SIZE)
  const listing = () =>
    table(
      'regions-all',
      fill(words.regionsCaption, { crs: map.grid.crs, more }),
      [
        { head: words.region, cell: ({ x, z }) => `${x}, ${z}` },
        { head: words.change, cell: ({ change }) => words[WORD[change]] },
        { head: words.easting, isNumber: true, cell: (region) => plain(corner(region).easting) },
        { head: words.northing, isNumber: true, cell: (region) => plain(corner(region).northing) },
      ],
      differing.slice(0, LISTED),
    )
  return html`${regions.length > 0 && drawing(map, regions, text, voice)}${differing.length > 0 ? listing() : html`<p>${words.noRegions}</p> `}`
}

/** What happened to each region; where editions differ, what is in more of the world: changed before added before removed. */
function changesByRegion(changes: readonly RegionChanges[]): Map<string, ChangeKind> {
  const found = new Map<string, ChangeKind>()
  for (const kind of ['removed', 'added', 'changed'] as const) for (const each of changes) for (const [x, z] of each[kind]) found.set(`${x},${z}`, kind)
  return found
}

function drawing(
  { grid, area }: RegionMap,
  regions: readonly { x: number; z: number; change: ChangeKind | undefined }[],
  text: string,
  { words }: DifferenceVoice,
): Html {
  const outline = area.map(([easting, northing]) => toBlocks(grid, easting, northing))
  const xs = [...regions.flatMap(({ x }) => [x * REGION_SIZE, (x + 1) * REGION_SIZE]), ...outline.map(({ x }) => x)]
  const zs = [...regions.flatMap(({ z }) => [z * REGION_SIZE, (z + 1) * REGION_SIZE]), ...outline.map(({ z }) => z)]
  const [left, top] = [least(xs) - 32, least(zs) - 32]
  const [width, height] = [-least(xs.map((x) => -x)) + 32 - left, -least(zs.map((z) => -z)) + 32 - top]
  const px = (blocks: number) => Math.round((blocks * SIDE_PX) / REGION_SIZE)
  const cells = regions.map(
    ({ x, z, change }) =>
      html`<rect class="cell ${change ?? 'same'}" x="${x * REGION_SIZE}" y="${z * REGION_SIZE}" width="${REGION_SIZE}" height="${REGION_SIZE}" />`,
  )
  const labels = regions.map(({ x, z }) => html`<text class="name" x="${(x + 0.5) * REGION_SIZE}" y="${(z + 0.5) * REGION_SIZE}">${x}, ${z}</text>`)
  const points = outline.map(({ x, z }) => `${Math.round(x)},${Math.round(z)}`).join(' ')
  return html`<section class="wide" aria-labelledby="map-title" tabindex="0">
      <svg
        class="map"
        role="img"
        aria-labelledby="map-title map-text"
        width="${px(width)}"
        height="${px(height)}"
        viewBox="${Math.floor(left)} ${Math.floor(top)} ${Math.ceil(width)} ${Math.ceil(height)}"
      >
        <title id="map-title">${words.mapTitle}</title>
        <desc id="map-text">${text}</desc>
        ${patterns()}${cells}
        <polygon class="outline" points="${points}" />
        ${labels}
      </svg>
    </section>
    <ul class="legend">
      ${CHANGES.map((kind) => html`<li>${swatch(html`<rect class="cell ${kind}" x="8" y="8" width="192" height="192" />`)} ${words[WORD[kind]]}</li> `)}
      <li>${swatch(html`<rect class="cell same" x="8" y="8" width="192" height="192" />`)} ${words.unchanged}</li>
      <li>${swatch(html`<path class="outline" d="M8 104H200" />`)} ${words.outline}</li>
    </ul>
    <p>${text}</p> `
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)

const swatch = (content: Html): Html => html`<svg class="swatch" aria-hidden="true" width="28" height="28" viewBox="0 0 208 208">${content}</svg>`

/** Told apart by form: stripes are changed, dots added, crosses removed. */
const patterns = (): Html =>
  html`<defs>
    <pattern id="p-changed" width="64" height="64" patternUnits="userSpaceOnUse"><path class="mark" d="M-16 16L16-16M0 64L64 0M48 80L80 48" /></pattern>
    <pattern id="p-added" width="64" height="64" patternUnits="userSpaceOnUse"><circle class="dot" cx="32" cy="32" r="13" /></pattern>
    <pattern id="p-removed" width="96" height="96" patternUnits="userSpaceOnUse"><path class="mark" d="M28 28L68 68M68 28L28 68" /></pattern>
  </defs> `

export const MAP_STYLES = `
thead .n { white-space: normal }
.map { display: block; max-width: none; margin: .5rem 0 }
.cell { stroke: var(--line); stroke-width: 6 }
.same { fill: none }
.changed { fill: url(#p-changed) }
.added { fill: url(#p-added) }
.removed { fill: url(#p-removed) }
.mark { fill: none; stroke: var(--link); stroke-width: 10 }
.dot { fill: var(--link) }
.outline { fill: none; stroke: var(--ink); stroke-width: 14; stroke-linejoin: round }
.name { fill: var(--ink); stroke: var(--paper); stroke-width: 40; stroke-linejoin: round; paint-order: stroke; font: 600 104px system-ui, sans-serif; text-anchor: middle; dominant-baseline: central }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; list-style: none }
.legend li { display: flex; align-items: center; gap: .4rem }
`
