import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { Answer, Ask, FetchContext } from '../fetcher.ts'
import { exceptionText, ServiceException } from './gml-page.ts'
import { JsonFault } from './geojson-page.ts'
import { badAnswer } from './paged.ts'
import { XmlFault } from './xml-scan.ts'

/** A page is held in memory whole, as text; beyond this a smaller one can be asked for. */
const MOST_BYTES = 256e6

export interface StoredPage {
  file: string
  bytes: number
  text: string
  answer: Answer
}

/** Page number and ending → page-000001.gml */
export const pageName = (number: number, ending: 'geojson' | 'gml' | 'xsd'): string => `page-${String(number).padStart(6, '0')}.${ending}`

/**
 * Fetches a page into its file and gives its text, in the encoding that it says it has.
 * @throws Failure `service-failed` for a web page or bytes that are no text, `service-limit` for a page beyond memory, and what the client throws
 */
export async function fetchPageFile(url: string, number: number, ending: 'geojson' | 'gml', context: FetchContext, ask: Ask): Promise<StoredPage> {
  context.signal?.throwIfAborted()
  const file = pageName(number, ending)
  const path = join(context.folder, file)
  const answer = await context.http.file(url, path, ask)
  if (!answer) throw badAnswer(context.layer, `says that page ${number} is not modified, which was not asked`)
  if (answer.bytes > MOST_BYTES) {
    const message = `page ${number} of layer ${context.layer} is larger than ${MOST_BYTES / 1e6} MB`
    throw new Failure('service-limit', message, 'lower pageSize in the definition')
  }
  const bytes = await readWhole(path, answer.bytes)
  const text = decode(bytes, ending, answer, context.layer)
  const begin = text.slice(0, 1000)
  if (/^\s*(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html)\b/i.test(begin)) {
    const title = /<title>([^<]{1,120})/i.exec(text.slice(0, 10_000))?.[1].trim()
    throw badAnswer(context.layer, `answered with a web page${title ? ` ("${title.replace(/[\s\p{Cc}]+/gu, ' ')}")` : ''}, not with features`)
  }
  return { file, bytes: answer.bytes, text, answer }
}

async function readWhole(path: string, bytes: number): Promise<Buffer> {
  await using handle = await open(path)
  const buffer = Buffer.allocUnsafe(bytes)
  let at = 0
  for (let read = -1; at < bytes && read !== 0; at += read) ({ bytesRead: read } = await handle.read(buffer, at, bytes - at, at))
  return buffer.subarray(0, at)
}

/** GeoJSON is UTF-8; GML says what it is in its first line. */
function decode(bytes: Buffer, ending: 'geojson' | 'gml', { headers }: Answer, layer: string): string {
  const declared = ending === 'gml' ? /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(bytes.toString('latin1', 0, 200))?.[1] : undefined
  const charset = ending === 'gml' ? /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(headers.get('content-type') ?? '')?.[1] : undefined
  try {
    return new TextDecoder(declared ?? charset ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw badAnswer(layer, `sent text that is not ${declared ?? charset ?? 'UTF-8'}: ${(cause as Error).message}`)
  }
}

/** Reads a page, or another answer that is named, by `read`; what it finds wrong is told as a Failure of the layer. */
export function readPage<T>(layer: string, of: number | string, text: string, read: (text: string) => T): T {
  const what = typeof of === 'number' ? `page ${of}` : of
  try {
    return read(text)
  } catch (error) {
    if (error instanceof ServiceException) throw badAnswer(layer, `answered ${what} with an exception: ${error.message}`)
    if (error instanceof XmlFault) throw badAnswer(layer, `answered ${what} with XML that is not as it should be: ${error.message}`)
    if (!(error instanceof JsonFault)) throw error
    const isException = /^\s*(<\?xml[^>]*>\s*)?<(\w+:)?\w*Exception/.test(text.slice(0, 2000))
    throw badAnswer(layer, `answered ${what} with ${isException ? `an exception: ${exceptionText(text)}` : error.message}`)
  }
}
