import { hash } from 'node:crypto'
import { z } from 'zod'
import { readAnswer } from './arcgis-layer.ts'
import { crsName } from './crs-name.ts'
import { canonicalJson, readGeoJsonPage } from './geojson-page.ts'
import { readPage } from './page-file.ts'
import { badAnswer, type PagedFeature } from './paged.ts'

export interface ArcgisPage {
  features: PagedFeature[]
  /** Whether the service says that there is more. */
  exceeded: boolean
}

const attributesSchema = z.record(z.string(), z.unknown())
const wkidSchema = z.object({ wkid: z.int().nullish(), latestWkid: z.int().nullish(), wkt: z.string().nullish(), wkt2: z.string().nullish() })
const esriSchema = z.object({
  features: z.array(z.object({ attributes: attributesSchema, geometry: z.unknown().optional() })),
  spatialReference: wkidSchema.nullish(),
  exceededTransferLimit: z.boolean().nullish(),
})
const geoJsonSchema = z.object({
  features: z.array(z.object({ properties: attributesSchema.nullish() })),
  exceededTransferLimit: z.boolean().nullish(),
  properties: z.object({ exceededTransferLimit: z.boolean().nullish() }).nullish(),
})

/** WGS 84 by either name; GeoJSON has longitude first in both. */
const DEGREES = /^(CRS84|EPSG:(4326))$/

/**
 * Reads a page of GeoJSON, which must be longitude and latitude: no CRS was asked for, and GeoJSON has no other.
 * @throws Failure `service-failed`
 */
export function readGeoJson(text: string, number: number, objectId: string, layer: string): ArcgisPage {
  const { features, exceededTransferLimit, properties } = readAnswer(text, geoJsonSchema, `page ${number}`, layer)
  const page = readPage(layer, number, text, readGeoJsonPage)
  if (page.crs !== undefined && !DEGREES.test(crsName(page.crs) ?? ''))
    throw badAnswer(layer, `sends GeoJSON in ${page.crs.slice(0, 60)} on page ${number}`, 'give outSr in the definition')
  if (!page.inDegrees) throw badAnswer(layer, `sends GeoJSON that is not in degrees on page ${number}`, 'give outSr in the definition')
  return {
    features: page.features.map(({ id, digest }, n) => ({ id: id ?? idOf(features[n].properties?.[objectId], number, layer), digest })),
    exceeded: exceededTransferLimit ?? properties?.exceededTransferLimit ?? false,
  }
}

/**
 * Reads a page of Esri's own JSON, which names its CRS; it must be the one asked for.
 * @throws Failure `service-failed`
 */
export function readEsriJson(text: string, number: number, objectId: string, outSr: number | undefined, layer: string): ArcgisPage {
  const { features, spatialReference, exceededTransferLimit } = readAnswer(text, esriSchema, `page ${number}`, layer)
  const { wkid, latestWkid, wkt, wkt2 } = spatialReference ?? {}
  const hasGeometry = features.some(({ geometry }) => geometry !== undefined && geometry !== null)
  if (hasGeometry && wkid == null && latestWkid == null && !wkt && !wkt2) throw badAnswer(layer, `does not name the CRS of page ${number}`)
  if (hasGeometry && outSr !== undefined && wkid !== outSr && latestWkid !== outSr)
    throw badAnswer(
      layer,
      `was asked for CRS ${outSr}, and sends ${wkid ?? latestWkid ?? 'another'} on page ${number}`,
      'give another outSr in the definition, or none',
    )
  return {
    features: features.map(({ attributes, geometry }) => ({
      id: idOf(attributes[objectId], number, layer),
      digest: hash(
        'sha256',
        readPage(layer, number, '', () => canonicalJson({ attributes, geometry })),
        'buffer',
      ),
    })),
    exceeded: exceededTransferLimit ?? false,
  }
}

function idOf(value: unknown, page: number, layer: string): string {
  if (Number.isSafeInteger(value) || (typeof value === 'string' && value !== '')) return String(value)
  throw badAnswer(layer, `sends a feature without object id on page ${page}`)
}
