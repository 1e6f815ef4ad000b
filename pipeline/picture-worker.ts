/** A worker that draws pictures of a written world. */
import { writeFile } from 'node:fs/promises'
import { work } from './jobs/work.ts'
import { keptIn } from './verify/kept.ts'
import { type DrawnPicture, openPictures } from './verify/picture/pictures.ts'
import { openWorld } from './verify/read/world.ts'

export interface PictureTask {
  picture: DrawnPicture
  out: string
}

/** What all the pictures of a world have in common. */
export interface PictureWorkerData {
  /** Folder of the world. */
  world: string
  /** Folder where pictures are kept with what they were drawn from, for the next time. */
  kept: string
}

/** Compressed region files kept in memory while pictures are drawn. */
const CACHE_BYTES = 32 << 20

work<PictureWorkerData, PictureTask, string>(({ world, kept }) => {
  let draw: ReturnType<typeof openPictures> | undefined
  return async ({ picture, out }) => {
    draw ??= openPictures(openWorld(world, { cacheBytes: CACHE_BYTES }), keptIn(kept))
    await writeFile(out, await draw(picture))
    return picture
  }
})
