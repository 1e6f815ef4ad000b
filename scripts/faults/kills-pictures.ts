/** The pictures of a world, thumbnail size: stands in for pipeline/verify/picture/pictures.ts, whose twenty seconds tell nothing of kills and full disks. */
import { drawMap } from '#pipeline/verify/picture/map.ts'
import { drawOblique } from '#pipeline/verify/picture/oblique.ts'
import { encodePng } from '#pipeline/verify/picture/png.ts'
import type { PICTURES as Pictures } from '#pipeline/verify/picture/pictures.ts'
import { drawStreet, viewFromSpawn } from '#pipeline/verify/picture/street.ts'
import type { WorldReader } from '#pipeline/verify/read/world.ts'

const small = (world: WorldReader) => drawStreet(world, { ...viewFromSpawn(world), width: 64, height: 36, samples: 1, distance: 64 })

export const PICTURES: typeof Pictures = {
  'map.png': (world) => encodePng(drawMap(world)),
  'oblique-se.png': (world) => encodePng(drawOblique(world, { from: 'south-east', width: 64, samples: 1 })),
  'oblique-nw.png': (world) => encodePng(drawOblique(world, { from: 'north-west', width: 64, samples: 1 })),
  'street.png': (world) => encodePng(small(world)),
}

export const drawIcon = (world: WorldReader): Promise<Buffer> => encodePng(small(world))
