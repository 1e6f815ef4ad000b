/** A record of a source, its columns by name. */
export type Columns = Readonly<Record<string, unknown>>

/** Longer text than this is not searched for keys. */
const MOST_TEXT = 1 << 16
/** `"key"=>"value"`, or NULL without quotes, as databases write tags into one column. */
const PAIR = /"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)/g
const parsed = new WeakMap<Columns, Map<string, ReadonlyMap<string, unknown>>>()

/**
 * The value of a column, or of a key inside one: `tags.height` is the key `height` in the column `tags`, whose text holds
 * either `"key"=>"value"` pairs or a JSON object. A column that bears the whole name goes first.
 */
export function columnValue(columns: Columns, name: string): unknown {
  if (Object.hasOwn(columns, name)) return columns[name]
  const parts = splitName(name, (part) => Object.hasOwn(columns, part))
  return parts && keysOf(columns, parts.column).get(parts.key)
}

/** Whether a source with these columns can have a value of that name. */
export function hasColumn(columns: ReadonlySet<string>, name: string): boolean {
  return columns.has(name) || splitName(name, (part) => columns.has(part)) !== undefined
}

/** A column's name as definitions write it: composed, and without the byte order mark that some exports glue to the first one. */
export function plainName(name: string): string {
  return name
    .replace(/^\uFEFF+/, '')
    .normalize('NFC')
    .trim()
}

/** Makes the function that gives records their plain names; nothing is copied where they have them. */
export function plainColumns(names: readonly string[]): (columns: Columns) => Columns {
  if (names.every((name) => name === plainName(name))) return (columns) => columns
  return (columns) => Object.fromEntries(Object.entries(columns).map(([name, value]) => [plainName(name), value]))
}

function splitName(name: string, isColumn: (part: string) => boolean): { column: string; key: string } | undefined {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const column = name.slice(0, dot)
    if (isColumn(column)) return { column, key: name.slice(dot + 1) }
  }
  return undefined
}

function keysOf(columns: Columns, column: string): ReadonlyMap<string, unknown> {
  let known = parsed.get(columns)
  if (!known) parsed.set(columns, (known = new Map()))
  let keys = known.get(column)
  if (!keys) known.set(column, (keys = parseKeys(columns[column])))
  return keys
}

function parseKeys(value: unknown): ReadonlyMap<string, unknown> {
  const text = typeof value === 'string' && value.length <= MOST_TEXT ? value.trim() : ''
  if (text.startsWith('{')) {
    try {
      return new Map(Object.entries(JSON.parse(text) as object))
    } catch {
      return new Map()
    }
  }
  const unescape = (part: string) => part.replace(/\\(.)/gs, '$1')
  return new Map(Array.from(text.matchAll(PAIR), ([, key, found]) => [unescape(key), found === undefined ? null : unescape(found)]))
}
