import type { AttributeValue } from '#pipeline/model/feature.ts'
import type { AttributeMapping, LayerDefinition } from '#pipeline/model/dataset.ts'
import type { ProblemCode } from '#pipeline/model/problem.ts'
import { type AttributeType, kindSpec } from '#pipeline/model/kind.ts'

export type Columns = Readonly<Record<string, unknown>>
type Complain = (code: ProblemCode, message: string) => void

const METRES: Record<NonNullable<AttributeMapping['unit']>, number> = { m: 1, dm: 0.1, cm: 0.01, mm: 0.001, ft: 0.3048 }

/** Source columns → the attributes the definition allows. What cannot be read is complained of and left out. */
export function mapAttributes(layer: LayerDefinition, columns: Columns, complain: Complain): Record<string, AttributeValue> {
  const spec = kindSpec(layer.kind)
  const attributes: Record<string, AttributeValue> = {}
  for (const [name, mapping] of Object.entries(layer.attributes)) {
    const type = spec.attributes[name]
    const value = type && mapValue(name, mapping, type, columns, complain)
    if (value !== undefined) attributes[name] = value
  }
  return attributes
}

function mapValue(name: string, mapping: AttributeMapping, type: AttributeType, columns: Columns, complain: Complain): AttributeValue | undefined {
  const raw = mapping.column === undefined ? mapping.constant : columns[mapping.column]
  if (raw === null || raw === undefined || raw === '') return undefined
  const text = String(raw).trim()
  if (text === '') return undefined
  const source = mapping.column ?? name
  if (mapping.lookup) {
    const found = Object.hasOwn(mapping.lookup, text) ? mapping.lookup[text] : mapping.otherwise
    if (found === undefined) complain('unknown-value', `${source} is "${text}", which the lookup for ${name} does not list`)
    return found
  }
  if (type.type === 'number') return readNumber(source, text, mapping, type, complain)
  if (type.type === 'boolean') return /^(1|true|ja|j|yes|y|t)$/i.test(text)
  if (text.includes('\uFFFD')) complain('bad-text', `${source} holds characters that the encoding cannot read: "${text}"`)
  return text.normalize('NFC')
}

/** Reads 12.5, 12,5 and 1 234,5. */
function readNumber(source: string, text: string, mapping: AttributeMapping, type: AttributeType, complain: Complain): number | undefined {
  const plain = text.replace(/[\s\u00A0]/g, '').replace(/^([^.]*),([^,]*)$/, '$1.$2')
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) * METRES[mapping.unit ?? 'm'] : Number.NaN
  if (!Number.isFinite(value)) {
    complain('bad-number', `${source} is "${text}", not a number`)
    return undefined
  }
  if ((type.min !== undefined && value < type.min) || (type.max !== undefined && value > type.max)) {
    complain('implausible-value', `${source} is ${text}; plausible is ${type.min}–${type.max}${type.unit === 'm' ? ' m' : ''}`)
    return undefined
  }
  return value
}
