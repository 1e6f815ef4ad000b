import { exceptionText, ServiceException } from './gml-page.ts'
import { attributesOf, plainText, scanXml, XmlFault } from './xml-scan.ts'

export interface FeatureType {
  /** As the service writes it, with its prefix. */
  name: string
  /** The default first. */
  crs: string[]
  formats: string[]
}

export interface WfsCapabilities {
  version: string
  types: FeatureType[]
  /** Output formats of every type. */
  formats: string[]
  paging: boolean
  /** Greatest number of features in one answer; undefined where none is stated. */
  most: number | undefined
}

const LONGEST_VALUE = 2000
const MOST_VALUES = 200_000

/**
 * Reads what a WFS 2 says of itself.
 * @throws ServiceException where the service answers with an exception; XmlFault where it is no such document
 */
export function readCapabilities(text: string): WfsCapabilities {
  const found: WfsCapabilities = { version: '', types: [], formats: [], paging: false, most: undefined }
  /** Local names of the elements around, and for operations, parameters and constraints their names. */
  const path: string[] = []
  let values = 0
  let start = 0
  for (const tag of scanXml(text)) {
    if (!tag.isEnd) {
      if (tag.depth === 0) found.version = versionOf(tag.local, attributesOf(tag), text)
      if (tag.local === 'FeatureType') found.types.push({ name: '', crs: [], formats: [] })
      const name = ['Operation', 'Parameter', 'Constraint'].includes(tag.local) ? attributesOf(tag).get('name') : undefined
      path.push(name === undefined ? tag.local : `${tag.local}:${name}`)
      start = tag.to
      continue
    }
    const place = path.join('/')
    path.pop()
    if (!VALUES.test(place)) continue
    if (++values > MOST_VALUES) throw new XmlFault('more feature types than can be')
    const value = plainText(text.slice(start, Math.min(tag.from, start + LONGEST_VALUE))).trim()
    const type = found.types.at(-1)
    if (place.endsWith('FeatureType/Name')) type!.name = value
    else if (place.endsWith('FeatureType/DefaultCRS')) type!.crs.unshift(value)
    else if (place.endsWith('FeatureType/OtherCRS')) type!.crs.push(value)
    else if (place.endsWith('/Format')) type!.formats.push(value)
    else if (place.endsWith('CountDefault/DefaultValue')) found.most = /^\d{1,12}$/.test(value) ? Number(value) : undefined
    else if (place.endsWith('/DefaultValue')) found.paging = value.toUpperCase() === 'TRUE'
    else found.formats.push(value)
  }
  return found
}

const VALUES =
  /FeatureType\/(Name|DefaultCRS|OtherCRS|OutputFormats\/Format)$|Operation:GetFeature\/Parameter:outputFormat\/.*Value$|Constraint:(ImplementsResultPaging|CountDefault)\/DefaultValue$/

function versionOf(root: string, attributes: Map<string, string>, text: string): string {
  if (/Exception/.test(root)) throw new ServiceException(exceptionText(text))
  if (root !== 'WFS_Capabilities') throw new XmlFault(`<${root.slice(0, 80)}> where a list of what it offers was asked for`)
  return attributes.get('version') ?? ''
}

/** The type a definition names: as the service writes it, or without prefix where one only has that name. */
export function findType(types: readonly FeatureType[], name: string): FeatureType | undefined {
  const exact = types.find((type) => type.name === name)
  if (exact) return exact
  const alike = types.filter((type) => type.name.slice(type.name.indexOf(':') + 1) === name)
  return alike.length === 1 ? alike[0] : undefined
}

/** Output format of GeoJSON as the service calls it, where it has one. */
export function geoJsonFormat(formats: readonly string[]): string | undefined {
  const plain = ['application/geo+json', 'application/json', 'geojson', 'json']
  const named = plain.map((format) => formats.find((offered) => offered.toLowerCase() === format)).find((format) => format !== undefined)
  return named ?? formats.find((format) => /geo\+?json/i.test(format) && !/zip|csv|callback|javascript/i.test(format))
}

/** Output format of GML 3.2, which every WFS 2 must have; undefined asks for its default, which is that. */
export function gmlFormat(formats: readonly string[]): string | undefined {
  const gml = /gml\+xml;\s*version="?3\.2|gml\/3\.2|^gml-?3\.?2/i
  return formats.find((format) => gml.test(format))
}
