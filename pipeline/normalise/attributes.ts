import type { AttributeValue } from '#pipeline/model/feature.ts'
import type { AttributeMapping, LayerDefinition } from '#pipeline/model/dataset.ts'
import type { ProblemCode } from '#pipeline/model/problem.ts'
import { type AttributeType, kindSpec } from '#pipeline/model/kind.ts'
import { type Columns, columnValue } from './columns.ts'

type Complain = (code: ProblemCode, message: string) => void

const METRES: Record<NonNullable<AttributeMapping['unit']>, number> = { m: 1, dm: 0.1, cm: 0.01, mm: 0.001, ft: 0.3048 }
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(m|dm|cm|mm|ft)?$/i

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
  const text = plainText(mapping.column === undefined ? mapping.constant : columnValue(columns, mapping.column))
  if (text === undefined) return undefined
  const source = mapping.column ?? name
  if (mapping.lookup) {
    const found = Object.hasOwn(mapping.lookup, text) ? mapping.lookup[text] : mapping.otherwise
    if (found === undefined) complain('unknown-value', `${source} is "${text}", which the lookup for ${name} does not list`)
    return found
  }
  if (type.type === 'number') return readNumber(source, text, mapping, type, complain)
  if (type.type === 'boolean') return /^(1|true|ja|j|yes|y|t)$/i.test(text)
  if (text.includes('\uFFFD')) complain('bad-text', `${source} holds characters that the encoding cannot read: "${text}"`)
  return text
}

/** A value as trimmed, composed text; undefined where it is empty. A date, which GDAL gives in parts, becomes year-month-day. */
export function plainText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  const { year, month, day } = value as { year?: unknown; month?: unknown; day?: unknown }
  const isDate = typeof year === 'number' && typeof month === 'number' && typeof day === 'number'
  const text = (isDate ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : String(value)).trim()
  return text === '' ? undefined : text.normalize('NFC')
}

/** Reads 12.5, 12,5, 1 234,5 and, where a unit is written behind it, 12 m; NaN for all else. */
export function plainNumber(text: string, metresEach = 1): number {
  const plain = text.replace(/[\s\u00A0]/g, '').replace(/^([^.]*),([^,]*)$/, '$1.$2')
  const [, digits, unit] = NUMBER.exec(plain) ?? []
  if (digits === undefined) return Number.NaN
  return Number(digits) * (unit === undefined ? metresEach : METRES[unit.toLowerCase() as keyof typeof METRES])
}

/** A number as text may write it: with its unit, as a date where a year is wanted, or several with ; between them. */
function readNumber(source: string, text: string, mapping: AttributeMapping, type: AttributeType, complain: Complain): number | undefined {
  const read = (part: string): number => {
    if (type.unit === 'm') return plainNumber(part, METRES[mapping.unit ?? 'm'])
    const bare = type.unit === 'year' ? part.replace(/^(\d{4})-\d\d.*$/s, '$1') : part
    return /[a-z]$/i.test(bare) ? Number.NaN : plainNumber(bare)
  }
  const parts = text.split(';').map((part) => read(part.trim()))
  const value = Math.max(...parts)
  if (!Number.isFinite(value)) {
    complain('bad-number', `${source} is "${text}", not a number`)
    return undefined
  }
  if ((type.min !== undefined && value < type.min) || (type.max !== undefined && value > type.max)) {
    complain('implausible-value', `${source} is ${text}; plausible is ${type.min}–${type.max}${type.unit === 'm' ? ' m' : ''}`)
    return undefined
  }
  if (parts.length > 1) complain('bad-number', `${source} is "${text}", several numbers; the highest is used`)
  return value
}
