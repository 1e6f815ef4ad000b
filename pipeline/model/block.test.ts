import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK_ROWS, FAMILIES } from './block-data.ts'
import { BlockTable, formatBlock, heightmapClass, isBlock, parseBlock } from './block.ts'

const anyState = fc.constantFrom(...BLOCK_ROWS).chain(([name, family]) => {
  const values = Object.fromEntries(Object.entries<readonly string[]>(FAMILIES[family]).map(([key, allowed]) => [key, fc.constantFrom(...allowed)]))
  return fc.record<Record<string, string>>(values, { requiredKeys: [] }).map((given) => ({ name, given }))
})

test('any state is read as given and written in full', () => {
  fc.assert(
    fc.property(anyState, ({ name, given }) => {
      const pairs = Object.entries(given).map(([key, value]) => `${key}=${value}`)
      const state = parseBlock(pairs.length > 0 ? `${name}[${pairs.toReversed().join(',')}]` : name)
      expect(state.name).toBe(name)
      expect(state.properties).toMatchObject(given)
      expect(Object.keys(state.properties)).toEqual(Object.keys(FAMILIES[state.family]))
      expect(parseBlock(formatBlock(state))).toEqual(state)
    }),
  )
})

test('what is left out gets its default', () => {
  expect(formatBlock(parseBlock('oak_log'))).toBe('oak_log[axis=y]')
  expect(formatBlock(parseBlock('oak_leaves[distance=3]'))).toBe('oak_leaves[distance=3,persistent=true,waterlogged=false]')
  expect(formatBlock(parseBlock('stone[]'))).toBe('stone')
})

test.each(['oak_lag', 'minecraft:stone', '', 'stone[axis=x]', 'oak_log[axis=w]', 'oak_log[axis]', 'oak_log[axis=x', 'oak_log[axis=x,]', 'Stone'])(
  '"%s" is refused',
  (text) => {
    expect(() => parseBlock(text)).toThrow(RangeError)
  },
)

test('a block is known by its name alone', () => {
  expect([isBlock('granite'), isBlock('granite[]'), isBlock('hasOwnProperty')]).toEqual([true, false, false])
})

test('a table gives each state one number, however it is written, and air 0', () => {
  const table = new BlockTable()
  const log = table.id('oak_log')
  expect(table.id('oak_log[axis=y]')).toBe(log)
  expect(table.id('oak_log[axis=x]')).toBe(log + 1)
  expect(table.id('air')).toBe(0)
  expect(table.states.map(formatBlock)).toEqual(['air', 'oak_log[axis=y]', 'oak_log[axis=x]'])
  expect(() => table.id('oak_lag')).toThrow('oak_lag')
  expect(table.states).toHaveLength(3)
})

test('heightmaps count what stands in the way', () => {
  const classOf = (text: string) => heightmapClass(parseBlock(text))
  expect(classOf('air')).toEqual({ surface: false, motion: false, leaves: false, fluid: false })
  expect(classOf('stone')).toEqual({ surface: true, motion: true, leaves: false, fluid: false })
  expect(classOf('water')).toEqual({ surface: true, motion: false, leaves: false, fluid: true })
  expect(classOf('oak_leaves')).toEqual({ surface: true, motion: true, leaves: true, fluid: false })
  expect(classOf('poppy')).toEqual({ surface: true, motion: false, leaves: false, fluid: false })
  expect(classOf('stone_slab[waterlogged=true]').fluid).toBe(true)
})
