/** Writes what is made from the definitions' schemas: JSON Schemas for editors, and the field references in the two READMEs. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format } from 'oxfmt'
import { z } from 'zod'
import { datasetSchema } from '#pipeline/model/dataset.ts'
import { type AttributeType, kindSpec, LAYER_KINDS } from '#pipeline/model/kind.ts'
import { styleSchema } from '#pipeline/model/style.ts'
import { worldSchema } from '#pipeline/model/world.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const BEGIN = '<!-- fields: written by scripts/make-schemas.ts -->'
const END = '<!-- end of fields -->'

interface JsonSchema {
  type?: string
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema | boolean
  prefixItems?: JsonSchema[]
  additionalProperties?: JsonSchema | boolean
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  pattern?: string
  minimum?: number
  maximum?: number
  [key: string]: unknown
}

const schemaOf = (schema: z.ZodType, title: string): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema & { $schema: string }
  return { $schema, title, ...rest }
}

/** Every field of a schema on a line: where it stands, what it may hold, what it is for. */
function linesOf(schema: JsonSchema, place = ''): string[] {
  if (schema.anyOf?.some((each) => each.properties)) return schema.anyOf.flatMap((each) => linesOf(each, place))
  const { properties, items, additionalProperties, required = [] } = schema
  const lines = Object.entries(properties ?? {}).flatMap(([name, field]) => {
    if (name === '$schema') return []
    const path = place === '' ? name : `${place}.${name}`
    const otherwise = field.default === undefined || isEmpty(field.default) ? 'may be left out' : `else ${JSON.stringify(field.default)}`
    const need = required.includes(name) ? '' : `, ${otherwise}`
    return [line(`\`${path}\``, `${valueOf(field)}${need}`, field.description), ...linesOf(field, path)]
  })
  if (typeof items === 'object') lines.push(...linesOf(items, `${place}[]`))
  if (typeof additionalProperties === 'object') lines.push(...linesOf(additionalProperties, `${place}.*`))
  return [...new Set(lines)]
}

const line = (name: string, holds: string, about: string | undefined): string => `- ${name}: ${holds}${about ? `. ${about}` : ''}`
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** What a field may hold, in a few words. */
function valueOf(schema: JsonSchema): string {
  const { type, anyOf, items, prefixItems, additionalProperties, properties } = schema
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (anyOf) return [...new Set(anyOf.map(valueOf))].join(' or ')
  if (type === 'array') return prefixItems ? `list of ${prefixItems.length} values` : `list of ${typeof items === 'object' ? valueOf(items) : 'values'}`
  if (type === 'object' && !properties && typeof additionalProperties === 'object') return `any name → ${valueOf(additionalProperties)}`
  if (type === 'object') return 'object'
  const { minimum, maximum } = schema
  const isBounded = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  const least = isBounded(minimum) ? ` from ${minimum}` : ''
  const most = isBounded(maximum) ? ` to ${maximum}` : ''
  return `${type === 'string' ? 'text' : type === 'integer' ? 'whole number' : (type ?? 'any')}${least}${most}`
}

/** Every kind of layer with the attributes it may carry. */
function kindLines(): string {
  return LAYER_KINDS.map((kind) => {
    const { form, geometry, describe, attributes } = kindSpec(kind)
    const shape = form === 'raster' ? 'raster' : (geometry ?? []).join(' or ')
    const of = Object.entries(attributes).map(([name, type]) => `  ${line(`\`${name}\``, rangeOf(type), type.describe)}`)
    return [line(`**${kind}**`, shape, describe), ...of].join('\n')
  }).join('\n')
}

function rangeOf({ type, unit, choices, min, max }: AttributeType): string {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(' ')
  const range = min === undefined || max === undefined ? '' : ` from ${min} to ${max}`
  return `${type}${unit === 'm' ? ' in metres' : ''}${range}`
}

/** Puts text between a README's markers. @thlines Error where it has none */
function between(readme: string, text: string): string {
  const from = readme.indexOf(BEGIN)
  const to = readme.indexOf(END)
  if (from < 0 || to < from) throw new Error(`the README lacks the markers ${BEGIN} … ${END}`)
  return `${readme.slice(0, from)}${BEGIN}\n\n${text}\n\n${readme.slice(to)}`
}

/** All generated files, by path from the repository's root. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const [dataset, world, style] = [
    schemaOf(datasetSchema, 'A municipality’s dataset'),
    schemaOf(worldSchema, 'A world'),
    schemaOf(styleSchema, 'A style: how things look'),
  ]
  const readme = async (path: string, text: string) => [path, between(await readFile(`${ROOT}${path}`, 'utf8'), text)] as const
  const json = (path: string, schema: JsonSchema) => [path, JSON.stringify(schema, null, 2)] as const
  const files = [
    json('datasets/dataset.schema.json', dataset),
    json('worlds/world.schema.json', world),
    json('worlds/styles/style.schema.json', style),
    await readme('datasets/README.md', `## Fields of dataset.json\n\n${linesOf(dataset).join('\n')}\n\n## Kinds and their attributes\n\n${kindLines()}`),
    await readme('worlds/README.md', `## Fields of a world\n\n${linesOf(world).join('\n')}\n\n## Fields of a style\n\n${linesOf(style).join('\n')}`),
  ]
  const options = JSON.parse(await readFile(`${ROOT}.oxfmtrc.json`, 'utf8')) as Parameters<typeof format>[2]
  return new Map(await Promise.all(files.map(async ([path, text]) => [path, (await format(path, text, options)).code] as const)))
}

if (import.meta.main) for (const [path, text] of await generatedFiles()) await writeFile(`${ROOT}${path}`, text)
