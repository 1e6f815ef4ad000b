/** A worker of its own for prepare: its memory goes when it ends, before the regions' workers start. */
import { work } from './jobs/work.ts'
import { startGdal } from './normalise/gdal-client.ts'
import { type PrepareInput, type Prepared, prepare } from './prepare/prepare.ts'

export interface PrepareTask {
  input: Omit<PrepareInput, 'polygonise'>
  folder: string
}

work<undefined, PrepareTask, Prepared>(() => async ({ input, folder }, tick) => {
  const gdal = startGdal()
  const polygonise: PrepareInput['polygonise'] = async (ask) => {
    await gdal.run('polygonise', ask)
    await gdal.close()
  }
  try {
    return await prepare({ ...input, polygonise }, folder, tick)
  } finally {
    await gdal.close()
  }
})
