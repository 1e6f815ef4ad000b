import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import type { Image } from './image.ts'

const open = ({ width, height, data }: Image) => sharp(data, { raw: { width, height, channels: 3 } })

/** The same picture gives the same bytes under one version of sharp. */
export const encodePng = (image: Image): Promise<Buffer> => open(image).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer()

export const writePng = async (path: string, image: Image): Promise<void> => writeFileSync(path, await encodePng(image))

/** Reads a PNG's pixels; transparency is lost. */
export async function decodePng(bytes: Uint8Array): Promise<Image> {
  const { data, info } = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

/** Cuts a square of `side` pixels from the middle and shrinks it, as for a world's icon of 64 × 64. */
export async function squareIcon(image: Image, { side = Math.min(image.width, image.height), size = 64 } = {}): Promise<Image> {
  const left = (image.width - side) >> 1
  const top = (image.height - side) >> 1
  const data = await open(image).extract({ left, top, width: side, height: side }).resize(size, size).raw().toBuffer()
  return { width: size, height: size, data }
}
