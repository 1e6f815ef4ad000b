import type { WorldReader } from '../read/world.ts'
import type { PictureName } from './names.ts'
import { drawMap } from './map.ts'
import { drawOblique } from './oblique.ts'
import { encodePng, squareIcon } from './png.ts'
import { drawStreet, viewFromSpawn } from './street.ts'

/** Draws each of a world's pictures, as PNG. */
export const PICTURES: Readonly<Record<PictureName, (world: WorldReader) => Promise<Buffer>>> = {
  'map.png': (world) => encodePng(drawMap(world)),
  'oblique-se.png': (world) => encodePng(drawOblique(world, { from: 'south-east' })),
  'oblique-nw.png': (world) => encodePng(drawOblique(world, { from: 'north-west' })),
  'street.png': (world) => encodePng(drawStreet(world, viewFromSpawn(world))),
}

/** The picture a world is chosen by, 64 × 64. */
export async function drawIcon(world: WorldReader): Promise<Buffer> {
  const street = drawStreet(world, { ...viewFromSpawn(world), width: 256, height: 256, fieldOfView: 60 })
  return encodePng(await squareIcon(street))
}
