import { type Dataset, datasetSchema } from '#pipeline/model/dataset.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Problem } from '#pipeline/model/problem.ts'
import type { ReportInput } from './gather.ts'

/** A small report's input, for tests: a raster, an open layer, one that goes into worlds only, and two that are left out. */

const layer = (id: string, kind: string, rest: object = {}) => ({
  id,
  kind,
  title: { sv: `Lager ${id}`, en: `Layer ${id}` },
  source: { path: `${id}.gpkg` },
  publication: 'open',
  ...rest,
})

export const DATASET: Dataset = {
  id: 'se/sample',
  ...datasetSchema.parse({
    municipality: { code: '0000', name: { sv: 'Exempelstad', en: 'Sample Town' } },
    publisher: { name: 'Exempelstad & Co', url: 'https://example.org/' },
    contact: { name: 'Geodata', email: 'geodata@example.org' },
    grid: { crs: 'EPSG:3007', origin: { easting: 147456, northing: 6398976 }, heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' } },
    licences: { 'CC0-1.0': { name: 'CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' } },
    layers: [
      layer('terrain', 'terrain', { licence: 'CC0-1.0', permit: 'none needed', height: { datum: 'EPSG:5613' } }),
      layer('buildings', 'building', { licence: 'CC0-1.0', idColumn: 'id' }),
      layer('shelters', 'building', { licence: 'CC0-1.0', publication: 'world-only' }),
      layer('unlicensed', 'tree'),
      layer('pipes', 'area', { licence: 'CC0-1.0', publication: 'internal' }),
    ],
  }),
}

const PROBLEMS: Problem[] = [
  {
    code: 'invalid-geometry',
    layer: 'buildings',
    featureId: '<script>alert(1)</script>',
    message: 'crosses itself "here" & there',
    where: [148000.5, 6398500],
  },
  ...Array.from({ length: 12 }, (_, i): Problem => ({
    code: 'bad-number',
    layer: 'buildings',
    featureId: `b${i}`,
    message: `HEIGHT is "tall ${i}", not a number`,
    where: [148000 + i, 6398400],
  })),
  { code: 'null-geometry', layer: 'buildings', message: 'it has no geometry' },
  { code: 'implausible-value', layer: 'shelters', featureId: 'secret-7', message: 'CAPACITY is 120000', where: [148123, 6398321] },
]

const normalised: NormalisedLayer[] = DATASET.layers.slice(0, 3).map((definition) => ({
  layer: definition,
  source: 'a'.repeat(64),
  problems: PROBLEMS.filter((problem) => problem.layer === definition.id),
  ...(definition.kind === 'terrain'
    ? { raster: { path: 'raster.img', cellM: 1, width: 512, height: 512, minE: 0, minN: 0, maxE: 512, maxN: 512 } }
    : { features: { path: 'features.json', counts: { read: 1500, used: 1240, outside: 246, stableIds: definition.idColumn !== undefined } } }),
}))

export const SAMPLE: ReportInput = {
  head: {
    world: 'sample-town',
    title: { sv: 'Exempelstad', en: 'Sample Town' },
    municipality: DATASET.municipality,
    publisher: DATASET.publisher,
    worldInputs: 'b'.repeat(64),
    grid: { ...DATASET.grid, scale: 1, verticalScale: 1 },
    coverage: { columns: 262144, covered: 261000 },
    sources: DATASET.layers.slice(0, 3).map((definition) => ({
      layer: definition.id,
      kind: definition.kind,
      title: definition.title,
      licence: { id: 'CC0-1.0', name: 'CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' },
      publication: definition.publication,
      digest: 'a'.repeat(64),
    })),
  },
  dataset: DATASET,
  normalised,
  drawn: { buildings: 1239, shelters: 3 },
  problems: PROBLEMS,
  accuracy: [
    { id: 'ground.rmse', label: { sv: 'Markens medelfel', en: 'Ground: mean error' }, value: 0.21, unit: 'm', goal: { max: 0.3 }, met: true, n: 9000 },
    { label: { sv: 'Byggnader på rätt plats', en: 'Buildings in their place' }, value: 0.9731, unit: 'share', goal: { min: 0.98 }, met: false, n: 412 },
    { label: { sv: 'Största fel', en: 'Greatest error' }, value: 1.5, unit: 'm' },
  ],
  looks: [
    { id: 'glass-share', of: 'stone-city', value: 18.2, unit: '%', goal: { min: 15, max: 35 }, met: true, n: 93, worst: { x: 544, z: 476 } },
    { id: 'floating', value: 3, unit: 'blocks', goal: { max: 0 }, met: false, n: 100000, worst: { x: 10, z: 20 } },
    { id: 'doors', value: null, unit: '%', goal: { min: 100 }, met: true, n: 0 },
  ],
  pictures: ['map.png', 'oblique-se.png', 'oblique-nw.png', 'street.png'],
}
