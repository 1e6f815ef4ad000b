import type { BlockBox } from '#pipeline/model/grid.ts'
import type { Kept } from '../kept.ts'
import { openDigests } from '../read/chunk-digests.ts'
import { NO_TOP } from '../read/column.ts'
import type { WorldReader } from '../read/world.ts'
import { changedChunks, type DrawnFrom } from './changed-chunks.ts'
import { extentOf } from './extent.ts'
import { type Image, newImage } from './image.ts'
import { openMap } from './map.ts'
import type { PictureName } from './names.ts'
import { aimOblique, drawParts, drawWhole, middleOf, pixelsOf as obliquePixels } from './oblique.ts'
import { decodePng, encodePng, squareIcon } from './png.ts'
import type { PixelBox } from './reach.ts'
import { layInto, levelRelief, newRelief } from './relief.ts'
import { openStreet, pixelsOf as streetPixels, streetBox, type StreetView, viewFromSpawn } from './street.ts'
import { openSurveyor, PICTURE_VERSION } from './survey.ts'

export type DrawnPicture = PictureName | 'icon'
type ObliqueName = Extract<PictureName, `oblique-${string}`>

/** A picture as it was drawn before, and from what. */
interface KeptPicture {
  png: Uint8Array
  from: DrawnFrom
}

/** A picture of before that can be mended: its pixels, and those of them that may have changed. */
interface Mend {
  image: Image
  parts: PixelBox[]
}

/** For pictures other than a release has: their width in pixels, and rays across and down each pixel. */
export interface PictureSize {
  width?: number
  samples?: number
}

/** Of so much of a picture and more, all is drawn anew. */
const MOST_MENDED = 0.6

/**
 * Draws a world's pictures as PNG; the world is surveyed once for all of them. What is kept of an earlier world serves again: chunks that
 * did not change are not surveyed, and of a picture only the pixels that changed chunks can reach are drawn.
 */
export function openPictures(world: WorldReader, kept?: Kept, size: PictureSize = {}): (picture: DrawnPicture) => Promise<Uint8Array> {
  const { width, samples } = size
  const spawn = { ...viewFromSpawn(world), ...(width && { width, height: Math.round((width * 9) / 16) }), ...(samples && { samples }) }
  const views: Record<'street.png' | 'icon', StreetView> = { 'street.png': spawn, icon: { ...spawn, width: 256, height: 256, fieldOfView: 60 } }
  const ground = surveyAll(world, spawn, kept)
  const { high } = ground
  const obliques = {
    'oblique-se.png': aimOblique('south-east', ground.relief, { ...size, high }),
    'oblique-nw.png': aimOblique('north-west', ground.relief, { ...size, high }),
  }
  const drawn = new Map<DrawnPicture, Image>()
  let street: ReturnType<typeof openStreet> | undefined

  const cameraOf = (picture: DrawnPicture): unknown => {
    if (picture === 'map.png') return ground.box
    if (picture === 'street.png' || picture === 'icon') return { ...views[picture], high }
    const { relief, ...oblique } = obliques[picture]
    return { ...oblique, lowest: relief.lowest }
  }
  const before = (picture: DrawnPicture) => kept?.read(picture, fromOf(picture)) as KeptPicture | undefined
  const fromOf = (picture: DrawnPicture) => ({ version: PICTURE_VERSION, camera: cameraOf(picture) })
  const partsOf = (picture: DrawnPicture, changed: readonly (BlockBox & { high: number })[]): PixelBox[] => {
    if (picture === 'map.png') return []
    return changed.map((chunk) =>
      picture === 'street.png' || picture === 'icon' ? streetPixels(views[picture], chunk) : obliquePixels(obliques[picture], chunk),
    )
  }
  const mendOf = async (picture: DrawnPicture, old: KeptPicture | undefined): Promise<Mend | undefined> => {
    if (!old) return undefined
    const parts = partsOf(picture, changedChunks(old.from, ground.from))
    const image = await decodePng(old.png)
    return shareOf(parts, image) > MOST_MENDED ? undefined : { image, parts }
  }

  const drawOblique = async (picture: ObliqueName, mend: Mend | undefined): Promise<Image> => {
    const oblique = obliques[picture]
    if (mend) {
      drawParts(world, { oblique, image: mend.image }, mend.parts)
      return mend.image
    }
    // Both at once, where both are to be drawn whole: they show the same chunks.
    const other: ObliqueName = picture === 'oblique-se.png' ? 'oblique-nw.png' : 'oblique-se.png'
    const names = (await mendOf(other, before(other))) ? [picture] : [picture, other]
    for (const name of names) drawn.set(name, newImage(obliques[name].width, obliques[name].height))
    drawWhole(
      world,
      names.map((name) => ({ oblique: obliques[name], image: drawn.get(name)! })),
    )
    return drawn.get(picture)!
  }

  const drawOne = (picture: DrawnPicture, mend: Mend | undefined): Image | Promise<Image> => {
    if (picture === 'map.png') return ground.map
    if (picture !== 'street.png' && picture !== 'icon') return drawn.get(picture) ?? drawOblique(picture, mend)
    if (mend?.parts.every(isEmpty)) return mend.image
    street ??= openStreet(world, spawn, { relief: ground.streetRelief, high })
    return street(views[picture], mend)
  }

  return async (picture) => {
    const old = before(picture)
    const isSame = old !== undefined && changedChunks(old.from, ground.from).length === 0
    let png = old?.png
    if (!isSame) png = await encodePng(await drawOne(picture, await mendOf(picture, old)))
    drawn.delete(picture)
    if (!isSame) kept?.write(picture, fromOf(picture), { png: png!, from: ground.from } satisfies KeptPicture)
    return picture === 'icon' ? encodePng(await squareIcon(await decodePng(png!))) : png!
  }
}

/** One pass over the world for what all its pictures need. */
function surveyAll(world: WorldReader, spawn: StreetView, kept: Kept | undefined) {
  const box = extentOf(world)
  const digests = openDigests(world)
  const survey = openSurveyor(world, digests, kept)
  const map = openMap(box)
  const [relief, streetRelief] = [newRelief(middleOf(box)), newRelief(streetBox(spawn))]
  const from: DrawnFrom = new Map()
  let high = NO_TOP
  for (const region of world.regions()) {
    const found = survey(region)
    map.take(region, found)
    layInto(relief, region, found.relief)
    layInto(streetRelief, region, found.relief)
    high = found.highs.reduce((most, each) => Math.max(most, each), high)
    from.set(`${region.x} ${region.z}`, { region, digests: digests.region(region.x, region.z)!, highs: found.highs })
  }
  return { box, map: map.finish(), relief: levelRelief(relief), streetRelief: levelRelief(streetRelief), from, high }
}

const isEmpty = ({ left, right, top, bottom }: PixelBox): boolean => left >= right || top >= bottom

/** The share of a picture's pixels that lie in some of the parts. */
function shareOf(parts: readonly PixelBox[], { width, height }: Image): number {
  const isIn = new Uint8Array(width * height)
  for (const { left, right, top, bottom } of parts)
    for (let row = top; row < bottom; row++) isIn.fill(1, row * width + left, row * width + Math.max(left, right))
  return isIn.reduce((sum, one) => sum + one, 0) / isIn.length
}
