import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crsName } from './crs-name.ts'
import { canonicalJson, readGeoJsonPage } from './geojson-page.ts'
import { readGmlPage } from './gml-page.ts'
import { followLink, withQuery } from './links.ts'
import { findType, geoJsonFormat, gmlFormat, readCapabilities } from './wfs-capabilities.ts'

const collection = (members: string, attributes = 'numberMatched="9" numberReturned="2"') =>
  `<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="w" xmlns:gml="g" timeStamp="now" ${attributes}><wfs:boundedBy><gml:Envelope/></wfs:boundedBy>${members}</wfs:FeatureCollection>`
const member = (id: string, name: string, inner = `${id}.geom`) =>
  `<wfs:member><a:b gml:id="${id}"><a:name>${name}</a:name><gml:Point gml:id="${inner}" srsName="x"><gml:pos>1 2</gml:pos></gml:Point></a:b></wfs:member>`

describe('a page of GML', () => {
  test('gives its counts, and the id and digest of each member', () => {
    const page = readGmlPage(collection(member('b.1', 'Å') + member('b.2', 'Å')))
    expect([page.matched, page.returned, page.features.map(({ id }) => id)]).toEqual([9, 2, ['b.1', 'b.2']])
    expect(readGmlPage(collection('', 'numberMatched="unknown" numberReturned="0"'))).toEqual({ features: [], matched: undefined, returned: 0 })
  })

  test('ids inside a feature do not matter, all else does', () => {
    const digest = (text: string) => readGmlPage(collection(text)).features[0].digest.toString('hex')
    expect(digest(member('b.1', 'Å', 'made-up-1'))).toBe(digest(member('b.1', 'Å', 'made-up-2')))
    expect(digest(member('b.1', ' x:id="1"'))).not.toBe(digest(member('b.1', ' x:id="2"')))
    expect(digest(member('b.1', 'Å'))).not.toBe(digest(member('b.1', 'Ä')))
    expect(digest(member('b.1', 'Å'))).not.toBe(digest(member('b.2', 'Å')))
  })

  test('members held together, as older services do, are told apart', () => {
    const page = readGmlPage('<wfs:FeatureCollection><gml:featureMembers><a fid="1"/><a fid="2"><b/></a></gml:featureMembers></wfs:FeatureCollection>')
    expect(page.features.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test.each([
    [
      'an exception',
      '<ows:ExceptionReport><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>out of\n memory</ows:ExceptionText></ows:Exception></ows:ExceptionReport>',
      'NoApplicableCode: out of memory',
    ],
    ['an exception of old', '<ServiceExceptionReport><ServiceException>no &lt;layer&gt;</ServiceException></ServiceExceptionReport>', 'no <layer>'],
    [
      'a page broken off by an exception',
      collection(`${member('b.1', 'Å')}<wfs:truncatedResponse><ows:ExceptionText>too long</ows:ExceptionText></wfs:truncatedResponse>`),
      'too long',
    ],
    ['another document', '<a/>', '<a> where a feature collection was asked for'],
    ['half a page', collection(member('b.1', 'Å')).slice(0, -'</wfs:FeatureCollection>'.length), 'cut off inside'],
  ])('%s is told', (_, text, message) => {
    expect(() => readGmlPage(text)).toThrow(message)
  })
})

describe('a page of GeoJSON', () => {
  const page = (features: unknown[], more: object = {}) => JSON.stringify({ type: 'FeatureCollection', features, ...more })
  const point = (id: unknown, more: object = {}) => ({
    type: 'Feature',
    id,
    properties: { a: 1, b: 'å' },
    geometry: { type: 'Point', coordinates: [1, 2] },
    ...more,
  })

  test('gives its counts, links, CRS, and the id and digest of each feature', () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3006' } }
    const read = readGeoJsonPage(
      page([point(7), point('x'), point(undefined)], {
        numberMatched: 'unknown',
        totalFeatures: 3,
        numberReturned: 3,
        crs,
        links: [{ rel: 'next', href: 'b' }, 5],
      }),
    )
    expect(read.features.map(({ id }) => id)).toEqual(['7', 'x', undefined])
    expect(read).toMatchObject({ matched: 3, returned: 3, crs: 'urn:ogc:def:crs:EPSG::3006', inDegrees: true })
    expect(readGeoJsonPage(page([point(1, { geometry: { type: 'Polygon', coordinates: [[[319000, 6399000]]] } })])).inDegrees).toBe(false)
    const odd = { toString: 1, valueOf: 1 }
    expect(readGeoJsonPage(page([point(1, { geometry: { type: 'Point', coordinates: [odd, '57'] } })])).inDegrees).toBe(false)
  })

  test("the order of keys and a feature's own links do not matter, all else does", () => {
    const digest = (feature: object) => readGeoJsonPage(page([feature])).features[0].digest.toString('hex')
    expect(digest({ ...point(1), properties: { b: 'å', a: 1 }, links: [] })).toBe(digest(point(1)))
    expect(digest({ ...point(1), properties: { b: 'ä', a: 1 } })).not.toBe(digest(point(1)))
    expect(digest(point(2))).not.toBe(digest(point(1)))
  })

  test('canonical text is JSON of the same value, the same in whatever order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        const turned = (part: unknown): unknown =>
          Array.isArray(part)
            ? part.map(turned)
            : part && typeof part === 'object'
              ? Object.fromEntries(
                  Object.entries(part)
                    .reverse()
                    .map(([key, inner]) => [key, turned(inner)]),
                )
              : part
        expect(canonicalJson(turned(JSON.parse(text)))).toBe(text)
      }),
    )
  })

  test.each([
    ['no JSON', '<html>', 'no JSON'],
    ['half a page', page([point(1)]).slice(0, -3), 'no JSON'],
    ['an error', '{"code":"NotFound"}', 'no feature collection'],
    ['a feature that is none', page([5]), 'a feature that is none'],
    ['a null', page([null]), 'a feature that is none'],
    ['a bottomless property', page([point(1, { properties: JSON.parse('['.repeat(90) + ']'.repeat(90)) })]), 'more than 64 arrays'],
  ])('%s is told', (_, text, message) => {
    expect(() => readGeoJsonPage(text)).toThrow(message)
  })
})

describe('links', () => {
  const follow = (href: string, from = 'https://a.example/api/x?y=1') => followLink(href, from, 'https://a.example/api', 'a')
  test('are resolved from where they were found', () => {
    expect(follow('z?next=2#part')).toBe('https://a.example/api/z?next=2')
    expect(follow('?next=2')).toBe('https://a.example/api/x?next=2')
    expect(follow('http://a.example/api/z')).toBe('https://a.example/api/z')
  })
  test.each([
    'https://b.example/',
    '//b.example/',
    'http://a.example:8080/',
    'https://user:key@a.example/',
    'file:///etc/passwd',
    'https://a.example.b.example/',
  ])('%s is not followed', (href) => {
    expect(() => follow(href)).toThrow('links to another host')
  })
  test('a query is added to, whatever the case of its names', () => {
    expect(withQuery('https://a.example/x?map=y&SERVICE=WMS#z', { service: 'WFS', count: 5, srsName: undefined })).toBe(
      'https://a.example/x?map=y&service=WFS&count=5',
    )
  })
})

test.each([
  ['EPSG:3006', 'EPSG:3006'],
  ['urn:ogc:def:crs:EPSG::3006', 'EPSG:3006'],
  ['urn:x-ogc:def:crs:EPSG:6.9:3006', 'EPSG:3006'],
  ['http://www.opengis.net/def/crs/EPSG/0/3006', 'EPSG:3006'],
  ['<http://www.opengis.net/def/crs/EPSG/9.9.1/3006>', 'EPSG:3006'],
  ['http://www.opengis.net/gml/srs/epsg.xml#3006', 'EPSG:3006'],
  ['urn:ogc:def:crs:OGC:1.3:CRS84', 'CRS84'],
  ['http://www.opengis.net/def/crs/OGC/0/CRS84h', 'CRS84'],
  ['urn:ogc:def:crs:OGC::CRS83', undefined],
  ['SWEREF 99 TM', undefined],
  ['', undefined],
])('%s is %s', (text, name) => {
  expect(crsName(text)).toBe(name)
})

describe('what a WFS offers', () => {
  const offer = `<WFS_Capabilities version="2.0.2"><ows:OperationsMetadata>
<ows:Operation name="GetFeature"><ows:Parameter name="outputFormat"><ows:AllowedValues><ows:Value>application/gml+xml; version=3.2</ows:Value><ows:Value>application/json</ows:Value></ows:AllowedValues></ows:Parameter>
<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>500</ows:DefaultValue></ows:Constraint></ows:Operation>
<ows:Operation name="GetPropertyValue"><ows:Parameter name="outputFormat"><ows:Value>no</ows:Value></ows:Parameter></ows:Operation>
<ows:Constraint name="ImplementsResultPaging"><ows:NoValues/><ows:DefaultValue>true</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata>
<FeatureTypeList><FeatureType><Name>a:hus</Name><DefaultCRS>urn:ogc:def:crs:EPSG::3006</DefaultCRS><OtherCRS>urn:ogc:def:crs:EPSG::4326</OtherCRS><OutputFormats><Format>geojson</Format></OutputFormats></FeatureType>
<FeatureType><Name>b:hus</Name></FeatureType><FeatureType><Name>b:v&#228;g</Name></FeatureType></FeatureTypeList></WFS_Capabilities>`
  test('is read', () => {
    const read = readCapabilities(offer)
    expect(read).toMatchObject({ version: '2.0.2', paging: true, most: 500, formats: ['application/gml+xml; version=3.2', 'application/json'] })
    expect(read.types[0]).toEqual({ name: 'a:hus', crs: ['urn:ogc:def:crs:EPSG::3006', 'urn:ogc:def:crs:EPSG::4326'], formats: ['geojson'] })
    expect([findType(read.types, 'väg')?.name, findType(read.types, 'hus'), findType(read.types, 'b:hus')?.name]).toEqual(['b:väg', undefined, 'b:hus'])
  })
  test('a format is chosen by what services call it', () => {
    expect(geoJsonFormat(['SHAPE-ZIP', 'text/javascript', 'application/json'])).toBe('application/json')
    expect(geoJsonFormat(['application/json; subtype=geojson; charset=utf-8'])).toBe('application/json; subtype=geojson; charset=utf-8')
    expect(geoJsonFormat(['GML3', 'csv'])).toBeUndefined()
    expect(gmlFormat(['GML2', 'text/xml; subtype=gml/3.2.1', 'text/xml; subtype=gml/3.1.1'])).toBe('text/xml; subtype=gml/3.2.1')
    expect(gmlFormat(['gml32'])).toBe('gml32')
  })
})
