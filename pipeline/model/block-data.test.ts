import { createRequire } from 'node:module'
import minecraftData from 'minecraft-data'
import { describe, expect, test } from 'vitest'
import { BLOCK_ROWS, FAMILIES } from './block-data.ts'

interface ForeignState {
  name: string
  type: 'bool' | 'enum' | 'int'
  values?: string[]
}

describe.each(['1.20.4', '1.21.4'])('Java %s', (version) => {
  const blocks = minecraftData(version).blocksByName
  test.each(BLOCK_ROWS)('has %s as a %s', (name, family) => {
    const states = (blocks[name]?.states ?? []) as unknown as ForeignState[]
    const expected = Object.fromEntries(states.map((state) => [state.name, (state.type === 'bool' ? ['false', 'true'] : state.values!).toSorted()]))
    // water flows at levels 1 to 15, which no world uses
    if (family === 'fluid') expected['level'] = ['0']
    const found = Object.fromEntries(Object.entries<readonly string[]>(FAMILIES[family]).map(([key, values]) => [key, values.toSorted()]))
    expect(blocks[name]?.name).toBe(name)
    expect(found).toEqual(expected)
    expect(Object.keys(found)).toEqual(Object.keys(found).toSorted())
  })
})

describe('Bedrock 1.21.60', () => {
  const require = createRequire(import.meta.url)
  const tables = 'minecraft-data/minecraft-data/data/bedrock'
  // the states are those of 1.21.60 to this day, but its own table of names has doors by a state they lost in that version
  const blocksJ2B = require(`${tables}/1.26.0/blocksJ2B.json`) as Record<string, string>
  const blockStates = require(`${tables}/1.21.60/blockStates.json`) as { name: string; states: Record<string, { type: string; value: string | number }> }[]
  const sorted = (text: string): string => {
    const [name, pairs] = text.slice(0, -1).split('[') as [string, string]
    return `${name}[${pairs.split(',').toSorted().join(',')}]`
  }
  const fromJava = new Map(Object.entries(blocksJ2B).map(([java, bedrock]) => [sorted(java), sorted(bedrock)]))
  const known = new Set(
    blockStates.map(({ name, states }) => {
      const pairs = Object.entries(states).map(([key, { type, value }]) => `${key}=${type === 'byte' ? value !== 0 : value}`)
      return sorted(`minecraft:${name}[${pairs.join(',')}]`)
    }),
  )

  test.each(BLOCK_ROWS)('has every state of %s', (name, family) => {
    let states: string[][] = [[]]
    for (const [key, values] of Object.entries<readonly string[]>(FAMILIES[family]))
      states = states.flatMap((pairs) => values.map((value) => [...pairs, `${key}=${value}`]))
    for (const pairs of states) expect(known).toContain(fromJava.get(`minecraft:${name}[${pairs.join(',')}]`))
  })
})

test('no block is listed twice', () => {
  expect(new Set(BLOCK_ROWS.map(([name]) => name)).size).toBe(BLOCK_ROWS.length)
})

test('every map colour is one of the 62 there are, and only what can be seen through has none', () => {
  for (const [name, family, colour] of BLOCK_ROWS) {
    expect(colour).toBeLessThan(62)
    if (colour === 0) expect(['air', 'glass', 'pane', 'rail'], name).toContain(family)
  }
})
