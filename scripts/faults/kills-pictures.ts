/** The pictures of a world, thumbnail size, under the same name: the time that large ones take tells nothing of kills and full disks. */
import { openPictures as openLarge } from '#pipeline/verify/picture/pictures.ts'

export const openPictures: typeof openLarge = (world, kept) => openLarge(world, kept, { width: 64, samples: 1 })
