import type { Dataset, LayerDefinition } from './dataset.ts'
import { FEATURE_EXPECTATIONS } from './expectation.ts'
import { Failure } from './failure.ts'
import { GROUND_CLASSES, kindSpec } from './kind.ts'

/** Height layers that come from the air: Swedish law 2016:319 asks for a dispersal permit. */
const AIRBORNE: ReadonlySet<string> = new Set(['terrain', 'surface', 'canopy'])

/** What the schema cannot say: references between parts of a definition. @throws Failure `bad-definition` */
export function checkDataset(file: string, dataset: Dataset): void {
  const ids = new Set<string>()
  dataset.layers.forEach((layer, index) => {
    const fault = layerFault(layer, dataset, ids)
    if (fault) throw new Failure('bad-definition', `${file}, layers[${index}] (${layer.id}): ${fault}`, 'datasets/README.md lists every field')
    ids.add(layer.id)
  })
  if (dataset.contact.name === dataset.publisher.name)
    throw new Failure(
      'bad-definition',
      `${file}, contact.name: found "${dataset.contact.name}", the publisher’s own name`,
      'name the unit or the role that answers questions',
    )
}

function layerFault(layer: LayerDefinition, dataset: Dataset, ids: ReadonlySet<string>): string | undefined {
  const spec = kindSpec(layer.kind)
  if (ids.has(layer.id)) return `the id is used twice`
  if (layer.licence !== undefined && !Object.hasOwn(dataset.licences, layer.licence))
    return `licence: found "${layer.licence}", allowed: ${Object.keys(dataset.licences).join(', ')}`
  if (layer.kind === 'protect' && layer.publication !== 'internal') return `publication: found "${layer.publication}", allowed for a protect layer: internal`
  if (AIRBORNE.has(layer.kind) && layer.permit === undefined) return 'permit: found nothing; give the dispersal permit, or why none is needed'
  if (AIRBORNE.has(layer.kind) && layer.height === undefined) return 'height: found nothing; say the datum and offsetM'
  const needless = spec.form === 'raster' ? FEATURE_EXPECTATIONS.find((name) => layer.expect?.[name] !== undefined) : undefined
  if (needless !== undefined) return `expect.${needless}: a raster has no features to count`
  if (layer.source.flat !== undefined && layer.kind !== 'terrain') return `source.flat: found ${layer.source.flat}; only terrain can be flat`
  if (layer.kind === 'landcover' && layer.classes === undefined) return 'classes: found nothing; say what each code is'
  for (const [code, name] of Object.entries(layer.classes ?? {}))
    if (!GROUND_CLASSES.some((known) => known === name)) return `classes.${code}: found "${name}", allowed: ${GROUND_CLASSES.join(', ')}`
  for (const [name, mapping] of Object.entries(layer.attributes)) {
    const type = spec.attributes[name]
    if (!type) return `attributes.${name}: unknown; a ${layer.kind} may have: ${Object.keys(spec.attributes).join(', ') || 'none'}`
    const given = [...Object.values(mapping.lookup ?? {}), mapping.otherwise, mapping.constant].filter((value) => value !== undefined)
    const wrong = type.choices && given.find((value) => !type.choices!.includes(String(value)))
    if (wrong !== undefined) return `attributes.${name}: found "${wrong}", allowed: ${type.choices!.join(', ')}`
  }
  return undefined
}

/** Layers that may go into a world: licensed, and not kept internal. */
export function isPublished(layer: LayerDefinition): boolean {
  return layer.licence !== undefined && layer.publication !== 'internal'
}
