/** A worker thread that draws pictures of a written world. */
import { writeFile } from 'node:fs/promises'
import { work } from './jobs/work.ts'
import { drawIcon, PICTURES } from './verify/picture/pictures.ts'
import { openWorld } from './verify/read/world.ts'

export interface PictureTask {
  /** Folder of the world. */
  world: string
  /** A name of PICTURES, or `icon`. */
  picture: string
  out: string
}

/** Compressed region files kept in memory while a picture is drawn. */
const CACHE_BYTES = 32 << 20

work<PictureTask, string>(async ({ world, picture, out }) => {
  const draw = PICTURES[picture] ?? drawIcon
  await writeFile(out, await draw(openWorld(world, { cacheBytes: CACHE_BYTES })))
  return picture
})
