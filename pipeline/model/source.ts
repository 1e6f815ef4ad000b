import { z } from 'zod'

const epsg = z.string().regex(/^EPSG:\d+$/)

const relativePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..'),
    'a path inside the data folder, with / between the parts and no ..',
  )

const url = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { username, password } = new URL(text)
  return username === '' && password === ''
}, 'no user or password in an address: use auth')

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, in capitals')
  .describe('Name of an environment variable; never the secret itself')

const authSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('basic'), user: variable, password: variable }),
    z.strictObject({ type: z.literal('bearer'), token: variable }),
    z.strictObject({ type: z.literal('header'), name: z.string().regex(/^[A-Za-z0-9-]+$/), value: variable }),
    z.strictObject({ type: z.literal('oauth2-client'), tokenUrl: url, clientId: variable, clientSecret: variable, scope: z.string().optional() }),
    z.strictObject({ type: z.literal('arcgis-token'), tokenUrl: url, user: variable, password: variable }),
  ])
  .describe('Credentials, sent to the host of url only')
export type Auth = z.infer<typeof authSchema>

const limitsSchema = z
  .strictObject({
    megabytes: z.number().positive().max(1_000_000).default(4096).describe('Greatest size fetched, in millions of bytes'),
    seconds: z.number().positive().max(86_400).default(3600).describe('Longest time for the whole layer'),
    retries: z.number().int().min(0).max(20).default(5).describe('Times a request is tried again, with growing pauses'),
    redirects: z.number().int().min(0).max(20).default(5),
    archiveRatio: z.number().positive().max(10_000).default(200).describe('Greatest unpacked size of an archive, as times its packed size'),
    archiveEntries: z.number().int().positive().max(1_000_000).default(10_000),
  })
  .describe('Bounds on what a service may cost')
export type Limits = z.infer<typeof limitsSchema>

const shared = {
  auth: authSchema.optional(),
  limits: limitsSchema.prefault({}),
}
const paged = {
  ...shared,
  pageSize: z.number().int().min(1).max(100_000).default(1000).describe('Features asked for at a time'),
}

const serviceSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('http'),
      url: url.describe('A file, or a zip archive of files'),
      ...shared,
      files: z.array(relativePath).min(1).optional().describe('Files to open inside an archive; all that GDAL opens when left out'),
    }),
    z.strictObject({ type: z.literal('wfs'), url, typeName: z.string().min(1), srsName: z.string().optional().describe('CRS to ask for'), ...paged }),
    z.strictObject({
      type: z.literal('ogcapi'),
      url: url.describe('Landing page of the API'),
      collection: z.string().min(1),
      ...paged,
    }),
    z.strictObject({ type: z.literal('arcgis'), url: url.describe('The layer: …/FeatureServer/0'), outSr: z.number().int().optional(), ...paged }),
    z.strictObject({
      type: z.literal('stac'),
      url: url.describe('An item, or an item collection or search that lists items'),
      ...shared,
      role: z.string().default('data').describe('Role of the assets to fetch'),
    }),
    z.strictObject({
      type: z.literal('postgis'),
      connection: variable.describe('Environment variable that holds postgres://user:password@host/database'),
      schema: z.string().min(1).default('public'),
      table: z.string().min(1),
      geometryColumn: z.string().min(1).default('geom'),
      limits: limitsSchema.prefault({}),
    }),
  ])
  .describe('A service that the layer is fetched from')
export type Service = z.infer<typeof serviceSchema>
export type ServiceOf<T extends Service['type']> = Extract<Service, { type: T }>

/** Where a layer is read, and what its bytes do not say of themselves. */
export const sourceSchema = z
  .strictObject({
    path: relativePath
      .optional()
      .describe('File or folder under the data folder (--data or KVARTER_DATA); anything GDAL reads. A folder means all files in it with the same extension'),
    service: serviceSchema.optional(),
    flat: z
      .number()
      .min(-500)
      .max(9000)
      .optional()
      .describe('Terrain only: level ground at this height in metres, where no terrain model can be had. Stated, not measured, and its accuracy is not known'),
    shownAs: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The public address named in what is published, where the data come from; no other address is ever shown'),
    layer: z.string().optional().describe('Layer inside the file, where it has several'),
    where: z.string().max(500).optional().describe('Filter in OGR SQL, on the source columns'),
    encoding: z.string().optional().describe('Text encoding, where the file does not say or says wrong: ISO-8859-1, UTF-8, CP1252 …'),
    crs: epsg.optional().describe('CRS, where the file does not say or says wrong'),
    xColumn: z.string().optional().describe('Easting or longitude column of a table without geometry'),
    yColumn: z.string().optional().describe('Northing or latitude column of a table without geometry'),
    band: z.number().int().min(1).default(1).describe('Band of a raster'),
    nodata: z.array(z.number()).default([]).describe('Further values that mean no data'),
  })
  .refine(({ path, service, flat }) => [path, service, flat].filter((given) => given !== undefined).length === 1, 'give one of path, service and flat')
  .describe('Where the layer is read')

/** The environment variables that hold what a service must be told. */
export function variablesOf(service: Service): string[] {
  if (service.type === 'postgis') return [service.connection]
  if (!service.auth) return []
  const { auth } = service
  switch (auth.type) {
    case 'bearer':
      return [auth.token]
    case 'header':
      return [auth.value]
    case 'oauth2-client':
      return [auth.clientId, auth.clientSecret]
    case 'basic':
    case 'arcgis-token':
      return [auth.user, auth.password]
  }
}
