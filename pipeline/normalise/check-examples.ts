import type { Dataset, LayerDefinition } from '#pipeline/model/dataset.ts'
import type { AttributeValue } from '#pipeline/model/feature.ts'
import { mapAttributes } from './attributes.ts'

/** Runs the examples of all layers through their mapping; each difference is one text that says where it is and what differs. */
export function exampleFaults(dataset: Pick<Dataset, 'layers'>): string[] {
  return dataset.layers.flatMap((layer, index) => layerFaults(layer).map((fault) => `layers[${index}] (${layer.id}), ${fault}`))
}

function layerFaults(layer: LayerDefinition): string[] {
  return layer.examples.flatMap(({ source, becomes }, index) => {
    const complaints: string[] = []
    const mapped = mapAttributes(layer, source, (_, message) => complaints.push(message))
    const names = [...new Set([...Object.keys(becomes), ...Object.keys(mapped)])].sort()
    const why = complaints.length > 0 ? ` (${complaints.join('; ')})` : ''
    return names
      .filter((name) => !isSame(becomes[name], mapped[name]))
      .map((name) => `examples[${index}].becomes.${name}: the mapping gives ${told(mapped[name])}, the example says ${told(becomes[name])}${why}`)
  })
}

/** Numbers may differ in their last bits: 12 dm is 1.2000000000000002 m. */
function isSame(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))
  return a === b
}

const told = (value: AttributeValue | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value))
