/** A worker that draws pictures of a written world. */
import { writeFile } from 'node:fs/promises'
import { work } from './jobs/work.ts'
import type { PictureName } from './verify/picture/names.ts'
import { drawIcon, PICTURES } from './verify/picture/pictures.ts'
import { openWorld } from './verify/read/world.ts'

export interface PictureTask {
  /** Folder of the world. */
  world: string
  picture: PictureName | 'icon'
  out: string
}

/** Compressed region files kept in memory while a picture is drawn. */
const CACHE_BYTES = 32 << 20

work<undefined, PictureTask, string>(() => async ({ world, picture, out }) => {
  const draw = picture === 'icon' ? drawIcon : PICTURES[picture]
  await writeFile(out, await draw(openWorld(world, { cacheBytes: CACHE_BYTES })))
  return picture
})
