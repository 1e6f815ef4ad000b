import { createRequire } from 'node:module'

const require = createRequire(`${process.argv[2]}/package.json`)
const gdal = require('gdal-async')
const sharp = require('sharp')

gdal.SpatialReference.fromEPSG(4326)
await sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } })
  .png()
  .toBuffer()
console.log(`Node ${process.versions.node}, GDAL ${gdal.version} with ${gdal.drivers.count()} drivers, libvips ${sharp.versions.vips}`)
