import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { ServiceOf } from '#pipeline/model/source.ts'
import { unpackZip } from '../archive/zip.ts'
import type { Answer, Fetched, FetchContext, FetchState } from '../fetcher.ts'
import { isOpenedFromAfar, isSidecarOf } from '../opened.ts'
import { fileName } from './file-name.ts'

type HttpService = ServiceOf<'http'>
const ARRIVED = 'arrived.tmp'
/** A local file header, or the end of an empty archive. */
const ZIP_MAGIC = ['PK\u0003\u0004', 'PK\u0005\u0006']

/** Fetches one file, or the files of a zip archive; not again where the server says that nothing changed. @throws Failure */
export async function fetchHttp(service: HttpService, context: FetchContext): Promise<Fetched | undefined> {
  const { http, folder, before, layer } = context
  const arrived = join(folder, ARRIVED)
  const answer = await http.file(service.url, arrived, { etag: before?.['etag'], lastModified: before?.['lastModified'] })
  if (!answer) return undefined
  const { host, pathname } = new URL(answer.url)
  const what = `layer ${layer}: what ${host}${pathname} sends`
  const head = await headOf(arrived)
  if (/^(text\/html|application\/xhtml\+xml)$/.test(answer.mediaType) || /^(\ufeff|\u00ef\u00bb\u00bf)?\s*(<!doctype html|<html)/i.test(head))
    throw new Failure(
      'service-failed',
      `${what} is a web page and not a file of data`,
      'check source.service.url and whether it needs auth: open it in a browser',
    )
  const isZip = ZIP_MAGIC.some((magic) => head.startsWith(magic))
  const state = stateOf(answer)
  const open = isZip ? await unpackFiles(arrived, service, context, what) : [await keepFile(arrived, service, { answer, folder, what })]
  return { open, ...(state ? { state } : {}) }
}

async function unpackFiles(arrived: string, { files, limits }: HttpService, { folder, signal }: FetchContext, what: string): Promise<string[]> {
  const { size } = await stat(arrived)
  const opened: string[] = []
  const choose = (paths: readonly string[]) => {
    const visible = paths.filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX'))
    opened.push(...(files ? files.map((wanted) => findIn(visible, wanted, what)) : visible.filter(isOpenedFromAfar).sort()))
    if (opened.length === 0) throw new Failure('service-failed', `${what} is an archive without a file that can be read`, has(visible))
    return visible.filter((path) => opened.includes(path) || opened.some((each) => isSidecarOf(path, each)))
  }
  const mostBytes = Math.min(size * limits.archiveRatio, limits.megabytes * 1e6 - size)
  const places = await unpackZip(arrived, folder, { mostBytes, mostEntries: limits.archiveEntries, choose, what, signal })
  await rm(arrived)
  return opened.map((path) => places.get(path)!)
}

function findIn(paths: readonly string[], wanted: string, what: string): string {
  const found = paths.find((path) => path === wanted) ?? paths.find((path) => path.toLowerCase() === wanted.toLowerCase())
  if (found === undefined || !isOpenedFromAfar(found))
    throw new Failure('service-failed', `${what} is an archive without ${wanted}`, `check source.service.files: it ${has(paths)}`)
  return found
}

const has = (paths: readonly string[]): string => (paths.length === 0 ? 'is empty' : `has: ${paths.slice(0, 20).join(', ').slice(0, 500)}`)

async function keepFile(arrived: string, { files }: HttpService, { answer, folder, what }: { answer: Answer; folder: string; what: string }): Promise<string> {
  if (files) throw new Failure('service-failed', `${what} is no archive, and source.service.files asks for files out of one`, 'take files out')
  const name = fileName(answer)
  if (name === undefined)
    throw new Failure(
      'service-failed',
      `${what} is ${answer.mediaType || 'of no said media type'}, and no kind of file that is read`,
      'check source.service.url',
    )
  await rename(arrived, join(folder, name))
  return name
}

/** First bytes, as Latin-1. */
async function headOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

function stateOf({ etag, lastModified }: { etag?: string; lastModified?: string }): FetchState | undefined {
  if (etag === undefined && lastModified === undefined) return undefined
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) }
}
