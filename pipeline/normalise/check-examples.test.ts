import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkDataset } from '#pipeline/model/check-dataset.ts'
import { type Dataset, datasetSchema, type LayerDefinition } from '#pipeline/model/dataset.ts'
import { readDefinition } from '#pipeline/model/read-definition.ts'
import { exampleFaults } from './check-examples.ts'

const folder = fileURLToPath(new URL('../../datasets/', import.meta.url))
const definitions = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('dataset.json'))

describe('datasets of the repository', () => {
  test('there are some', () => {
    expect(definitions.length).toBeGreaterThan(0)
  })

  test.each(definitions)('%s is valid, and its examples hold', (path) => {
    const dataset: Dataset = { ...readDefinition(path, readFileSync(`${folder}${path}`, 'utf8'), datasetSchema), id: path.replace(/\/dataset\.json$/, '') }
    checkDataset(path, dataset)
    expect(exampleFaults(dataset)).toEqual([])
  })
})

const layer = (change: Partial<LayerDefinition>): LayerDefinition => ({
  id: 'streets',
  kind: 'road',
  title: { sv: 'Gator', en: 'Streets' },
  source: { path: 'streets.shp', band: 1, nodata: [] },
  publication: 'open',
  order: 0,
  attributes: {
    widthM: { column: 'breadth', unit: 'dm' },
    class: { column: 'sort', lookup: { A: 'main', B: 'street' } },
    surface: { constant: 'asphalt' },
  },
  examples: [],
  ...change,
})
const faults = (examples: LayerDefinition['examples']) => exampleFaults({ layers: [layer({ id: 'none' }), layer({ examples })] })

describe('an example', () => {
  test('that the mapping gives is no fault', () => {
    expect(faults([{ source: { breadth: '12', sort: 'A' }, becomes: { widthM: 1.2, class: 'main', surface: 'asphalt' } }])).toEqual([])
  })

  test('with another value is told with its place and both values', () => {
    expect(faults([{ source: { breadth: 70, sort: 'B' }, becomes: { widthM: 70, class: 'street', surface: 'asphalt' } }])).toEqual([
      'layers[1] (streets), examples[0].becomes.widthM: the mapping gives 7, the example says 70',
    ])
  })

  test('that forgets an attribute, or names one that the mapping leaves out, is told, with the reason', () => {
    expect(faults([{ source: { sort: 'C' }, becomes: { class: 'main' } }])).toEqual([
      'layers[1] (streets), examples[0].becomes.class: the mapping gives nothing, the example says "main" (sort is "C", which the lookup for class does not list)',
      'layers[1] (streets), examples[0].becomes.surface: the mapping gives "asphalt", the example says nothing (sort is "C", which the lookup for class does not list)',
    ])
  })
})
