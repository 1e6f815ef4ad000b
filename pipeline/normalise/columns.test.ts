import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnValue, hasColumn, plainColumns } from './columns.ts'

const pairs = (tags: readonly (readonly [string, string])[]) => {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return tags.map(([key, value]) => `${quoted(key)}=>${quoted(value)}`).join(',')
}

describe('a key inside a column', () => {
  const columns = { name: 'Storgatan', tags: '"height"=>"12 m","building:levels"=>"3","roof.shape"=>"gabled","note"=>"say \\"hej\\", \\\\ a=>b","old"=>NULL' }

  test.each([
    ['name', 'Storgatan'],
    ['tags.height', '12 m'],
    ['tags.building:levels', '3'],
    ['tags.roof.shape', 'gabled'],
    ['tags.note', 'say "hej", \\ a=>b'],
    ['tags.old', null],
    ['tags.gone', undefined],
    ['tags.__proto__', undefined],
    ['gone.height', undefined],
    ['toString', undefined],
  ])('%s', (name, wanted) => {
    expect(columnValue(columns, name)).toBe(wanted)
  })

  test('is read from a JSON object too, and nothing from what is neither', () => {
    expect(columnValue({ props: '{"höjd": 7.5, "deep": {"a": 1}}' }, 'props.höjd')).toBe(7.5)
    for (const props of ['{"broken', '[1]', '', null, 12, 'a'.repeat(70_000)]) expect(columnValue({ props }, 'props.a')).toBeUndefined()
  })

  test('gives way to a column of the whole name', () => {
    expect(columnValue({ 'tags.height': '7', tags: '"height"=>"12"' }, 'tags.height')).toBe('7')
  })

  test('can be there where its column is', () => {
    const known = new Set(['tags', 'a.b'])
    expect(['tags', 'tags.x', 'a.b', 'a.b.c', 'a', 'x.tags', '.tags'].map((name) => hasColumn(known, name))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('comes back as it was written, whatever it holds', () => {
    const tag = fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(fc.uniqueArray(tag, { selector: ([key]) => key, maxLength: 8 }), (tags) => {
        const columns = { tags: pairs(tags) }
        for (const [key, value] of tags) expect(columnValue(columns, `tags.${key}`)).toBe(value)
      }),
    )
  })
})

test('names lose a byte order mark and are composed; plain ones are left as they are', () => {
  const columns = { '\uFEFFplace_id': 'a', 'H\u006F\u0308jd': 3 }
  expect(plainColumns(Object.keys(columns))(columns)).toEqual({ place_id: 'a', Höjd: 3 })
  const plain = { Höjd: 3 }
  expect(plainColumns(Object.keys(plain))(plain)).toBe(plain)
})
