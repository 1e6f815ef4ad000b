import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributesOf, plainText, scanXml, XmlFault } from './xml-scan.ts'

interface Element {
  name: string
  attributes: Record<string, string>
  children: (Element | string)[]
}

const name = fc.stringMatching(/^([a-zåäö_][a-zåäö0-9_.-]{0,6}:)?[a-zåäö_][a-zåäö0-9_.-]{0,6}$/)
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const { element } = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.record({
    name,
    attributes: fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true }),
    children: fc.array(fc.oneof({ maxDepth: 4, depthIdentifier: 'xml' }, text, tie('element')), { maxLength: 4, depthIdentifier: 'xml' }),
  }),
}))

const escape = (value: string) => value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)
function write({ name, attributes, children }: Element): string {
  const start = `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key} = "${escape(value)}"`)
    .join('')}`
  if (children.length === 0) return `${start}/>`
  return `${start}>${children.map((child) => (typeof child === 'string' ? `${escape(child)}<!-- <no> -->` : write(child))).join('<![CDATA[<&>]]>')}</${name}>`
}
const listed = (element: Element): [string, Record<string, string>][] => [
  [element.name, element.attributes],
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : listed(child))),
]

describe('XML is scanned', () => {
  test('whatever elements, attributes and texts were written are found', () => {
    fc.assert(
      fc.property(element, (root) => {
        const source = `\uFEFF<?xml version="1.0"?>\n<!-- > -->${write(root)}\n`
        const tags = [...scanXml(source)]
        const starts = tags.filter((tag) => !tag.isEnd)
        expect(starts.map((tag) => [tag.name, Object.fromEntries(attributesOf(tag))])).toEqual(listed(root))
        expect(tags.filter((tag) => tag.isEnd).length).toBe(starts.length)
        expect([tags[0].depth, tags.at(-1)!.depth]).toEqual([0, 0])
      }),
    )
  })

  test('one cut off anywhere is refused', () => {
    fc.assert(
      fc.property(element, fc.nat(), (root, at) => {
        const source = write(root)
        expect(() => [...scanXml(source.slice(0, at % source.length))]).toThrow(XmlFault)
      }),
    )
  })

  test('nothing makes it end otherwise than with tags or a fault', () => {
    const noise = fc.array(
      fc.oneof(fc.constantFrom('<', '>', '/', '</', '/>', '<a>', '</a>', '<!--', '-->', '<![CDATA[', ']]>', '<?', '"', "'", 'a:b', ' c="', '&'), fc.string()),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(noise, (parts) => {
        try {
          expect([...scanXml(parts.join(''))].length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(XmlFault)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'document type'],
    ['an entity inside', '<a><!ENTITY b "c"></a>', 'document type'],
    ['tags that do not match', '<a><b></a></b>', '</a> closes what is not open'],
    ['two roots', '<a/><b/>', 'more than one root'],
    ['nothing', 'text', 'no element'],
    ['a tag in a tag', '<a <b/>', 'does not end'],
    ['elements without end', '<a>'.repeat(101), 'more than 100 elements'],
    ['a tag without end', `<a ${'b="c" '.repeat(20_000)}/>`, 'does not end'],
    ['a name that is none', '<1/>', 'without a name'],
  ])('%s is refused', (_, source, message) => {
    expect(() => [...scanXml(source)]).toThrow(message)
  })

  test('text is decoded once, and unknown references stay', () => {
    expect(plainText('a &lt;b&gt; &amp;lt; &#229;&#xE4; &no; <![CDATA[&lt;]]><!-- c -->.')).toBe('a <b> &lt; åä &no; &lt;.')
  })
})
