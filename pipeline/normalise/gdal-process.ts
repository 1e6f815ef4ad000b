/** The child process that holds GDAL: one request in, one reply out, until the parent lets go. */
import type { Jobs, Reply, Request } from './jobs.ts'
import { protectRaster } from './level.ts'
import { densifyArea, transformPoints } from './transform.ts'
import { polygonise } from './polygonise.ts'
import { readOutlines } from './outlines.ts'
import { readZones } from './read-zones.ts'
import { readVector } from './vector.ts'
import { withoutSecrets } from './hide-samples.ts'
import { samplePoints } from './sample.ts'
import { sourceFailure } from './source-failure.ts'
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
      return warpProtected(ask)
    case 'zones':
      return readZones(ask)
    case 'polygonise':
      return polygonise(ask)
    case 'sample':
      return withoutSecrets(samplePoints(ask), ask)
    case 'outlines':
      return readOutlines(ask)
  }
}

async function warpProtected(ask: Jobs['raster']['ask']) {
  const result = await warpRaster(ask)
  if (result.raster && ask.protect) await protectRaster(result.raster, ask.layer, ask.protect)
  return result
}

let last: Promise<void> = Promise.resolve()
process.on('message', (request: Request) => {
  last = last.then(async () => {
    const reply: Reply = await answer(request).then(
      (value) => ({ serial: request.serial, answer: value }),
      (error: unknown) => {
        const { code, message, hint, stack = '' } = sourceFailure(error, request.ask)
        return { serial: request.serial, failure: { code, message, hint, stack } }
      },
    )
    process.send?.(reply)
  })
})
process.on('disconnect', () => void last.finally(() => process.exit(0)))
