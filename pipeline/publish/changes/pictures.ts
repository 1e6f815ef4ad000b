import { readFile, stat } from 'node:fs/promises'
import { type Html, html } from '../report/html.ts'
import { fill } from '../report/words.ts'
import type { DifferenceVoice } from './sections.ts'

/** Pictures are part of the page, as `data:` addresses, so that it is whole wherever it is kept; larger ones are left out and said. */
const MOST_BYTES = 12_000_000

/** Paths of PNG files. */
export interface PicturePaths {
  before?: string | undefined
  after?: string | undefined
  /** Made of both by `pictureDifference`. */
  change?: string | undefined
}

export interface Picture {
  bytes: number
  /** Absent where it is too large. */
  address?: string
}
export type Pictures = Partial<Record<keyof PicturePaths, Picture>>

/** Reads those pictures that are there. */
export async function readPictures(paths: PicturePaths): Promise<Pictures> {
  const pictures: Pictures = {}
  for (const name of ['before', 'after', 'change'] as const) {
    const path = paths[name]
    const size = path === undefined ? undefined : (await stat(path).catch(() => undefined))?.size
    if (path === undefined || size === undefined) continue
    pictures[name] = { bytes: size, ...(size <= MOST_BYTES ? { address: `data:image/png;base64,${await readFile(path, 'base64')}` } : {}) }
  }
  return pictures
}

const TEXTS = { before: 'pictureBefore', after: 'pictureAfter', change: 'pictureChange' } as const

/** The pictures side by side; the one of what differs only where it was made. */
export function pictures(found: Pictures, { words, number }: DifferenceVoice): Html {
  const figure = (name: keyof Pictures): Html => {
    const picture = found[name]
    const text = words[TEXTS[name]]
    const missing = picture ? fill(words.tooLarge, { megabytes: number(picture.bytes / 1e6, 1) }) : words.noPicture
    return html`<figure>
      ${picture?.address === undefined ? html`<p>${missing}</p>` : html`<img src="${picture.address}" alt="${text}" />`}
      <figcaption>${text}</figcaption>
    </figure> `
  }
  return html`<div class="gallery">${figure('before')}${figure('after')}${found.change && figure('change')}</div> `
}
