import { describe, expect, test } from 'vitest'
import { checkDataset, isPublished } from './check-dataset.ts'
import { type Dataset, datasetSchema, type LayerDefinition } from './dataset.ts'

const title = { sv: 'Lager', en: 'Layer' }
const height = { datum: 'EPSG:5613', offsetM: 0 }
const layer = (change: object) => ({ id: 'a', kind: 'road', title, source: { path: 'a.shp' }, publication: 'open', ...change })
const dataset = (...layers: object[]): Dataset => ({
  ...datasetSchema.parse({
    municipality: { code: '0000', name: title },
    publisher: { name: 'The municipality' },
    contact: { name: 'Geodata', email: 'geodata@example.org' },
    grid: { crs: 'EPSG:3006', origin: { easting: 0, northing: 512 }, heightDatum: { name: 'RH 2000', crs: 'EPSG:5613' } },
    licences: { 'X-1': { name: 'X', url: 'https://example.org/x' } },
    layers,
  }),
  id: 'xx/a',
})
const check = (...layers: object[]) => checkDataset('file.json', dataset(...layers))

describe('a definition is refused', () => {
  test.each([
    ['an id used twice', [layer({}), layer({})], 'layers[1] (a): the id is used twice'],
    ['an unknown licence', [layer({ licence: 'Y' })], 'licence: found "Y", allowed: X-1'],
    ['a licence called like something every object has', [layer({ licence: 'toString' })], 'licence: found "toString"'],
    ['terrain without permit', [layer({ kind: 'terrain', height })], 'permit: found nothing'],
    ['canopy without datum', [layer({ kind: 'canopy', permit: 'none needed' })], 'height: found nothing'],
    ['landcover without classes', [layer({ kind: 'landcover' })], 'classes: found nothing'],
    ['a class of ground that is none', [layer({ kind: 'landcover', classes: { 1: 'lava' } })], 'lava'],
    ['an attribute the kind lacks', [layer({ attributes: { species: { column: 'X' } } })], 'attributes.species: unknown; a road may have: class, widthM'],
    ['a choice that is none', [layer({ attributes: { class: { constant: 'highway' } } })], 'attributes.class: found "highway", allowed: motorway'],
    ['a lookup to no choice', [layer({ attributes: { class: { column: 'X', lookup: { 1: 'street', 2: 'autobahn' } } } })], 'found "autobahn"'],
    ['an otherwise that is no choice', [layer({ attributes: { class: { column: 'X', lookup: {}, otherwise: 'way' } } })], 'found "way"'],
  ])('for %s', (_, layers, message) => {
    expect(() => check(...layers)).toThrow(expect.objectContaining({ code: 'bad-definition', message: expect.stringContaining(message) }))
    expect(() => check(...layers)).toThrow('file.json, layers[')
  })

  test('for a contact that is the publisher', () => {
    const same = dataset(layer({}))
    same.contact.name = same.publisher.name
    expect(() => checkDataset('file.json', same)).toThrow('file.json, contact.name: found "The municipality"')
  })
})

test('a whole definition passes', () => {
  const terrain = layer({ id: 'ground', kind: 'terrain', permit: 'none needed: made up', height, licence: 'X-1' })
  const roads = layer({ attributes: { class: { column: 'T', lookup: { 1: 'street' } }, widthM: { column: 'B', unit: 'dm' }, name: { column: 'N' } } })
  expect(() => check(terrain, roads, layer({ id: 'cover', kind: 'landcover', classes: { 1: 'paved', 7: 'water' } }))).not.toThrow()
})

test('only layers with a licence that are not kept internal go into worlds', () => {
  const published = (change: object) => isPublished(layer(change) as unknown as LayerDefinition)
  expect(published({ licence: 'X-1' })).toBe(true)
  expect(published({ licence: 'X-1', publication: 'world-only' })).toBe(true)
  expect(published({ licence: 'X-1', publication: 'internal' })).toBe(false)
  expect(published({})).toBe(false)
})
