import type { Facts, LayerFacts } from '#pipeline/model/expectation.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { SAMPLE } from '../report/sample-input.ts'

/** Facts and manifests for tests. */

export const MADE = '2026-03-10T03:00:00.000Z'

const LAYER: LayerFacts = {
  kind: 'building',
  title: { sv: 'Byggnader', en: 'Buildings' },
  publication: 'open',
  licence: 'CC0-1.0',
  featuresIn: 1000,
  used: 400,
  dropped: 10,
  undrawn: 4,
  columns: ['ID', 'NAMN', 'HÖJD'],
  fetched: '2026-03-09T03:00:00.000Z',
  problems: { 'null-geometry': 10, underground: 4 },
}

export const factsWith = (layers: Record<string, Partial<LayerFacts>>, release = 'r1'): Facts => ({
  kvarter: 1,
  release,
  made: MADE,
  layers: Object.fromEntries(Object.entries(layers).map(([id, some]) => [id, { ...LAYER, ...some }])),
})

const EDITION = { profile: 'java-1.21.4', path: 'java-1.21.4/sample-town', regions: 1, spawn: { x: 0, y: 64, z: 0 } }

/** A manifest whose files are given by path, or by region x,z, with a digit that their digests are made of. */
export function manifestWith(release: string, files: Record<string, string | number>): Manifest {
  const { sources, ...head } = SAMPLE.head
  return {
    ...{ kvarter: 1, release, made: MADE, ...head, sources: [...sources], problems: 0, editions: [EDITION] },
    area: [
      [147456, 6398976],
      [148900, 6398976],
      [148900, 6397900],
      [147456, 6398976],
    ],
    files: Object.entries(files).map(([name, digit]) => ({
      path: /^-?\d+,-?\d+$/.test(name) ? `${EDITION.path}/region/r.${name.replace(',', '.')}.mca` : name,
      mediaType: 'application/octet-stream',
      bytes: 1,
      sha256: String(digit).repeat(64).slice(0, 64),
    })),
  }
}
