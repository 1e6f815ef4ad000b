/** The child process that holds GDAL: one request in, one reply out, until the parent lets go. */
import { asFailure } from '#pipeline/model/failure.ts'
import type { Reply, Request } from './jobs.ts'
import { densifyArea, transformPoints } from './transform.ts'
import { polygonise } from './polygonise.ts'
import { readOutlines } from './outlines.ts'
import { readVector } from './vector.ts'
import { samplePoints } from './sample.ts'
import { warpRaster } from './raster.ts'

async function answer({ job, ask }: Request) {
  switch (job) {
    case 'transform':
      return transformPoints(ask)
    case 'area':
      return densifyArea(ask)
    case 'vector':
      return readVector(ask)
    case 'raster':
      return warpRaster(ask)
    case 'polygonise':
      return polygonise(ask)
    case 'sample':
      return samplePoints(ask)
    case 'outlines':
      return readOutlines(ask)
  }
}

let last: Promise<void> = Promise.resolve()
process.on('message', (request: Request) => {
  last = last.then(async () => {
    const reply: Reply = await answer(request).then(
      (value) => ({ serial: request.serial, answer: value }),
      (error: unknown) => {
        const { code, message, hint, stack = '' } = asFailure(error)
        return { serial: request.serial, failure: { code, message, hint, stack } }
      },
    )
    process.send?.(reply)
  })
})
process.on('disconnect', () => void last.finally(() => process.exit(0)))
