/** A start tag, or an end tag where `isEnd`; an empty element gives both. */
export interface XmlTag {
  /** As written, with its prefix. */
  name: string
  /** Name without prefix. */
  local: string
  isEnd: boolean
  /** Elements around it; the root has 0, at its start and at its end. */
  depth: number
  /** Where the tag begins and ends in the text. */
  from: number
  to: number
  /** Source of the attributes; see `attributesOf`. */
  attributes: string
}

const MOST_DEPTH = 100
const LONGEST_TAG = 100_000

/** Something that is no well-formed XML, or more than a service has reason to send. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}

const NAME = /[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?/uy

/**
 * Tags of an XML text in order. No document type is read and no entity opened: what defines some is refused.
 * @throws XmlFault where tags do not match, something is cut off, or it is deeper than 100 elements
 */
export function* scanXml(text: string): Generator<XmlTag, void> {
  const open: string[] = []
  let rooted = false
  for (let from = text.indexOf('<'); from >= 0; from = text.indexOf('<', from)) {
    const skipped = afterOther(text, from)
    if (skipped !== undefined) {
      from = skipped
      continue
    }
    const to = tagEnd(text, from)
    const isEnd = text[from + 1] === '/'
    NAME.lastIndex = from + (isEnd ? 2 : 1)
    const name = NAME.exec(text)?.[0]
    if (name === undefined) throw new XmlFault(`a tag without a name at ${from}`)
    const isEmpty = !isEnd && text[to - 2] === '/'
    const attributes = text.slice(NAME.lastIndex, isEmpty ? to - 2 : to - 1)
    const tag = { name, local: name.slice(name.indexOf(':') + 1), isEnd, depth: open.length, from, to, attributes }
    if (isEnd) {
      if (open.pop() !== name || attributes.trim() !== '') throw new XmlFault(`</${name.slice(0, 80)}> closes what is not open, at ${from}`)
      yield { ...tag, depth: open.length }
    } else {
      if (open.length === 0 && rooted) throw new XmlFault('more than one root element')
      if (attributes !== '' && !/^\s/.test(attributes)) throw new XmlFault(`a tag with a bad name at ${from}`)
      if (open.length >= MOST_DEPTH) throw new XmlFault(`more than ${MOST_DEPTH} elements inside each other`)
      rooted = true
      yield tag
      if (isEmpty) yield { ...tag, isEnd: true, attributes: '' }
      else open.push(name)
    }
    from = to
  }
  if (open.length > 0) throw new XmlFault(`cut off inside <${open.at(-1)!.slice(0, 80)}>`)
  if (!rooted) throw new XmlFault('no element')
}

/** End of a comment, a CDATA section or an instruction that begins here. */
function afterOther(text: string, from: number): number | undefined {
  const kind = text[from + 1]
  if (kind !== '!' && kind !== '?') return undefined
  const [start, close] = kind === '?' ? ['<?', '?>'] : text.startsWith('<!--', from) ? ['<!--', '-->'] : ['<![CDATA[', ']]>']
  if (!text.startsWith(start, from)) throw new XmlFault('a document type, which may define entities, is not accepted')
  const end = text.indexOf(close, from + start.length)
  if (end < 0) throw new XmlFault(`cut off inside ${start}`)
  return end + close.length
}

/** Just after the > that closes a tag; one in quotes does not. */
function tagEnd(text: string, from: number): number {
  let quote = 0
  const last = Math.min(text.length, from + LONGEST_TAG)
  for (let at = from + 1; at < last; at++) {
    const code = text.charCodeAt(at)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 0x22 || code === 0x27) quote = code
    else if (code === 0x3e) return at + 1
    else if (code === 0x3c) break
  }
  throw new XmlFault(`a tag that does not end, at ${from}`)
}

/** A name begins where a space ends, so that a long text that is no attribute is looked at once and not from each of its letters. */
const ATTRIBUTE = /(?<=^|\s)([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** Attributes of a tag by their names as written, their values decoded. */
export function attributesOf(tag: XmlTag): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name, double, single] of tag.attributes.matchAll(ATTRIBUTE)) found.set(name, decodeXml(double ?? single))
  return found
}

/** Text between two tags: CDATA opened, comments and instructions left out, references decoded. */
export function plainText(source: string): string {
  const parts = source.split(/<!\[CDATA\[([\s\S]*?)\]\]>/)
  return parts.map((part, index) => (index % 2 === 1 ? part : decodeXml(part.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '')))).join('')
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Opens the five references XML knows and those by number; any other stays as written. */
function decodeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
