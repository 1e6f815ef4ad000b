import { open } from 'node:fs/promises'
import { Failure } from '#pipeline/model/failure.ts'

/** GDAL takes these for what they are by their first bytes, whatever the file is called. */
const LINKING = /<(VRTDataset|OGRVRTDataSource|OGRVRTLayer|GDAL_WMS|GDAL_WMTS|WCS_GDAL|OGRWFSDataSource|OGRCSWDataSource|GDALTileIndexDataset|VRTPansharpen)\b/i
const LOOKED_AT = 64 * 1024

/** Refuses a file from outside that names other files, here or anywhere, for GDAL to read in its place. @throws Failure `service-failed` */
export async function refuseLinks(path: string, what: string): Promise<void> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0)
    if (LINKING.test(buffer.toString('latin1', 0, bytesRead).replaceAll('\0', '')))
      throw new Failure('service-failed', `${what} is no data but names other files to read in its place`, 'ask those who run the service for the data itself')
  } finally {
    await file.close()
  }
}
