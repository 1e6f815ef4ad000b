/** For tests: layers normalised by a real GDAL process, one at a time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFeatures } from '#pipeline/formats/feature-file.ts'
import type { LayerDefinition } from '#pipeline/model/dataset.ts'
import type { Feature } from '#pipeline/model/feature.ts'
import type { Extent } from '#pipeline/model/normalised.ts'
import { openSync, readSync, closeSync } from 'node:fs'
import { startGdal } from './gdal-client.ts'

type Part = Omit<Partial<LayerDefinition>, 'source'> & { kind: LayerDefinition['kind']; source?: Partial<LayerDefinition['source']> }

/** A folder of its own and a GDAL process, both gone after `end`. */
export function tryNormalise(gridCrs: string, extent: Extent) {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-normalise-'))
  const gdal = startGdal()
  let serial = 0
  const define = (part: Part): LayerDefinition =>
    ({
      id: 'layer',
      order: 0,
      attributes: {},
      examples: [],
      ...part,
      source: { path: 'file', band: 1, nodata: [], ...part.source },
    }) as unknown as LayerDefinition

  return {
    folder,
    gdal,
    define,
    /** Writes a file into the folder. */
    write(name: string, content: string | Buffer): string {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    async vector(part: Part, file: string) {
      const layer = define(part)
      const out = join(folder, `${++serial}.ndjson`)
      const result = await gdal.run('vector', { layer, files: [file], gridCrs, extent, out })
      const features: Feature[] = []
      for await (const feature of readFeatures(out, { layer: layer.id, kind: layer.kind })) features.push(feature)
      return { ...result, features, codes: result.problems.map((problem) => problem.code) }
    },
    /** A raster at a cell size, rows from the north. */
    async raster(part: Part, files: string | string[], cellM = 1) {
      const out = join(folder, `${++serial}.img`)
      const { raster, problems = [] } = await gdal.run('raster', { layer: define(part), files: [files].flat(), gridCrs, extent, cellM, out })
      if (!raster) return { raster, problems, values: [] }
      const values = new Float32Array(raster.width * raster.height)
      const file = openSync(out, 'r')
      readSync(file, new Uint8Array(values.buffer))
      closeSync(file)
      return { raster, problems, values: [...values] }
    },
    async end() {
      await gdal.close()
      rmSync(folder, { recursive: true })
    },
  }
}
