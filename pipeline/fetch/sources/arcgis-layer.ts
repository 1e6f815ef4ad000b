import { z } from 'zod'
import { Failure } from '#pipeline/model/failure.ts'
import type { FetchContext } from '../fetcher.ts'
import { badAnswer } from './paged.ts'

/** What a layer says of itself: ArcGIS REST API, "Layer (Feature Service)". Servers leave out much. */
const layerSchema = z.object({
  type: z.string().optional(),
  layers: z.array(z.unknown()).optional(),
  objectIdField: z.string().nullish(),
  fields: z.array(z.object({ name: z.string(), type: z.string() })).nullish(),
  maxRecordCount: z.int().positive().nullish(),
  capabilities: z.string().nullish(),
  supportedQueryFormats: z.string().nullish(),
  hasZ: z.boolean().nullish(),
  advancedQueryCapabilities: z.object({ supportsPagination: z.boolean().nullish() }).nullish(),
  supportsPagination: z.boolean().nullish(),
  editingInfo: z.object({ lastEditDate: z.number().nullish(), dataLastEditDate: z.number().nullish() }).nullish(),
})

export interface ArcgisLayer {
  objectId: string
  /** Most features on one page. */
  most: number
  paging: boolean
  geoJson: boolean
  hasZ: boolean
  /** When the data were last edited; undefined where the service does not say. */
  edited: number | undefined
}

const errorSchema = z.object({
  error: z.object({
    code: z.union([z.number(), z.string()]).optional(),
    message: z.string().nullish(),
    details: z.array(z.string()).nullish().catch(undefined),
  }),
})

/** Reads JSON, and as Failure what ArcGIS answers with status 200 in place of it. */
export function readAnswer<T>(text: string, schema: z.ZodType<T>, what: string, layer: string): T {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw badAnswer(layer, `answered ${what} with ${/^\s*</.test(text) ? 'a web page' : 'something that is no JSON, or not whole'}`)
  }
  const error = errorSchema.safeParse(value)
  if (error.success) throw arcgisError(error.data.error, what, layer)
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw badAnswer(layer, `answered ${what} with JSON that is not that: ${z.prettifyError(read.error).slice(0, 200).replaceAll(/\s+/g, ' ')}`)
}

/** 498 and 499 are ArcGIS's own: an invalid token, and none. */
function arcgisError({ code, message, details }: z.infer<typeof errorSchema>['error'], what: string, layer: string): Failure {
  const number = Number(code)
  const cause =
    number === 499 ? 'asks for a token, and none was sent' : number === 498 ? 'does not take the token: it has ended, or is for another address' : undefined
  const said = [message ?? '', ...(details ?? [])].filter((part) => part !== '').join('; ')
  if (cause !== undefined) {
    const hint = 'give the service auth of type arcgis-token, and check its tokenUrl, user and password'
    return new Failure('no-credentials', `the service of layer ${layer} ${cause} (error ${number})`, hint)
  }
  const text = said.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 200)
  return badAnswer(layer, `answered ${what} with error ${Number.isNaN(number) ? 'without number' : number}${text ? `: ${text}` : ''}`)
}

/** Address of the layer itself, or of something under it. */
export function layerUrl(url: string, under = ''): string {
  const address = new URL(url)
  address.pathname = `${address.pathname.replace(/(\/query)?\/*$/, '')}${under}`
  return address.href
}

/** @throws Failure `bad-definition` for a service whose layer is not named, `service-failed` */
export function readLayer(text: string, { layer }: Pick<FetchContext, 'layer'>): ArcgisLayer {
  const found = readAnswer(text, layerSchema, 'the description of the layer', layer)
  if (found.layers !== undefined && found.type === undefined)
    throw new Failure(
      'bad-definition',
      `the address of layer ${layer} is that of a whole service`,
      'add the number of the layer to service.url: …/FeatureServer/0',
    )
  const objectId = found.objectIdField ?? found.fields?.find(({ type }) => type === 'esriFieldTypeOID')?.name
  if (!objectId) throw badAnswer(layer, 'names no object id, so that its pages cannot be told apart', 'fetch it as a file: type http')
  if (found.capabilities && !/\bquery\b/i.test(found.capabilities))
    throw badAnswer(layer, `may not be queried: it allows ${found.capabilities.slice(0, 100)}`, 'ask those who run the service to allow Query')
  return {
    objectId,
    most: found.maxRecordCount ?? 1000,
    paging: found.advancedQueryCapabilities?.supportsPagination ?? found.supportsPagination ?? false,
    geoJson: /\bgeojson\b/i.test(found.supportedQueryFormats ?? ''),
    hasZ: found.hasZ ?? false,
    edited: found.editingInfo?.dataLastEditDate ?? found.editingInfo?.lastEditDate ?? undefined,
  }
}
