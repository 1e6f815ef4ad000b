import type { Chance } from './inputs-chance.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Stands in a value for what only text can say: numbers too large, nesting too deep, keys of a prototype. */
const RAW = '\u0001raw:'
const deep = (depth: number, open: string, close: string): string => `${RAW}${open.repeat(depth)}0${close.repeat(depth)}`
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'x'.repeat(10_000), 'id', 'type', '$ref', '0', 'å\n']
const TEXTS = [
  ...['', '\0', '\n\n', 'x'.repeat(100_000), '__proto__', '../../../etc/passwd', 'EPSG:0', 'EPSG:999999999999', '1e999', 'null'],
  ...['\uD800', '-', '\u001b[31m', 'http://[', 'a\r\nb: c', 'EPSG:4326'],
]
const NUMBERS = [0, -0, -1, 1, 0.5, 1e308, -1e308, 2 ** 53, -(2 ** 53), 2 ** 31, 1e-300, 512, 1e6]

const WRONG: readonly ((chance: Chance) => Json)[] = [
  () => null,
  (chance) => chance.below(2) === 0,
  (chance) => chance.pick(NUMBERS),
  (chance) => chance.pick(NUMBERS),
  (chance) => chance.pick(TEXTS),
  (chance) => chance.pick(TEXTS),
  () => [],
  () => ({}),
  (chance) => ({ [chance.pick(KEYS)]: chance.pick(TEXTS) }),
  () => `${RAW}1e999`,
  (chance) => deep(chance.pick([50, 2000, 200_000]), '[', ']'),
  (chance) => deep(chance.pick([50, 2000, 50_000]), '{"a":', '}'),
  () => `${RAW}{"__proto__":{"admin":true,"id":"x","length":9}}`,
  (chance) => Array.from({ length: chance.pick([1, 1000, 20_000]) }, () => chance.pick(NUMBERS)),
]
const wrong = (chance: Chance): Json => chance.pick(WRONG)(chance)

interface Place {
  holder: Record<string | number, Json>
  key: string | number
}

/** Every place in a value: what holds it, and under which key. */
function placesIn(value: Json, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found
  const holder = value as Place['holder']
  for (const key of Object.keys(value)) {
    found.push({ holder, key: Array.isArray(value) ? Number(key) : key })
    placesIn(holder[key], found)
  }
  return found
}

function change({ holder, key }: Place, elsewhere: Json, chance: Chance): void {
  const how = chance.below(6)
  if (how === 0) remove(holder, key)
  else if (how === 1 && !Array.isArray(holder))
    Object.defineProperty(holder, chance.pick(KEYS), { value: wrong(chance), enumerable: true, configurable: true, writable: true })
  else if (how === 2) holder[key] = structuredClone(elsewhere)
  else if (how === 3 && Array.isArray(holder)) holder.push(...Array.from({ length: chance.pick([1, 3, 500]) }, () => structuredClone(elsewhere)))
  else holder[key] = wrong(chance)
}

function remove(holder: Place['holder'], key: string | number): void {
  if (Array.isArray(holder)) holder.splice(key as number, 1)
  else delete holder[key]
}

/** A JSON text with one change of its values or keys, or a few. */
export function changeJson(text: string, chance: Chance): string {
  const root = { root: JSON.parse(text) as Json }
  for (let n = chance.pick([1, 1, 1, 2, 5]); n > 0 && JSON.stringify(root).length < 4e6; n--) {
    const [whole, ...inside] = placesIn(root)
    if (whole === undefined) break
    const other = chance.pick([whole, ...inside])
    change(inside.length > 0 ? chance.pick(inside) : whole, other.holder[other.key], chance)
  }
  return (JSON.stringify(root.root) ?? '').replaceAll(/"\\u0001raw:((?:[^"\\]|\\.)*)"/g, (_, raw: string) => JSON.parse(`"${raw}"`) as string)
}
