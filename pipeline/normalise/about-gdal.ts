/** A program of its own: loads GDAL, finds each coordinate system given, and tells as JSON what it is. Fails where GDAL or its PROJ database does not work. */
import { crs, gdal } from './gdal.ts'

const unknown = process.argv.slice(2).filter((code) => {
  try {
    return !crs(code).isSame(crs(code))
  } catch {
    return true
  }
})
process.stdout.write(JSON.stringify({ version: gdal.version, drivers: gdal.drivers.count(), unknown }))
