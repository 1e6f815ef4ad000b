import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { FetchContext } from '../fetcher.ts'

const SCHEMA = /^\uFEFF?\s*(<\?xml[^>]*\?>)?\s*(<!--[\s\S]{0,2000}?-->\s*){0,5}<(\w+:)?schema\b/
const INCLUDES = /<([\w.-]+:)?(include|redefine|override)\b|<!(DOCTYPE|ENTITY)/i

/**
 * Puts the schema of a feature type beside each of its pages, under the page's name: whoever reads the GML takes the columns and
 * their types from there, the same for all pages, and need not guess them or ask the service. Where the service gives none, or one
 * that takes in other files, for GDAL would open those, there is none.
 */
export async function storeSchema(url: string, pages: readonly string[], { http, folder }: FetchContext): Promise<void> {
  try {
    const { text } = await http.text(url, { accept: 'application/gml+xml, application/xml, text/xml' })
    if (!SCHEMA.test(text.slice(0, 15_000)) || INCLUDES.test(text)) return
    for (const page of pages) await writeFile(join(folder, page.replace(/\.gml$/, '.xsd')), text)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'service-failed')) throw error
  }
}
